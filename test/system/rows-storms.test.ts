import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connectStation, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { type ServiceWorld, startWorld } from '../ocpp/transactions/service-world.ts';
import { KEY, startWatched } from './watched-service.ts';

/** Rows A15, A21, B18 and C2 of the bad-input table as stories of the whole service: its store, its ledger, its view. */

let world: ServiceWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const start = (its: ServiceWorld) => ({ connectorId: 1, idTag: 'CARD1', meterStart: 0, timestamp: its.at(0) });
const linesOf = (its: ServiceWorld) =>
  its.service.central.connected().map(({ stationId, generation }) => `${stationId} ${generation}`);

test('A15 a station whose old connection froze is back in 5 s, with its session, again and again', async () => {
  const its = (world = await startWorld());
  const old = await its.boot('A01');
  const { transactionId } = (await old.say('StartTransaction', start(its))) as { transactionId: number };
  await its.advance(5);
  const before = await its.state();
  const [line] = linesOf(its);
  old.socket.pause();
  const back = await its.connect('A01');
  const heard = back.say('Heartbeat', {});
  await its.advance(5);
  expect(await heard).toHaveProperty('currentTime');
  expect(linesOf(its)).toHaveLength(1);
  expect(linesOf(its)).not.toEqual([line]);
  expect(its.service.control.view().connectors.find(({ connectorId }) => connectorId === 'A01/1')?.sessionId).toBe(
    `A01#${transactionId}`,
  );
  expect((await its.state()).sessions).toEqual(before.sessions);
  // No lock-out: the next one that freezes gives way as well.
  back.socket.pause();
  const again = await its.connect('A01');
  const answered = again.say('StopTransaction', { transactionId, meterStop: 100, timestamp: its.at(5) });
  await its.advance(5);
  expect(await answered).toBeDefined();
  expect(await its.service.store.sessions.get(`A01#${transactionId}`)).toMatchObject({ meterStopKwh: 0.1 });
  for (const { socket } of [old, back, again]) socket.terminate();
});

test('A21 passwords cannot be checked because the disk hangs: 503 in 5 s, who is connected goes on, then all is well', async () => {
  const its = (world = await startWorld());
  const connected = await its.boot('B01');
  await its.advance(2);
  const before = await its.state();
  const directory = mkdtempSync(join(tmpdir(), 'headroom-hang-'));
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  // Each takes a thread of the pool until somebody writes; hashes wait for one of them.
  const reads = Array.from({ length: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) }, () => readFile(fifo));
  const answers = Promise.all(
    ['A01', 'A02'].map((stationId) => rawUpgrade(its.service.port, { path: `/ocpp/${stationId}` })),
  );
  const asked = { isAnswered: false };
  void answers.then(() => (asked.isAnswered = true));
  for (let second = 0; second < 60 && !asked.isAnswered; second += 1) await its.advance(1);
  expect((await answers).map(({ status }) => status)).toEqual([503, 503]);
  expect(await connected.say('Heartbeat', {})).toHaveProperty('currentTime');
  const writer = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  closeSync(writer);
  await Promise.all(reads);
  rmSync(directory, { recursive: true, force: true });
  expect(await its.state()).toEqual(before);
  const late = await its.boot('A01');
  expect(await late.say('Heartbeat', {})).toHaveProperty('currentTime');
  for (const { socket } of [connected, late]) socket.terminate();
});

test('B18 a thousand starts at once: each is on disk before its answer, one session each, the last is open', async () => {
  const its = (world = await startWorld());
  const station = await its.boot('A01');
  await its.advance(2);
  const healthy = await its.boot('B01');
  const count = 1_000;
  for (let n = 0; n < count; n += 1)
    station.send(JSON.stringify([2, `s${n}`, 'StartTransaction', { ...start(its), timestamp: its.at(n / 1_000) }]));
  expect(await healthy.say('Heartbeat', {})).toHaveProperty('currentTime');
  const answers = () =>
    station.received.filter((message) => Array.isArray(message) && String(message[1]).startsWith('s'));
  await eventually(() => answers().length === count, 'all answers', 60_000);
  const ids = answers().map((message) => (message as [number, string, { transactionId: number }])[2].transactionId);
  expect(new Set(ids).size).toBe(count);
  // A connector charges one car: the last start is what is open.
  expect((await its.service.store.sessions.listOpen()).map(({ transactionId }) => transactionId)).toEqual([
    String(ids.at(-1)),
  ]);
  for (const { socket } of [station, healthy]) socket.terminate();
});

test('C2 two stations boot hundreds of times without a pause: each is answered, little is asked, nothing is given', async () => {
  const site = await startWatched();
  const boots = 500;
  await site.attacked(async () => {
    const stations = await Promise.all(
      (
        [
          ['CP1', 'ocpp1.6', { chargePointVendor: 'V', chargePointModel: 'M' }],
          ['CP3', 'ocpp2.0.1', { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } }],
        ] as const
      ).map(async ([stationId, protocol, boot]) => {
        const station = await connectStation(site.service.port, stationId, { protocol, password: KEY });
        for (let n = 0; n < boots; n += 1) station.send(JSON.stringify([2, `b${n}`, 'BootNotification', boot]));
        return station;
      }),
    );
    for (const { received, socket } of stations) {
      const answers = () => received.filter((message) => Array.isArray(message) && message[0] === 3);
      await eventually(() => answers().length === boots, 'all answers', 60_000);
      expect(new Set(answers().map((message) => (message as [number, string])[1])).size).toBe(boots);
      // One question is in flight at a time, whatever came before it.
      expect(received.length - boots).toBeLessThan(boots / 10);
      socket.terminate();
    }
    await eventually(
      () => site.service.central.connected().every(({ stationId }) => stationId === 'HEALTHY'),
      'them to be gone',
    );
  });
  expect(site.service.control.view().sessions).toEqual([]);
  await site.close();
});
