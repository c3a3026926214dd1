import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  check,
  compileGrid,
  exposureKw,
  failsafeConfirmed,
  gate,
  GATE_SETTINGS,
  LEDGER_BOUNDS as BOUNDS,
  limitAnswered,
  limitSent,
  openAccount,
} from '../../dispatch/index.ts';
import type { Account, Allocation, Connector, ConnectorId, Grid, GridSnapshot, Moves } from '../../dispatch/index.ts';

const T0 = 1_800_000_000_000;
const SETTINGS = { ...GATE_SETTINGS, bounds: BOUNDS };

function connector(id: ConnectorId, change: Partial<Connector> = {}): Connector {
  return {
    id,
    stationId: id.slice(0, id.indexOf('/')),
    nodeId: 'feeder',
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: 230,
    ratingKw: 22.08,
    minimumKw: 4.14,
    failsafeKw: 0,
    weight: 1,
    ...change,
  };
}

const GRID: Grid = {
  nodes: [
    { id: 'T1', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 },
    { id: 'feeder', kind: 'feeder', parentId: 'T1', ratingKw: 30, voltageV: 230, margin: 0 },
  ],
  connectors: [connector('A/1'), connector('B/1'), connector('C/1', { nodeId: 'T1' })],
};

/** Accounts of chargers that confirmed their failsafe share long ago and hold these limits. */
function accounts(limits: Readonly<Record<string, number>>, atMs = T0 - 60_000): Account[] {
  return GRID.connectors.map((one) => {
    const fresh = failsafeConfirmed(openAccount(one, { configured: false, atMs: 0, bounds: BOUNDS }), 1, BOUNDS);
    const limitKw = limits[one.id];
    if (limitKw === undefined) return fresh;
    const sent = limitSent(
      fresh,
      { commandId: 'before', limitKw, sentAtMs: atMs, expiresAtMs: atMs + BOUNDS.leaseMs },
      BOUNDS,
    );
    return limitAnswered(sent, { commandId: 'before', outcome: 'accepted', atMs }, BOUNDS);
  });
}

function snapshot(held: readonly Account[], base: number = 0, grid: Grid = GRID): GridSnapshot {
  const compiled = compileGrid(grid);
  return {
    atMs: T0,
    grid: compiled,
    capacity: compiled.rows.map((row) => ({ limit: row.rating, base: row.nodeId === 'feeder' ? base : 0 })),
    connectors: held.map((account) => ({
      connectorId: account.connectorId,
      controllable: true,
      exposureKw: exposureKw(account, T0, BOUNDS),
    })),
  };
}

function want(limits: Readonly<Record<string, number>>): Allocation {
  return {
    atMs: T0,
    setpoints: Object.entries(limits).map(([id, limitKw]) => ({
      connectorId: id as ConnectorId,
      limitKw,
      limitedBy: { kind: 'own-maximum' },
    })),
    overcommitted: [],
  };
}

