import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../../src/store/migrations.ts';
import { openSqliteStore, type TokenRecord } from '../../../src/store/index.ts';
import { tempFolder } from './temp-folder.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 8);

async function open(file = ':memory:') {
  let next = 1;
  const store = await openSqliteStore({ file, randomInt: () => next++, nowMs: () => NOW_MS });
  onTestFinished(() => store.close());
  return store;
}
const token = (idToken: string): TokenRecord => ({
  idToken,
  type: 'ISO14443',
  status: 'accepted',
  maxSessions: 1,
  updatedAtMs: NOW_MS,
});

test('a file of the first version gets what is new, and keeps its sessions', async () => {
  const file = join(tempFolder(), 'headroom.db');
  const old = new Database(file);
  old.exec(
    'CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms REAL NOT NULL) STRICT',
  );
  old.exec(`${migrations[0]?.sql ?? ''}; INSERT INTO migration VALUES (1, 'first', 0)`);
  old.exec(
    `INSERT INTO session (station_id, transaction_id, connector_number, id_token, started_at_ms, goal) VALUES ('A', '7', 1, 'C', 5, '{}')`,
  );
  old.close();
  const store = await open(file);
  expect(await store.sessions.listOpen()).toEqual([
    {
      sessionId: 'A#7',
      stationId: 'A',
      connectorNumber: 1,
      transactionId: '7',
      idToken: 'C',
      startedAtMs: 5,
      goal: {},
    },
  ]);
  expect(await store.tokens.list()).toEqual([]);
});

describe('tokens', () => {
  test('each change has the next version, a removal too; case does not tell them apart', async () => {
    const { tokens } = await open();
    await tokens.put([token('A'), token('B')]);
    await tokens.put([token('a')]);
    expect([await tokens.remove('b'), await tokens.remove('B'), await tokens.remove('nobody')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await tokens.changes()).toEqual([
      { version: 3, key: 'a', token: token('a') },
      { version: 4, key: 'b' },
    ]);
    expect(await tokens.list()).toEqual([token('a')]);
  });
});

describe('sessions', () => {
  const start = (more: object = {}) => ({
    stationId: 'A',
    connectorNumber: 1,
    idToken: 'Card',
    startedAtMs: NOW_MS,
    ...more,
  });

  test('an end by evidence counts until a real one comes, and that one stays', async () => {
    const { sessions } = await open();
    await sessions.start(start({ transactionId: 'T', meterStartKwh: 1 }));
    const end = { stationId: 'A', transactionId: 'T', endedAtMs: NOW_MS + 9 };
    expect(await sessions.end({ ...end, evidence: 'not-ongoing' })).toEqual({ connectorNumber: 1, isNew: true });
    expect(await sessions.end({ ...end, evidence: 'other' })).toEqual({ connectorNumber: 1, isNew: false });
    expect(await sessions.get('A#T')).toMatchObject({ evidence: 'not-ongoing', meterStopKwh: 1 });
    const real = { ...end, endedAtMs: NOW_MS + 5, meterStopKwh: 3, reason: 'Local' };
    expect(await sessions.end(real)).toEqual({ connectorNumber: 1, isNew: false, isCorrection: true });
    expect(await sessions.end({ ...real, meterStopKwh: 99 })).toEqual({ connectorNumber: 1, isNew: false });
    const { evidence, ...corrected } = (await sessions.get('A#T')) ?? { evidence: 'none' };
    expect(evidence).toBeUndefined();
    expect(corrected).toMatchObject({ endedAtMs: NOW_MS + 5, meterStopKwh: 3, stopReason: 'Local' });
  });

  test('a start closes what is older on its connector, and nothing else', async () => {
    const { sessions } = await open();
    const begin = (transactionId: string, more: object) => sessions.start(start({ transactionId, ...more }));
    await begin('older', { meterStartKwh: 4 });
    await begin('beside', { connectorNumber: 2 });
    await begin('elsewhere', { stationId: 'B' });
    await begin('ahead', { startedAtMs: NOW_MS + 50, connectorNumber: 3 });
    await begin('late', { startedAtMs: NOW_MS + 10, connectorNumber: 3 });
    expect(await begin('next', { startedAtMs: NOW_MS + 20 })).toMatchObject({
      isNew: true,
      replaced: [{ sessionId: 'A#older', transactionId: 'older', endedAtMs: NOW_MS + 20, meterStopKwh: 4 }],
    });
    expect(await begin('next', { startedAtMs: NOW_MS + 30 })).toEqual({
      sessionId: 'A#next',
      transactionId: 'next',
      isNew: false,
    });
    const open_ = (await sessions.listOpen()).map(({ transactionId }) => transactionId).sort();
    expect(open_).toEqual(['ahead', 'beside', 'elsewhere', 'late', 'next']);
  });

  test('flags gather, sorted, each once', async () => {
    const { sessions } = await open();
    await sessions.start(start({ transactionId: 'T' }));
    for (const flag of ['b', 'a', 'b']) expect(await sessions.flag('A#T', flag)).toBe(true);
    expect(await sessions.flag('A#X', 'a')).toBe(false);
    expect((await sessions.get('A#T'))?.flags).toEqual(['a', 'b']);
  });

  test('open sessions of a card are counted in any case', async () => {
    const { sessions } = await open();
    for (const transactionId of ['1', '2', '3'])
      await sessions.start(start({ transactionId, connectorNumber: Number(transactionId) }));
    await sessions.end({ stationId: 'A', transactionId: '3', endedAtMs: NOW_MS });
    expect(await sessions.countOpenOfToken({ idToken: 'CARD' })).toBe(2);
    expect(await sessions.countOpenOfToken({ idToken: 'card', except: 'A#2' })).toBe(1);
    expect(await sessions.countOpenOfToken({ idToken: "' OR 1" })).toBe(0);
  });
});
