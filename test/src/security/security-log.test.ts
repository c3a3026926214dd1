import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StationEvent } from '../../../ocpp/index.ts';
import { createBadFrameQuarantine } from '../../../src/security/bad-frame-quarantine.ts';
import { createSecurityLog, type SecurityLog } from '../../../src/security/security-log.ts';
import { openSqliteStore, type SecurityEventRecord, type Store } from '../../../src/store/index.ts';

let store: Store;
let events: SecurityLog;
const kept: SecurityEventRecord[] = [];
beforeEach(async () => {
  kept.length = 0;
  store = await openSqliteStore({ file: ':memory:', randomInt: () => 0, nowMs: () => 0 });
  events = createSecurityLog({ store: store.securityEvents, log: () => undefined });
  events.onKept((record) => kept.push(record));
});
afterEach(() => store.close());

const told = (type: string, more: { stationId?: string; atMs?: number; techInfo?: string } = {}) =>
  ({ kind: 'security-event', stationId: 'A', atMs: 1_000, type, ...more }) as const;

test('what a station tells and what the gateway finds out is kept and told, critical ones by the standard', async () => {
  events.note({ ...told('TamperDetectionActivated', { techInfo: 'door 2' }), measuredAtMs: 900 });
  events.note(told('AcmeDoorBell'));
  events.note({ kind: 'security', stationId: 'B', atMs: 2_000, type: 'bad-frames', detail: 'closed' });
  await events.settled();
  const expected = [
    {
      seq: 1,
      atMs: 1_000,
      stationId: 'A',
      source: 'station',
      type: 'TamperDetectionActivated',
      isCritical: true,
      detail: 'door 2',
      measuredAtMs: 900,
    },
    { seq: 2, atMs: 1_000, stationId: 'A', source: 'station', type: 'AcmeDoorBell', isCritical: false },
    { seq: 3, atMs: 2_000, stationId: 'B', source: 'gateway', type: 'bad-frames', isCritical: false, detail: 'closed' },
  ];
  expect(kept).toEqual(expected);
  expect(await store.securityEvents.list({ limit: 10 })).toEqual(expected.toReversed());
  expect(events.counts()).toEqual([
    { source: 'station', type: 'TamperDetectionActivated', count: 1 },
    { source: 'station', type: 'other', count: 1 },
    { source: 'gateway', type: 'bad-frames', count: 1 },
  ]);
});

test('C14 a flood is counted whole, kept in samples, and its loss is told when it is over', async () => {
  for (let n = 0; n < 5_000; n++) events.note(told('InvalidMessages'));
  for (let n = 0; n < 5_000; n++) events.note(told(`Type${n}`));
  events.note(told('InvalidMessages', { stationId: 'B' }));
  events.note(told('TamperDetectionActivated', { atMs: 61_000 }));
  await events.settled();
  const ofA = kept.filter(({ stationId }) => stationId === 'A');
  expect(ofA.filter(({ type }) => type === 'InvalidMessages').length).toBe(10);
  expect(ofA.length).toBe(32);
  expect(ofA.at(-2)).toMatchObject({
    type: 'events-dropped',
    detail: '9970 events within 60 s were counted and not kept',
  });
  expect(kept.filter(({ stationId }) => stationId === 'B').length).toBe(1);
  expect(events.counts().map(({ type, count }) => [type, count])).toEqual([
    ['InvalidMessages', 5_001],
    ['other', 5_000],
    ['TamperDetectionActivated', 1],
  ]);
});

test('the store keeps 1,000 of a station and leaves the others alone; lists are filtered and paged', async () => {
  const entry = { source: 'station', type: 'T', isCritical: false } as const;
  await store.securityEvents.append({ ...entry, stationId: 'B', atMs: 1 });
  await Promise.all(
    Array.from({ length: 1_100 }, (_, n) => store.securityEvents.append({ ...entry, stationId: 'A', atMs: 10 + n })),
  );
  const events = store.securityEvents;
  expect((await events.list({ limit: 1_000, stationId: 'B' })).length).toBe(1);
  const ofA = await events.list({ limit: 1_000, stationId: 'A' });
  expect([ofA.length, ofA[0]?.atMs, ofA.at(-1)?.atMs]).toEqual([1_000, 1_109, 110]);
  expect((await events.list({ limit: 5, fromMs: 200, toMs: 202 })).map(({ atMs }) => atMs)).toEqual([201, 200]);
  expect((await events.list({ limit: 2, before: ofA[0]?.seq ?? 0 })).map(({ atMs }) => atMs)).toEqual([1_108, 1_107]);
  expect(await events.list({ limit: 5, type: 'U' })).toEqual([]);
  expect(await events.list({ limit: 5, source: 'gateway' })).toEqual([]);
});

test('two connections closed for bad frames within an hour are evidence; names, guesses and duplicates are not', () => {
  const quarantined: string[] = [];
  const { note } = createBadFrameQuarantine((stationId) => quarantined.push(stationId));
  const event = (type: string, atMs: number, stationId = 'A'): StationEvent => ({
    kind: 'security',
    stationId,
    atMs,
    type,
    detail: '',
  });
  for (const type of ['identity-mismatch', 'duplicate-connection', 'login-lockout'])
    for (let n = 0; n < 10; n++) note(event(type, n));
  note(event('bad-frames', 0));
  note(event('bad-frames', 3_600_000));
  note(event('bad-frames', 3_600_000, 'B'));
  expect(quarantined).toEqual([]);
  note(event('bad-frames', 3_600_001));
  expect(quarantined).toEqual(['A']);
});
