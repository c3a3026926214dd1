import { afterAll, expect, test } from 'vitest';
import type { StationCommand } from '../../../ocpp/index.ts';
import { VirtualClock } from '../../../simulator/index.ts';
import { CertificateDesk } from '../../../src/security/certificate-desk.ts';
import type { StationRecord } from '../../../src/store/index.ts';
import { openPki } from './pki.ts';

const pki = openPki();
afterAll(() => pki.close());
const DAY_MS = 86_400_000;

/** Lets the time go by, and what began in it come to its end. */
async function pass(clock: VirtualClock, durationMs: number): Promise<void> {
  clock.advanceBy(durationMs);
  await new Promise((resolve) => setImmediate(resolve));
}

function openDesk(records: readonly StationRecord[] = []) {
  const clock = new VirtualClock(Date.now());
  const sent: { readonly stationId: string; readonly command: StationCommand }[] = [];
  const reports: string[] = [];
  const desk = new CertificateDesk({
    authority: pki.authority(clock.nowMs()),
    clock,
    command: async (stationId, command) => {
      sent.push({ stationId, command });
      return { status: stationId === 'REFUSES' ? 'rejected' : 'accepted' };
    },
    isConnected: (stationId) => stationId !== 'AWAY',
    records: () => records,
    report: ({ stationId, type }) => reports.push(`${type} ${stationId}`),
    log: () => undefined,
  });
  return { desk, clock, sent, reports };
}

test('what is accepted is sent a moment later, with the number of the request; what is not taken is told', async () => {
  const { desk, clock, sent, reports } = openDesk();
  expect(await desk.request({ stationId: 'A', csrPem: pki.request('A').csr, requestId: 7 })).toBe(true);
  expect(await desk.request({ stationId: 'A', csrPem: pki.request('B').csr })).toBe(false);
  expect(await desk.request({ stationId: 'REFUSES', csrPem: pki.request('REFUSES').csr })).toBe(true);
  expect(sent).toEqual([]);
  await pass(clock, 1_000);
  expect(sent).toMatchObject([
    { stationId: 'A', command: { kind: 'certificate-signed', use: 'station', requestId: 7 } },
    { stationId: 'REFUSES', command: { kind: 'certificate-signed' } },
  ]);
  expect(reports).toEqual([
    'certificate-issued A',
    'certificate-refused A',
    'certificate-issued REFUSES',
    'certificate-not-taken REFUSES',
  ]);
});

test('C15 a hundred requests a second: three are looked at in a minute, and other stations are served', async () => {
  const { desk, clock } = openDesk();
  const { csr } = pki.request('A');
  const answers: boolean[] = [];
  for (let n = 0; n < 100; n++) answers.push(await desk.request({ stationId: 'A', csrPem: csr }));
  expect(answers.filter(Boolean).length).toBe(3);
  expect(await desk.request({ stationId: 'B', csrPem: pki.request('B').csr })).toBe(true);
  await pass(clock, 60_000);
  expect(await desk.request({ stationId: 'A', csrPem: csr })).toBe(true);
});

test('each day the connected stations whose certificate ends within 30 days are asked for a new request', async () => {
  const station = (stationId: string, daysLeft: number | undefined): StationRecord => ({
    stationId,
    origin: 'rest',
    state: 'enabled',
    configured: {},
    updatedAtMs: 0,
    ...(daysLeft === undefined
      ? {}
      : { certificate: { serialNumber: '01', validUntilMs: Date.now() + daysLeft * DAY_MS } }),
  });
  const { desk, clock, sent } = openDesk([
    station('SOON', 29),
    station('AWAY', 5),
    station('LATER', 31.5),
    station('NONE', undefined),
  ]);
  desk.start();
  await pass(clock, 1);
  expect(sent).toEqual([{ stationId: 'SOON', command: { kind: 'trigger', message: 'sign-certificate' } }]);
  sent.length = 0;
  await pass(clock, 2 * DAY_MS);
  expect(sent.map(({ stationId }) => stationId)).toEqual(['SOON', 'SOON', 'LATER']);
  desk.stop();
  sent.length = 0;
  await pass(clock, 2 * DAY_MS);
  expect(sent).toEqual([]);
});
