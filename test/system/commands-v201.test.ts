import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../simulator/index.ts';
import type { FleetKind } from '../../src/operations/index.ts';
import { openPki } from '../src/security/pki.ts';
import { type RunningSite, startSite } from './site-in-process.ts';
import { pileOf, roomyGrid } from './small-street.ts';

/** Every kind of command that may be given over REST, local lists and reservations, on the wire to simulated stations of both versions. */

const START_MS = Date.UTC(2026, 2, 2, 9);
const HOUR_MS = 3_600_000;
const PEM = certificate();

function certificate(): string {
  const pki = openPki();
  pki.close();
  return pki.ca.cert;
}

/** A station of each version: a car at its first connector, nobody at the second. */
const street: Scenario = {
  name: 'a station of each version',
  seed: 7,
  startMs: START_MS,
  endMs: START_MS + 8 * HOUR_MS,
  timeZone: 'UTC',
  grid: roomyGrid(['OLD', 'NEW'].flatMap((stationId) => [pileOf(stationId, 1), pileOf(stationId, 2)])),
  stations: [
    { stationId: 'OLD', version: '1.6', password: 'a password of many letters' },
    { stationId: 'NEW', version: '2.0.1', password: 'a password of many letters' },
  ],
  sessions: ['OLD', 'NEW'].map((stationId) => ({
    connectorId: `${stationId}/1`,
    arrivalMs: START_MS + 30_000,
    departureMs: START_MS + 7 * HOUR_MS,
    needKwh: 300,
    car: { batteryKwh: 400, arrivalSocPercent: 10, maximumKw: 22, phaseCount: 3, taper: 'ideal' },
    idToken: `CARD-${stationId}`,
  })),
  baseLoadKw: () => 20,
  events: [],
  capacityNodeId: 'S1',
};

type Item = {
  readonly stationId: string;
  readonly state: string;
  readonly detail?: string;
  readonly result?: unknown;
};
type Progress = { readonly commandId: string; readonly status: string; readonly items: readonly Item[] };
type Command = { readonly kind: FleetKind } & Readonly<Record<string, unknown>>;
/** What is asked, of the station or of one of its connectors, and how it ends. */
type Step = {
  readonly ask: Readonly<Record<string, unknown>>;
  readonly connector?: number;
  readonly ends: Partial<Item>;
};

let site: RunningSite;
beforeAll(async () => {
  const fleet = { urlAllowList: ['https://fw.example/'], allowUrlCredentials: false, allowUnsignedFirmware: false };
  site = await startSite(street, { fleet });
  const sessions = () => site.service.control.view().sessions.length;
  await site.untilTrue('both cars charge', () => sessions() === 2);
});
afterAll(() => site.close());

async function order(command: Command, scope: object): Promise<Item> {
  const { client } = site;
  const body = { command, scope, reason: 'a test' };
  const { commandId } = (await client.send('POST', '/api/v1/commands', body)) as Progress;
  const read = async () => (await client.get(`/api/v1/commands/${commandId}`)) as Progress;
  let last = await read();
  for (let tries = 0; last.status === 'running' && tries < 1000; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    last = await read();
  }
  const [item] = last.items;
  if (item === undefined || last.items.length !== 1) throw new Error(`${last.items.length} recipients`);
  return item;
}

const yes = { state: 'accepted' };
const signed = { signingCertificate: PEM, signature: 'c2lnbmF0dXJl' };
const topics = ['boot', 'heartbeat', 'status', 'meter', 'firmware-status', 'log-status', 'sign-certificate'];

type Names = { readonly stationId: string; readonly heartbeat: string; readonly hashes: { hash?: unknown } };

/** The kinds in the order in which they are asked: what ends the transaction comes late, what reboots the station last. */
const storyOf = ({ stationId, heartbeat, hashes }: Names): Readonly<Record<FleetKind, readonly Step[]>> => {
  const isV16 = stationId === 'OLD';
  const unknown = isV16 ? { state: 'unsupported', detail: 'NotSupported' } : { state: 'rejected' };
  return {
    'read-settings': [
      {
        ask: { names: [heartbeat, 'No.Such'] },
        ends: { ...yes, result: { settings: [expect.objectContaining({ name: heartbeat })], unknown: ['No.Such'] } },
      },
      isV16
        ? { ask: {}, ends: { ...yes, result: { settings: expect.any(Array), unknown: [] } } }
        : { ask: {}, ends: { state: 'done', result: { variables: expect.any(Array) } } },
    ],
    'write-settings': [
      { ask: { values: [{ name: heartbeat, value: '600' }] }, ends: yes },
      { ask: { values: [{ name: 'No.Such', value: '1' }] }, ends: unknown },
    ],
    trigger: [
      ...topics.map((message) => ({ ask: { message }, ends: yes })),
      { ask: { message: 'transaction' }, ends: isV16 ? { state: 'unsupported' } : yes },
      { ask: { message: 'status' }, connector: 2, ends: yes },
    ],
    'clear-cache': [{ ask: {}, ends: yes }],
    'get-local-list-version': [{ ask: {}, ends: { ...yes, result: { version: 3 } } }],
    'get-composite-schedule': [
      { ask: { durationS: 600 }, connector: 1, ends: { ...yes, result: expect.objectContaining({}) } },
    ],
    'install-certificate': [
      { ask: { use: 'central-system', pem: PEM }, ends: yes },
      { ask: { use: 'central-system', pem: 'no certificate' }, ends: { state: 'rejected' } },
    ],
    'list-certificates': [
      {
        ask: { use: 'central-system' },
        ends: { ...yes, result: { certificates: [expect.objectContaining({ use: 'central-system' })] } },
      },
    ],
    'delete-certificate': [
      { ask: hashes, ends: yes },
      { ask: hashes, ends: { state: 'rejected', detail: 'NotFound' } },
    ],
    'get-log': [
      { ask: { log: 'security', location: 'https://fw.example/logs/' }, ends: { state: 'done', detail: 'Uploaded' } },
    ],
    'update-firmware': [
      {
        ask: { location: 'https://fw.example/2.bin', signed },
        ends: { state: 'done', detail: 'Installed' },
      },
    ],
    'data-transfer': [{ ask: { vendorId: 'com.nobody' }, ends: { state: 'unsupported', detail: 'UnknownVendorId' } }],
    call: [
      {
        ask: {
          action: isV16 ? 'GetConfiguration' : 'SetMonitoringBase',
          payload: isV16 ? {} : { monitoringBase: 'All' },
        },
        ends: yes,
      },
      { ask: { action: isV16 ? 'GetBaseReport' : 'GetConfiguration', payload: {} }, ends: { state: 'unsupported' } },
    ],
    'unlock-connector': [
      { ask: {}, connector: 2, ends: { ...yes, detail: 'Unlocked' } },
      ...(isV16
        ? []
        : [{ ask: {}, connector: 1, ends: { state: 'rejected', detail: 'OngoingAuthorizedTransaction' } }]),
    ],
    'change-availability': [
      { ask: { operative: false }, connector: 2, ends: yes },
      { ask: { operative: true }, connector: 2, ends: yes },
      { ask: { operative: false }, connector: 1, ends: { state: 'scheduled' } },
      { ask: { operative: true }, connector: 1, ends: yes },
    ],
    'remote-stop': [{ ask: {}, ends: yes }],
    'remote-start': [
      { ask: { idToken: { idToken: 'CARD-9' } }, connector: 1, ends: yes },
      { ask: { idToken: { idToken: 'CARD-9' } }, connector: 2, ends: { state: 'rejected' } },
    ],
    reset: [{ ask: { mode: 'hard' }, ends: yes }],
  };
};