describe('gate: decreases at once, increases only into proven headroom', () => {
  it('holds an increase back while the decrease that makes room for it is not proven', () => {
    const held = accounts({ 'A/1': 22.08 });
    expect(gate(snapshot(held), want({ 'A/1': 13.8, 'B/1': 13.8 }), held, SETTINGS)).toEqual({
      atMs: T0,
      // 30 kW less the 22.08 of A leaves 7.92: worth a message, because it starts a car.
      moves: [
        { connectorId: 'A/1', limitKw: 13.8, kind: 'decrease' },
        { connectorId: 'B/1', limitKw: expect.closeTo(7.59, 9), kind: 'increase' },
      ],
      deferred: [{ connectorId: 'B/1', rowId: 'feeder/kW', nodeId: 'feeder' }],
    });
  });

  it('grants it whole once the decrease is proven', () => {
    const held = accounts({ 'A/1': 13.8 });
    expect(gate(snapshot(held), want({ 'A/1': 13.8, 'B/1': 13.8 }), held, SETTINGS)).toEqual({
      atMs: T0,
      moves: [{ connectorId: 'B/1', limitKw: 13.8, kind: 'increase' }],
      deferred: [],
    });
  });

  it('gives two cars the same headroom only once', () => {
    const held = accounts({});
    const { moves, deferred } = gate(snapshot(held), want({ 'A/1': 20.7, 'B/1': 20.7 }), held, SETTINGS);
    expect(moves.map((move) => [move.connectorId, move.limitKw])).toEqual([
      ['A/1', 20.7],
      ['B/1', expect.closeTo(8.97, 9)],
    ]);
    expect(deferred.map((one) => one.connectorId)).toEqual(['B/1']);
  });

  it('raises nothing in a row that is over its limit, and does not mind the other rows', () => {
    const held = accounts({ 'A/1': 13.8 });
    const { moves } = gate(snapshot(held, 20), want({ 'A/1': 15.18, 'C/1': 11.04 }), held, SETTINGS);
    expect(moves).toEqual([{ connectorId: 'C/1', limitKw: 11.04, kind: 'increase' }]);
  });

  it('raises nothing while the base load is not a number', () => {
    const held = accounts({});
    expect(gate(snapshot(held, Number.NaN), want({ 'A/1': 4.14 }), held, SETTINGS).moves).toEqual([]);
  });

  it.each([
    ['young', T0 - 30_000, []],
    ['at half its life', T0 - 90_000, [{ connectorId: 'A/1', limitKw: 11.04, kind: 'renewal' }]],
  ] as const)('renews a lease that is %s', (_, sentAtMs, moves) => {
    const held = accounts({ 'A/1': 11.04 }, sentAtMs);
    expect(gate(snapshot(held), want({ 'A/1': 11.04 }), held, SETTINGS).moves).toEqual(moves);
  });

  it('renews what is in force while an increase has to wait', () => {
    const held = accounts({ 'A/1': 11.04, 'B/1': 18.63 }, T0 - 100_000);
    expect(gate(snapshot(held), want({ 'A/1': 15.18, 'B/1': 18.63 }), held, SETTINGS).moves).toEqual([
      { connectorId: 'B/1', limitKw: 18.63, kind: 'renewal' },
      { connectorId: 'A/1', limitKw: 11.04, kind: 'renewal' },
    ]);
  });

  it.each([
    [1, 4_999, 0],
    [1, 5_000, 1],
    [3, 5_000, 1],
    [4, 30_000, 0],
  ])('repeats a decrease with %d unknown answers after %d ms: %d', (unknown, waitedMs, repeats) => {
    let [account, ...others] = accounts({ 'A/1': 22.08 });
    for (let n = 0; n < unknown && account !== undefined; n += 1) {
      const commandId = `c${n}`;
      account = limitSent(
        account,
        { commandId, limitKw: 8.28, sentAtMs: T0 - waitedMs, expiresAtMs: T0 + 100_000 },
        BOUNDS,
      );
      account = limitAnswered(account, { commandId, outcome: 'unknown', atMs: T0 - waitedMs }, BOUNDS);
    }
    const held = account === undefined ? [] : [account, ...others];
    expect(
      gate(snapshot(held), want({ 'A/1': 8.28 }), held, SETTINGS).moves.filter((move) => move.kind === 'retry'),
    ).toHaveLength(repeats);
  });

  it('tells a charger whose rating counts its limit at once, and only once while it waits for the answer', () => {
    const fresh = GRID.connectors.map((one) =>
      openAccount(one, { configured: true, atMs: T0 - 1_000, bounds: BOUNDS }),
    );
    const said = want({ 'A/1': 22.08 });
    expect(gate(snapshot(fresh), said, fresh, SETTINGS).moves).toEqual([
      { connectorId: 'A/1', limitKw: 22.08, kind: 'decrease' },
    ]);
    const waiting = fresh.map((one, index) =>
      index === 0
        ? limitSent(one, { commandId: 'c', limitKw: 22.08, sentAtMs: T0, expiresAtMs: T0 + 180_000 }, BOUNDS)
        : one,
    );
    expect(gate(snapshot(waiting), said, waiting, SETTINGS).moves).toEqual([]);
  });
});

