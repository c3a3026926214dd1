import { describe, expect, it } from 'vitest';
import { exposureKw, failsafeConfirmed, LEDGER_BOUNDS, openAccount } from '../../../dispatch/index.ts';
import type { Reading, StationEvent } from '../../../ocpp/index.ts';
import { CONTROL_BOUNDS } from '../../../src/control/bounds.ts';
import { openRecord } from '../../../src/control/connector-record.ts';
import { reduceConnector } from '../../../src/control/reduce-connector.ts';
import type { ConnectorRecord } from '../../../src/control/connector-record.ts';
import { demandOf } from '../../../src/control/demand-of.ts';
import { PILE } from '../../dispatch/pile.ts';
import { AT_A as at, CAR_AT_A as started } from './car-at-a.ts';
import { T0 } from './loop-world.ts';

const FACTS = { bounds: LEDGER_BOUNDS, phaseCount: 3 };
const IDLE: ConnectorRecord = {
  ...openRecord(
    'A/1',
    failsafeConfirmed(openAccount(PILE, { configured: false, atMs: 0, bounds: LEDGER_BOUNDS }), 1, LEDGER_BOUNDS),
  ),
  status: 'available',
};
const reading = (afterMs: number, change: Partial<Reading>): Reading => ({
  kind: 'reading',
  ...at,
  atMs: T0 + afterMs,
  measuredAtMs: T0 + afterMs,
  takenAtMs: T0 + afterMs,
  sessionId: 'A#1',
  historic: false,
  flags: [],
  ...change,
});
const run = (events: readonly StationEvent[], from = IDLE): ConnectorRecord =>
  events.reduce((record, event) => reduceConnector(record, event, FACTS), from);
const DEFAULTS = { energyKwh: 20, stayMs: 4 * 3_600_000 };
const demandAt = (record: ConnectorRecord, afterMs: number): ReturnType<typeof demandOf> =>
  demandOf(record, PILE, { atMs: T0 + afterMs, defaults: DEFAULTS, bounds: CONTROL_BOUNDS });

describe('one event, one record', () => {
  it('follows the register of a session, and lets a replayed one only fill gaps', () => {
    const record = run([
      started,
      reading(60_000, { powerKw: 7, energyKwh: 103 }),
      reading(70_000, { energyKwh: 101, historic: true }),
    ]);
    expect([record.session?.deliveredKwh, record.reading]).toEqual([
      3,
      { powerKw: 7, atMs: T0 + 60_000, energyKwh: 103 },
    ]);
  });

  it('lets no old reading overwrite a newer one', () => {
    const record = run([started, reading(60_000, { powerKw: 7 }), reading(50_000, { powerKw: 1 })]);
    expect(record.reading?.powerKw).toBe(7);
  });

  it('ends only the session that is meant', () => {
    const other: StationEvent = { kind: 'session-ended', ...at, atMs: T0 + 1, sessionId: 'A#0', endedAtMs: T0 };
    expect(run([started, other]).session?.sessionId).toBe('A#1');
    expect(run([started, { ...other, sessionId: 'A#1' }]).session).toBeUndefined();
  });

  it('keeps the failsafe share unconfirmed when the charger confirmed a higher one', () => {
    const booted = run([{ kind: 'booted', stationId: 'A', atMs: T0, vendor: 'V', model: 'M' }]);
    const answer = { kind: 'failsafe-answered', ...at, atMs: T0 + 1_000, outcome: 'accepted' } as const;
    expect(exposureKw(run([{ ...answer, failsafeKw: 4.14 }], booted).account, T0 + 60_000, LEDGER_BOUNDS)).toBe(11.04);
    expect(exposureKw(run([{ ...answer, failsafeKw: 0 }], booted).account, T0 + 60_000, LEDGER_BOUNDS)).toBe(0);
  });

  it('lets a goal of a person stand against what the car says', () => {
    const needs: StationEvent = { kind: 'charging-needs', ...at, atMs: T0 + 1, energyKwh: 30, maximumKw: 7 };
    const asked = run([started]);
    const person = {
      ...asked,
      session:
        asked.session === undefined ? undefined : { ...asked.session, goal: { energyKwh: 8, source: 'operator' } },
    } as ConnectorRecord;
    expect(run([needs], person).session).toMatchObject({ goal: { energyKwh: 8 }, carMaximumKw: 7 });
    expect(run([needs], asked).session).toMatchObject({ goal: { energyKwh: 30, source: 'station' } });
  });
});