describe('before anything reboots', () => {
  it('a setting of smart charging is refused however its EVSE and connector are written', async () => {
    const names = ['SmartChargingCtrlr.Enabled', 'SmartChargingCtrlr#1.Enabled', 'SmartChargingCtrlr#1-1.Enabled'];
    const more = ['smartchargingctrlr[x]#1-1.LimitChangeSignificance[y]', 'SampledDataCtrlr#1-1.TxUpdatedInterval'];
    for (const name of [...names, ...more, 'SmartChargingCtrlr .Enabled']) {
      const command: Command = { kind: 'write-settings', values: [{ name, value: 'false' }] };
      await expect(order(command, { stationIds: ['NEW'] }), name).rejects.toThrow();
    }
  });

  it('a token list reaches the stations: whole, then what changed; and they say so', async () => {
    const { client, service } = site;
    const put = (idToken: string) => client.send('POST', '/api/v1/tokens', { idToken });
    const sync = async () => {
      await client.send('POST', '/api/v1/local-lists/sync', { stationIds: ['OLD', 'NEW'] });
      await service.operations.localListsSettled();
      return client.get('/api/v1/local-lists');
    };
    const current = (version: number) => ({
      version,
      items: expect.arrayContaining(
        ['OLD', 'NEW'].map((stationId) => expect.objectContaining({ stationId, state: 'current', version })),
      ),
    });
    await put('CARD-OLD');
    await put('CARD-NEW');
    expect(await sync()).toMatchObject(current(2));
    await put('CARD-9');
    expect(await sync()).toMatchObject(current(3));
    for (const stationId of ['OLD', 'NEW']) {
      const item = await order({ kind: 'get-local-list-version' }, { stationIds: [stationId] });
      expect(item).toMatchObject({ state: 'accepted', result: { version: 3 } });
    }
  });

  it.each(['OLD', 'NEW'])(
    'a reservation at %s is made, refused where a car stands, and cancelled',
    async (stationId) => {
      const { client, clock } = site;
      const reserve = (connectorNumber: number) =>
        client.send('POST', '/api/v1/reservations', {
          stationId,
          connectorNumber,
          idToken: 'CARD-9',
          expiresAt: new Date(clock.nowMs() + 2 * HOUR_MS).toISOString(),
        }) as Promise<{ readonly reservationId: number }>;
      const made = await reserve(2);
      expect(made).toMatchObject({ state: 'active', connectorNumber: 2 });
      expect(await reserve(1)).toMatchObject({ state: 'refused', detail: 'Occupied' });
      const cancelled = await client.send('DELETE', `/api/v1/reservations/${made.reservationId}`);
      expect(cancelled).toMatchObject({ state: 'cancelled' });
    },
  );
});

describe.each([
  { stationId: 'OLD', version: '1.6', heartbeat: 'HeartbeatInterval' },
  { stationId: 'NEW', version: '2.0.1', heartbeat: 'OCPPCommCtrlr.HeartbeatInterval' },
])('a station of $version is asked', ({ stationId, heartbeat }) => {
  const hashes: { hash?: unknown } = {};
  const story = Object.entries(storyOf({ stationId, heartbeat, hashes })) as [FleetKind, readonly Step[]][];

  it.each(story)('%s', async (kind, steps) => {
    for (const { ask, connector, ends } of steps) {
      const scope =
        connector === undefined ? { stationIds: [stationId] } : { connectorIds: [`${stationId}/${connector}`] };
      const item = await order({ kind, ...ask }, scope);
      expect(item, `${kind} ${JSON.stringify(ask)}`).toMatchObject(ends);
      if (kind !== 'list-certificates') continue;
      hashes.hash = (
        item.result as { readonly certificates: readonly { readonly hash: unknown }[] }
      ).certificates[0]?.hash;
    }
  });
});
