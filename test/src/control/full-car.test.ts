import { describe, expect, it } from 'vitest';
import { LEDGER_BOUNDS, limitSent } from '../../../dispatch/index.ts';
import type { StationEvent } from '../../../ocpp/index.ts';
import { ControlState } from '../../../src/control/control-state.ts';
import { Sources } from '../../../src/control/sources.ts';
import { PILE } from '../../dispatch/pile.ts';
import { AT_A as at, CAR_AT_A } from './car-at-a.ts';
import { T0 } from './loop-world.ts';

const reading = (afterS: number, powerKw: number, energyKwh: number): StationEvent => ({
  kind: 'reading',
  ...at,
  atMs: T0 + afterS * 1000,
  measuredAtMs: T0 + afterS * 1000,
  takenAtMs: T0 + afterS * 1000,
  sessionId: 'A#1',
  historic: false,
  flags: [],
  powerKw,
  energyKwh,
});

/** A session at 11 kW since a minute. */
function world(): ControlState {
  const state = new ControlState(
    { nodes: [{ id: 'T1', kind: 'transformer', ratingKw: 50, voltageV: 230, margin: 0 }], connectors: [PILE] },
    {
      restored: { sessions: [], envelopes: [], overrides: [], isConfigured: () => true, escalationOf: () => undefined },
      bounds: LEDGER_BOUNDS,
      atMs: T0,
      sources: new Sources([], { atMs: T0, log: () => undefined }),
    },
  );
  state.apply(CAR_AT_A);
  const record = state.record('A/1');
  if (record === undefined) throw new Error('no record of A/1');
  const account = limitSent(record.account, { commandId: 'c', limitKw: 11, sentAtMs: T0 }, LEDGER_BOUNDS);
  state.replace({ ...record, account });
  state.apply({ kind: 'limit-answered', ...at, atMs: T0, commandId: 'c', outcome: 'accepted' });
  state.apply(reading(60, 11, 110));
  return state;
}
const restingS = (state: ControlState): number | undefined => {
  const since = state.record('A/1')?.restingSinceMs;
  return since === undefined ? undefined : (since - T0) / 1000;
};

describe('a station that never says that its car is full', () => {
  it('is believed by its meter: two readings of nothing, until the car charges again', () => {
    const state = world();
    state.apply(reading(70, 0, 110));
    expect(restingS(state)).toBeUndefined();
    state.apply(reading(80, 0, 110));
    expect(restingS(state)).toBe(80);
    state.apply(reading(90, 0, 110));
    expect(restingS(state)).toBe(80);
    state.apply(reading(100, 6, 110.1));
    expect(restingS(state)).toBeUndefined();
  });

  it('begins anew with the next car', () => {
    const state = world();
    state.apply(reading(70, 0, 110));
    state.apply({
      kind: 'session-ended',
      ...at,
      atMs: T0 + 75_000,
      sessionId: 'A#1',
      endedAtMs: T0 + 75_000,
    });
    expect(state.record('A/1')?.taper).toBeUndefined();
  });
});