describe('what the allocator is asked to serve', () => {
  it('is the site default where nobody stated anything', () => {
    expect(demandAt(run([started]), 0)).toEqual({
      sessionId: 'A#1',
      arrivedAtMs: T0,
      departureMs: T0 + DEFAULTS.stayMs,
      remainingKwh: 20,
      maximumKw: 11.04,
      priority: 1,
      admitted: false,
    });
  });

  it('never drops a car that is past its goal, and serves it later', () => {
    expect(demandAt(run([started, reading(60_000, { powerKw: 7, energyKwh: 125 })]), 60_000)).toMatchObject({
      remainingKwh: 0.5,
      priority: 2,
    });
  });

  it('asks for nothing for a car that has its goal and rests, also while it is paused, until it wakes up', () => {
    const status = (afterMs: number, value: 'suspended-ev' | 'suspended-evse' | 'charging'): StationEvent => ({
      kind: 'status',
      ...at,
      atMs: T0 + afterMs,
      status: value,
    });
    const full = run([started, reading(60_000, { powerKw: 0, energyKwh: 120 }), status(60_000, 'suspended-ev')]);
    expect(demandAt(full, 119_000)).toMatchObject({ remainingKwh: 0.5 });
    expect(demandAt(full, 120_000)).toMatchObject({ remainingKwh: 0, priority: 3 });
    expect(demandAt(run([status(130_000, 'suspended-evse')], full), 140_000)).toMatchObject({ remainingKwh: 0 });
    expect(demandAt(run([status(130_000, 'charging')], full), 140_000)).toMatchObject({ remainingKwh: 0.5 });
    expect(demandAt(run([reading(130_000, { powerKw: 3, energyKwh: 120 })], full), 140_000)).toMatchObject({
      remainingKwh: 0.5,
    });
  });

  it.each([
    ['at first', 60_000, 20],
    ['not while it goes on resting', 120_000, 0],
    ['again after a quarter of an hour', 900_000, 20],
    ['and not for long', 1_020_000, 0],
  ])('offers the minimum to a car that rests without its goal %s: it may wake up', (_, restedMs, remainingKwh) => {
    const record = run([started, { kind: 'status', ...at, atMs: T0, status: 'suspended-ev' }]);
    expect(demandAt(record, restedMs)).toMatchObject({ maximumKw: 4.14, remainingKwh, priority: 3 });
  });

  it('counts in terms of the offer for a car on one of three phases', () => {
    const onOne = [60_000, 70_000, 80_000].map((afterMs) =>
      reading(afterMs, { powerKw: 2.3, energyKwh: 108, currentA: { L1: 10, L2: 0, L3: 0 } }),
    );
    expect(demandAt(run([started, ...onOne]), 80_000)).toMatchObject({
      remainingKwh: expect.closeTo(36, 9),
      maximumKw: 11.04,
    });
  });
});

describe('a charger whose register grows faster than the power that it reports', () => {
  /** A reading every 10 s: what is said, and what the register counts. */
  const readings = (
    fromS: number,
    toS: number,
    [saidKw, drawnKw]: readonly [number, number],
  ): readonly StationEvent[] =>
    Array.from({ length: (toS - fromS) / 10 }, (_, k) => {
      const atS = fromS + k * 10;
      return reading(atS * 1_000, { powerKw: saidKw, energyKwh: 100 + (atS * drawnKw) / 3_600 });
    });

  it('is not trusted after five minutes, nor by low readings, until its register agrees', () => {
    const before = run([started, ...readings(0, 300, [0, 11])]);
    expect(before.account.distrust).toBeUndefined();
    const caught = run(readings(300, 500, [0, 11]), before);
    expect(caught.account.distrust?.reason).toBe('under-reports');
    expect(exposureKw(caught.account, T0 + 500_000, LEDGER_BOUNDS)).toBe(PILE.ratingKw);
    const honest = run(readings(1_000, 1_400, [0, 0]), run([started], caught));
    expect(honest.account.distrust).toBeUndefined();
  });
});
