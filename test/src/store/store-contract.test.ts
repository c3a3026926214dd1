import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { GridEnvelope } from '../../../dispatch/index.ts';
import { openSqliteStore, type Override, type Store } from '../../../src/store/index.ts';
import { tempFolder } from './temp-folder.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 8);

/** Counts instead of random numbers: the ids are predictable. */
function counter(): (belowExclusive: number) => number {
  let next = 0;
  return (below) => next++ % below;
}

async function openIn(file: string, randomInt = counter()): Promise<Store> {
  const store = await openSqliteStore({ file, randomInt, nowMs: () => NOW_MS });
  onTestFinished(() => store.close());
  return store;
}

const places = [
  { place: 'memory', file: () => ':memory:' },
  { place: 'disk', file: () => join(tempFolder(), 'nested', 'headroom.db') },
];

describe.each(places)('store in $place', ({ file }) => {
  test('stations: put, replace, list in order of id, remove once', async () => {
    const { stations } = await openIn(file());
    const a07 = {
      stationId: 'A07',
      passwordHash: 'scrypt$16$8$1$c2FsdA$aGFzaA',
      origin: 'grid-file',
      state: 'enabled',
      configured: { 1: 4.1, 2: 0 },
      updatedAtMs: NOW_MS,
    } as const;
    const a01 = {
      stationId: 'A01',
      origin: 'rest',
      state: 'quarantined',
      definition: { node: 'F1' },
      configured: {},
      updatedAtMs: 1.5,
    } as const;
    await stations.put(a07);
    await stations.put(a01);
    await stations.put({ ...a07, state: 'disabled', vendor: 'V', model: 'M', firmware: '1' });
    expect(await stations.get('A07')).toEqual({ ...a07, state: 'disabled', vendor: 'V', model: 'M', firmware: '1' });
    expect(await stations.list()).toEqual([a01, { ...a07, state: 'disabled', vendor: 'V', model: 'M', firmware: '1' }]);
    expect(await stations.get('a07')).toBeUndefined();
    // Two who change different things at once do not undo each other.
    const changes = [
      stations.update('A01', (before) => ({ ...before, vendor: 'V' })),
      stations.update('A01', (before) => ({ ...before, model: 'M' })),
      stations.update('nobody', (before) => ({ ...before, model: 'M' })),
    ];
    expect(await Promise.all(changes)).toEqual([
      { ...a01, vendor: 'V' },
      { ...a01, vendor: 'V', model: 'M' },
      undefined,
    ]);
    expect(await stations.get('A01')).toEqual({ ...a01, vendor: 'V', model: 'M' });
    expect(await stations.get('nobody')).toBeUndefined();
    expect([await stations.remove('A01'), await stations.remove('A01')]).toEqual([true, false]);
  });

  test('open sessions of a station are known after they began, after others ended, and after a restart', async () => {
    const name = file();
    const store = await openSqliteStore({ file: name, randomInt: counter(), nowMs: () => NOW_MS });
    const { sessions } = store;
    const start = { stationId: 'A07', connectorNumber: 1, idToken: 'TAG', startedAtMs: NOW_MS };
    const idsOf = async (register: Store['sessions'], stationId = 'A07') =>
      (await register.open(stationId)).map(({ transactionId }) => transactionId);
    expect(await idsOf(sessions)).toEqual([]);
    await sessions.start({ ...start, transactionId: 'T1' });
    expect([await idsOf(sessions), await idsOf(sessions, 'A08')]).toEqual([['T1'], []]);
    await sessions.end({ stationId: 'A07', transactionId: 'T1', endedAtMs: NOW_MS + 1 });
    expect([await idsOf(sessions), await idsOf(sessions)]).toEqual([[], []]);
    await sessions.start({ ...start, startedAtMs: NOW_MS + 2, transactionId: 'T2' });
    expect(await idsOf(sessions)).toEqual(['T2']);
    await store.close();
    if (name === ':memory:') return;
    expect(await idsOf((await openIn(name)).sessions)).toEqual(['T2']);
  });

  test('a 1.6 start that is sent again gets the same transaction; another one gets another', async () => {
    const { sessions } = await openIn(file());
    const start = { stationId: 'A07', connectorNumber: 1, idToken: 'TAG', startedAtMs: NOW_MS, meterStartKwh: 12.345 };
    const first = await sessions.start(start);
    expect(first).toEqual({ sessionId: 'A07#1', transactionId: '1', isNew: true });
    expect(await sessions.start(start)).toEqual({ ...first, isNew: false });
    const others = [
      { ...start, connectorNumber: 2 },
      { ...start, startedAtMs: NOW_MS + 1 },
      { ...start, meterStartKwh: 12.346 },
      { ...start, stationId: 'A08' },
    ];
    for (const other of others) expect(await sessions.start(other)).toMatchObject({ isNew: true });
    const { meterStartKwh: _, ...withoutMeter } = start;
    expect(await sessions.start(withoutMeter)).toMatchObject({ isNew: true });
    expect(await sessions.start(withoutMeter)).toMatchObject({ isNew: false });
    // Also after it ended: a station may replay its whole queue.
    await sessions.end({ stationId: 'A07', transactionId: '1', endedAtMs: NOW_MS + 5 });
    expect(await sessions.start(start)).toEqual({ ...first, isNew: false });
    // Both of one group.
    const together = { ...start, startedAtMs: NOW_MS + 9 };
    const pair = await Promise.all([sessions.start(together), sessions.start(together)]);
    expect(pair.map(({ isNew }) => isNew)).toEqual([true, false]);
    expect(pair[0].transactionId).toBe(pair[1].transactionId);
  });

  test('a key of the installation is made once', async () => {
    const { ownKeys } = await openIn(file());
    expect(await ownKeys.keep('mask-token', Buffer.from('one'))).toEqual(Buffer.from('one'));
    expect(await ownKeys.keep('mask-token', Buffer.from('two'))).toEqual(Buffer.from('one'));
    expect(await ownKeys.keep('other', Buffer.from('two'))).toEqual(Buffer.from('two'));
  });

  test('1.6 transaction ids are positive int32, skip what is taken, and give up with a clear error', async () => {
    const asked: number[] = [];
    const answers = [2 ** 31 - 2, 2 ** 31 - 2, 0, ...Array.from({ length: 40 }, () => 0)];
    const { sessions } = await openIn(file(), (below) => {
      asked.push(below);
      return answers.shift() ?? 0;
    });
    const start = { stationId: 'A07', connectorNumber: 1, idToken: 'TAG', startedAtMs: NOW_MS };
    expect(await sessions.start(start)).toMatchObject({ transactionId: '2147483647' });
    expect(await sessions.start({ ...start, startedAtMs: NOW_MS + 1 })).toMatchObject({ transactionId: '1' });
    expect(new Set(asked)).toEqual(new Set([2 ** 31 - 1]));
    await expect(sessions.start({ ...start, startedAtMs: NOW_MS + 2 })).rejects.toThrow(
      'no free transaction id for station A07 after 16 tries',
    );
    // The same number is free at another station.
    expect(await sessions.start({ ...start, stationId: 'A08' })).toMatchObject({ sessionId: 'A08#1' });
  });

  test('a 2.x start is known by the station and its transaction id, whatever else it says', async () => {
    const { sessions } = await openIn(file());
    const start = {
      stationId: 'B01',
      connectorNumber: 1,
      idToken: 'TAG',
      startedAtMs: NOW_MS,
      transactionId: 'tx#1/é',
    };
    expect(await sessions.start(start)).toEqual({ sessionId: 'B01#tx#1/é', transactionId: 'tx#1/é', isNew: true });
    expect(await sessions.start({ ...start, startedAtMs: NOW_MS + 60_000 })).toMatchObject({ isNew: false });
    expect(await sessions.start({ ...start, stationId: 'B02' })).toMatchObject({ isNew: true });
    expect(await sessions.get('B01#tx#1/é')).toMatchObject({
      stationId: 'B01',
      transactionId: 'tx#1/é',
      startedAtMs: NOW_MS,
    });
  });

  test('the life of a session: start, progress, goal, end once', async () => {
    const { sessions } = await openIn(file());
    const { sessionId, transactionId } = await sessions.start({
      stationId: 'A07',
      connectorNumber: 2,
      idToken: 'TAG',
      startedAtMs: NOW_MS,
      meterStartKwh: 10,
    });
    const open = { sessionId, transactionId, connectorNumber: 2, idToken: 'TAG', startedAtMs: NOW_MS, meterKwh: 10 };
    expect(await sessions.open('A07')).toEqual([open]);
    expect(await sessions.open('A08')).toEqual([]);
    await sessions.saveMeters([
      { sessionId, meterKwh: 11.5 },
      { sessionId: 'A07#nobody', meterKwh: 1 },
    ]);
    expect(
      await sessions.setGoal(sessionId, { energyKwh: 20, departureMs: NOW_MS + 3_600_000, source: 'driver' }),
    ).toBe(true);
    expect(await sessions.setGoal('A07#nobody', {})).toBe(false);
    const running = {
      sessionId,
      stationId: 'A07',
      connectorNumber: 2,
      transactionId,
      idToken: 'TAG',
      startedAtMs: NOW_MS,
      meterStartKwh: 10,
      meterKwh: 11.5,
      goal: { energyKwh: 20, departureMs: NOW_MS + 3_600_000, source: 'driver' },
    };
    expect(await sessions.get(sessionId)).toEqual(running);
    expect(await sessions.listOpen()).toEqual([running]);
    expect(await sessions.end({ stationId: 'A08', transactionId, endedAtMs: NOW_MS + 1 })).toBeUndefined();
    const end = { stationId: 'A07', transactionId, endedAtMs: NOW_MS + 9, meterStopKwh: 12, reason: 'Local' };
    expect(await sessions.end(end)).toEqual({ connectorNumber: 2, isNew: true });
    // The first end stays; a late register does not touch an ended session.
    expect(await sessions.end({ ...end, endedAtMs: NOW_MS + 10, meterStopKwh: 99, reason: 'Reboot' })).toEqual({
      connectorNumber: 2,
      isNew: false,
    });
    await sessions.saveMeters([{ sessionId, meterKwh: 99 }]);
    expect(await sessions.get(sessionId)).toEqual({
      ...running,
      meterKwh: 12,
      endedAtMs: NOW_MS + 9,
      meterStopKwh: 12,
      stopReason: 'Local',
    });
    expect([await sessions.open('A07'), await sessions.listOpen()]).toEqual([[], []]);
  });

  test('sessions are listed newest first, by state and station, page by page', async () => {
    const { sessions } = await openIn(file());
    for (let index = 0; index < 7; index += 1) {
      await sessions.start({
        stationId: index % 2 === 0 ? 'A' : 'B',
        connectorNumber: 1,
        idToken: 'T',
        startedAtMs: NOW_MS - index,
        transactionId: `t${index}`,
      });
    }
    await sessions.end({ stationId: 'A', transactionId: 't2', endedAtMs: NOW_MS });
    const ids = async (query: Parameters<typeof sessions.list>[0]) =>
      (await sessions.list(query)).map(({ sessionId }) => sessionId);
    expect(await ids({ limit: 3 })).toEqual(['A#t6', 'B#t5', 'A#t4']);
    expect(await ids({ limit: 3, after: 'A#t4' })).toEqual(['B#t3', 'A#t2', 'B#t1']);
    expect(await ids({ limit: 9, state: 'ended' })).toEqual(['A#t2']);
    expect(await ids({ limit: 9, state: 'open', stationId: 'A' })).toEqual(['A#t6', 'A#t4', 'A#t0']);
    expect(await ids({ limit: 9, after: 'A#unknown' })).toEqual([]);
    expect(await ids({ limit: -1 })).toEqual([]);
  });

  test('envelopes: insert once, replace only with the etag that is stored', async () => {
    const { envelopes } = await openIn(file());
    const envelope: GridEnvelope = {
      id: 'e1',
      nodeId: 'T1',
      direction: 'import',
      source: 'rest:night shift',
      priority: 1,
      mode: 'limit',
      reason: 'maintenance',
      startMs: NOW_MS,
      intervals: [{ startMs: NOW_MS, limitKw: 0 }, { startMs: NOW_MS + 60_000 }],
      status: 'active',
      createdBy: 'night shift',
      createdAtMs: NOW_MS,
      etag: 'v1',
    };
    expect(await envelopes.put(envelope)).toBe(true);
    expect(await envelopes.put({ ...envelope, reason: 'again' })).toBe(false);
    expect(await envelopes.put({ ...envelope, etag: 'v2' }, 'v0')).toBe(false);
    expect(await envelopes.put({ ...envelope, id: 'e2', etag: 'v2' }, 'v1')).toBe(false);
    expect(await envelopes.list()).toEqual([envelope]);
    const both = await Promise.all([
      envelopes.put({ ...envelope, status: 'ended', endMs: NOW_MS + 1, etag: 'v2' }, 'v1'),
      envelopes.put({ ...envelope, reason: 'lost race', etag: 'v3' }, 'v1'),
    ]);
    expect(both).toEqual([true, false]);
    expect(await envelopes.put({ ...envelope, id: 'e0' })).toBe(true);
    expect(await envelopes.list()).toEqual([
      { ...envelope, status: 'ended', endMs: NOW_MS + 1, etag: 'v2' },
      { ...envelope, id: 'e0' },
    ]);
  });

  test('overrides are kept apart from envelopes, with the same rule', async () => {
    const { overrides, envelopes } = await openIn(file());
    const override: Override = {
      id: 'o1',
      connectorId: 'A07/1',
      limitKw: 3.7,
      reason: 'cable',
      startMs: NOW_MS,
      status: 'active',
      createdBy: 'ops',
      etag: 'a',
    };
    expect(await overrides.put(override)).toBe(true);
    expect(await overrides.put({ ...override, etag: 'b', status: 'ended', endMs: NOW_MS }, 'a')).toBe(true);
    expect(await overrides.put({ ...override, etag: 'c' }, 'a')).toBe(false);
    expect(await overrides.list()).toEqual([{ ...override, etag: 'b', status: 'ended', endMs: NOW_MS }]);
    expect(await envelopes.list()).toEqual([]);
  });

  test('api keys are found by hash; a hash belongs to one key', async () => {
    const { apiKeys } = await openIn(file());
    const key = { id: 'k1', name: 'ops', role: 'operator', keyHash: 'ab'.repeat(32), createdAtMs: NOW_MS } as const;
    await apiKeys.put(key);
    await apiKeys.put({ ...key, id: 'k0', keyHash: 'cd'.repeat(32), expiresAtMs: NOW_MS + 1 });
    await apiKeys.put({ ...key, revokedAtMs: NOW_MS });
    expect(await apiKeys.findByHash(key.keyHash)).toEqual({ ...key, revokedAtMs: NOW_MS });
    expect(await apiKeys.findByHash('nothing')).toBeUndefined();
    expect((await apiKeys.list()).map(({ id }) => id)).toEqual(['k1', 'k0']);
    await expect(apiKeys.put({ ...key, id: 'k9' })).rejects.toThrow('UNIQUE constraint failed: api_key.key_hash');
    expect((await apiKeys.list()).map(({ id }) => id)).toEqual(['k1', 'k0']);
  });

  test('rollups: one row a node and minute, half-open range, pruned by age', async () => {
    const { rollups } = await openIn(file());
    const at = (minute: number, nodeId = 'T1') => ({
      nodeId,
      minuteMs: NOW_MS + minute * 60_000,
      baseLoadKw: minute,
      chargingKw: 2,
      peakKw: 3,
    });
    await rollups.append(Array.from({ length: 2_500 }, (_, minute) => at(minute)));
    await rollups.append([{ ...at(1), limitKw: 400 }, at(1, 'T2')]);
    await rollups.append([]);
    expect(await rollups.read({ nodeId: 'T1', fromMs: NOW_MS, toMs: NOW_MS + 120_000 })).toEqual([
      at(0),
      { ...at(1), limitKw: 400 },
    ]);
    expect(await rollups.prune(NOW_MS + 2_400 * 60_000)).toBe(2_401);
    expect(await rollups.prune(NOW_MS + 2_400 * 60_000)).toBe(0);
    expect((await rollups.read({ nodeId: 'T1', fromMs: 0, toMs: Infinity })).length).toBe(100);
    expect(await rollups.read({ nodeId: 'T2', fromMs: 0, toMs: Infinity })).toEqual([]);
  });

  test('idempotency: the first answer stays, another body is a conflict, old ones are forgotten', async () => {
    const { idempotency } = await openIn(file());
    const entry = { key: 'k', bodyHash: 'h', status: 201, body: '{"id":"e1"}', atMs: NOW_MS };
    expect(await idempotency.find('k', 'h')).toBeUndefined();
    await idempotency.save(entry);
    await idempotency.save({ ...entry, status: 500, body: 'late' });
    expect(await idempotency.find('k', 'h')).toEqual({ status: 201, body: '{"id":"e1"}' });
    expect(await idempotency.find('k', 'other')).toBe('conflict');
    const dayMs = 24 * 3_600_000;
    await idempotency.save({ ...entry, key: 'expired', atMs: NOW_MS - dayMs - 1 });
    expect(await idempotency.find('expired', 'h')).toBeUndefined();
    await idempotency.save({ ...entry, key: 'k2', atMs: NOW_MS + dayMs + 1 });
    expect(await idempotency.find('k', 'h')).toBeUndefined();
  });

  test('a closed store has committed what was queued, refuses writes and says so', async () => {
    const store = await openIn(file());
    expect(store.healthy()).toEqual({ ok: true });
    const last = store.audit.append({
      atMs: NOW_MS,
      actor: 'system',
      action: 'stop',
      subject: 'service',
      detail: null,
    });
    await store.close();
    await store.close();
    expect(await last).toMatchObject({ seq: 1 });
    expect(store.healthy()).toEqual({ ok: false, detail: 'the store is closed' });
    await expect(store.stations.remove('A')).rejects.toThrow('the store is closed');
  });
});
