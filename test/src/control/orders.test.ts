import { describe, expect, it } from 'vitest';
import { exposureKw, failsafeConfirmed, GATE_SETTINGS, LEDGER_BOUNDS, rowLoad } from '../../../dispatch/index.ts';
import type { CheckedMoves, Connector, Grid } from '../../../dispatch/index.ts';
import type { LimitCommand, StationEvent } from '../../../ocpp/index.ts';
import { VirtualClock } from '../../../simulator/index.ts';
import { CONTROL_BOUNDS } from '../../../src/control/bounds.ts';
import { ControlState } from '../../../src/control/control-state.ts';
import { LimitTimer } from '../../../src/control/limit-timer.ts';
import { Sources } from '../../../src/control/sources.ts';
import { Orders } from '../../../src/control/orders.ts';

const T0 = 1_800_000_000_000;
const COUNT = 150;
const pile = (index: number): Connector => ({
  id: `S${index}/1`,
  stationId: `S${index}`,
  nodeId: 'T1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
});
const GRID: Grid = {
  nodes: [{ id: 'T1', kind: 'transformer', ratingKw: 5_000, voltageV: 230, margin: 0 }],
  connectors: Array.from({ length: COUNT }, (_, index) => pile(index)),
};
const started = (index: number): StationEvent => ({
  kind: 'session-started',
  stationId: `S${index}`,
  connectorId: `S${index}/1`,
  atMs: T0,
  sessionId: `S${index}#1`,
  idToken: 'CARD',
  startedAtMs: T0,
  offline: false,
});

/** A state in which every station has confirmed its failsafe share and charges. */
function chargingState(): ControlState {
  const restored = {
    sessions: [],
    envelopes: [],
    overrides: [],
    isConfigured: () => false,
    escalationOf: () => undefined,
  };
  const state = new ControlState(GRID, {
    restored,
    bounds: LEDGER_BOUNDS,
    atMs: 0,
    sources: new Sources([], { atMs: 0, log: () => undefined }),
  });
  for (const [index, { id }] of GRID.connectors.entries()) {
    const record = state.record(id);
    if (record === undefined) throw new Error(`no record of ${id}`);
    state.replace({ ...record, account: failsafeConfirmed(record.account, 1, LEDGER_BOUNDS) });
    state.apply(started(index));
  }
  return state;
}

describe('orders', () => {
  it('are in the ledger at once and go to the sockets in slices, in order and once', () => {
    const clock = new VirtualClock(T0);
    const state = chargingState();
    const sent: LimitCommand[] = [];
    const orders = new Orders({
      state,
      clock,
      limitTimer: new LimitTimer(1),
      bounds: CONTROL_BOUNDS,
      ledgerBounds: LEDGER_BOUNDS,
      gateSettings: { ...GATE_SETTINGS, bounds: LEDGER_BOUNDS },
      setLimit: (command) => sent.push(command),
      setFailsafe: () => undefined,
      quirks: [],
      log: () => undefined,
    });
    const ids = GRID.connectors.map(({ id }) => id);
    const moves = {
      atMs: T0,
      moves: ids.map((connectorId) => ({ connectorId, limitKw: 6.9, kind: 'increase' })),
      deferred: [],
    };
    // What only the checker may make; here the test is the checker.
    orders.act(moves as unknown as CheckedMoves, 0);
    expect(state.records().map(({ account }) => exposureKw(account, T0, LEDGER_BOUNDS))).toEqual(ids.map(() => 6.9));
    expect(sent.length).toBe(CONTROL_BOUNDS.ordersAtOnce);
    clock.advanceBy(0);
    expect(sent.map(({ connectorId }) => connectorId)).toEqual(ids);
  });
});

describe('the grid of the control state', () => {
  it('counts what the present car can draw of its offer, and all of it for the next one', () => {
    const state = chargingState();
    const offered = GRID.connectors.map((_, index) => (index === 0 ? 11.04 : 0));
    const load = (): number =>
      rowLoad(
        state.grid.rows.find((row) => row.id === 'T1/kW') ?? { id: '', nodeId: '', unit: 'kW', rating: 0, groups: [] },
        offered,
      );
    const at = { stationId: 'S0', connectorId: 'S0/1' } as const;
    expect(load()).toBeCloseTo(11.04, 9);
    for (const atMs of [T0 + 10_000, T0 + 20_000, T0 + 30_000]) {
      state.apply({
        kind: 'reading',
        ...at,
        atMs,
        measuredAtMs: atMs,
        takenAtMs: atMs,
        powerKw: 3.68,
        currentA: { L1: 16, L2: 0, L3: 0 },
        historic: false,
        flags: [],
      });
    }
    expect(load()).toBeCloseTo(3.68, 9);
    state.apply({ kind: 'session-ended', ...at, atMs: T0 + 40_000, sessionId: 'S0#1', endedAtMs: T0 + 40_000 });
    expect(load()).toBeCloseTo(11.04, 9);
  });

  it('failsafe shares of a city that comes back go out in slices, and who never answers keeps nobody waiting', () => {
    const state = chargingState();
    for (const [index, { stationId }] of GRID.connectors.entries()) {
      const base = { stationId, atMs: T0 } as const;
      state.apply({
        ...base,
        kind: 'connected',
        version: '1.6',
        generation: index,
        quarantined: false,
        remoteAddress: '',
      });
      state.apply({ ...base, kind: 'booted', vendor: 'V', model: 'M' });
    }
    const sent: string[] = [];
    const orders = new Orders({
      state,
      clock: new VirtualClock(T0),
      limitTimer: new LimitTimer(1),
      bounds: { ...CONTROL_BOUNDS, failsafesPerTick: 40 },
      ledgerBounds: LEDGER_BOUNDS,
      gateSettings: { ...GATE_SETTINGS, bounds: LEDGER_BOUNDS },
      quirks: [],
      log: () => undefined,
      setLimit: () => undefined,
      setFailsafe: ({ connectorId }) => sent.push(connectorId),
    });
    // Nobody confirms, so by the next slice each is due again.
    for (let slice = 0; slice < 4; slice += 1) {
      orders.configureStations(T0 + slice * CONTROL_BOUNDS.failsafeRetryMs);
      expect(sent.length).toBe((slice + 1) * 40);
    }
    expect(sent.slice(0, 150)).toEqual(GRID.connectors.map(({ id }) => id));
  });
});