describe('check: the independent veto', () => {
  const moves = (...list: Moves['moves']): Moves => ({ atMs: T0, moves: list, deferred: [] });
  const held = accounts({ 'A/1': 13.8 });

  it.each([
    ['a row above its limit', [{ connectorId: 'B/1', limitKw: 17.25, kind: 'increase' }], 'row'],
    ['not a number', [{ connectorId: 'B/1', limitKw: Number.NaN, kind: 'increase' }], 'not-a-limit'],
    ['negative', [{ connectorId: 'B/1', limitKw: -1, kind: 'decrease' }], 'not-a-limit'],
    ['above the rating', [{ connectorId: 'C/1', limitKw: 23, kind: 'increase' }], 'above-rating'],
    ['between 0 and 6 A', [{ connectorId: 'B/1', limitKw: 2, kind: 'increase' }], 'below-minimum'],
    ['a connector that does not exist', [{ connectorId: 'X/1', limitKw: 5, kind: 'increase' }], 'unknown-connector'],
    [
      'two limits for one connector',
      [
        { connectorId: 'B/1', limitKw: 5, kind: 'increase' },
        { connectorId: 'B/1', limitKw: 6, kind: 'increase' },
      ],
      'said-twice',
    ],
    ['a renewal that is really an increase', [{ connectorId: 'B/1', limitKw: 17.25, kind: 'renewal' }], 'row'],
  ] as const)('vetoes %s and lets the decreases through', (_, wrong, rule) => {
    const decrease = { connectorId: 'A/1', limitKw: 6.9, kind: 'decrease' } as const;
    const result = check(snapshot(held), moves(decrease, ...wrong), held, BOUNDS);
    expect(result.ok ? [] : result.violations.map((one) => one.rule)).toContain(rule);
    expect(result.ok ? undefined : result.withoutThem.moves).toEqual([decrease]);
  });

  it('passes an increase that just fits, and not one ampere more', () => {
    expect(check(snapshot(held), moves({ connectorId: 'B/1', limitKw: 16.2, kind: 'increase' }), held, BOUNDS).ok).toBe(
      true,
    );
    expect(
      check(snapshot(held), moves({ connectorId: 'B/1', limitKw: 16.2 + 0.69, kind: 'increase' }), held, BOUNDS).ok,
    ).toBe(false);
  });

  it('counts what a charger may still be obeying, not what it was told last', () => {
    const [first, ...rest] = held;
    if (first === undefined) throw new Error('no account');
    const cut = limitSent(
      first,
      { commandId: 'cut', limitKw: 6.9, sentAtMs: T0 - 1_000, expiresAtMs: T0 + 179_000 },
      BOUNDS,
    );
    const before = [limitAnswered(cut, { commandId: 'cut', outcome: 'accepted', atMs: T0 - 500 }, BOUNDS), ...rest];
    expect(
      check(snapshot(before), moves({ connectorId: 'B/1', limitKw: 20.7, kind: 'increase' }), before, BOUNDS).ok,
    ).toBe(false);
  });

  it('takes the worst subset of a phasor row, because a car may stop at any moment', () => {
    // AB - CA share line A: 120 degrees apart they partly cancel in C, but not when one of them stops.
    const grid: Grid = {
      nodes: [
        {
          id: 'site',
          kind: 'transformer',
          voltageV: 208,
          margin: 0,
          phasorRows: [{ id: 'primary', limitA: 12, coefficients: { 'A/1': 0.25, 'B/1': -0.5 } }],
        },
      ],
      connectors: [
        connector('A/1', {
          nodeId: 'site',
          phases: [],
          phaseDeg: 30,
          voltageV: 208,
          ratingKw: 6.656,
          minimumKw: 1.248,
        }),
        connector('B/1', {
          nodeId: 'site',
          phases: [],
          phaseDeg: 30,
          voltageV: 208,
          ratingKw: 6.656,
          minimumKw: 1.248,
        }),
      ],
    };
    const fresh = grid.connectors.map((one) =>
      failsafeConfirmed(openAccount(one, { configured: false, atMs: 0, bounds: BOUNDS }), 1, BOUNDS),
    );
    const both = moves(
      { connectorId: 'A/1', limitKw: 6.656, kind: 'increase' },
      { connectorId: 'B/1', limitKw: 6.24, kind: 'increase' },
    );
    // |0.25 x 32 - 0.5 x 30| = 7 A, but 15 A when A stops.
    const result = check(snapshot(fresh, 0, grid), both, fresh, BOUNDS);
    expect(result.ok ? [] : result.violations.map((one) => one.row?.load)).toEqual([15, 15]);
  });
});

describe('laws', () => {
  it('what the gate lets through always passes the checker, and fills no row above its limit', () => {
    const kw = fc.constantFrom(0, 4.14, 6.9, 11.04, 13.8, 17.25, 22.08);
    const trio = fc.record({ 'A/1': kw, 'B/1': kw, 'C/1': kw });
    fc.assert(
      fc.property(trio, trio, fc.double({ min: 0, max: 40, noNaN: true }), (before, target, base) => {
        const held = accounts(before);
        const photo = snapshot(held, base);
        return check(photo, gate(photo, want(target), held, SETTINGS), held, BOUNDS).ok;
      }),
      { numRuns: 500 },
    );
  });
});
