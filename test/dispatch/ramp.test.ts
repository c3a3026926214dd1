import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid, nextCeilings, rowCapacities } from '../../dispatch/index.ts';
import type { Connector, GridNode, GridSnapshot, NodeId, RampCeiling } from '../../dispatch/index.ts';

const START_MS = 1_800_000_000_000;
const TICK_MS = 10_000;

const pile = (index: number, facts: Partial<Connector> = {}): Connector => ({
  id: `c${index}/1`,
  stationId: `c${index}`,
  nodeId: 'T',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 22.08,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});

type Tick = { readonly limitKw?: number; readonly cars: number };

/** Limits after each tick, when chargers take them at once. */
function limitsOf(
  node: Partial<GridNode>,
  piles: readonly Connector[],
  ticks: readonly Tick[],
): readonly (readonly number[])[] {
  const grid = compileGrid({
    nodes: [{ id: 'T', kind: 'transformer', voltageV: 230, margin: 0, ratingKw: 100, ...node }],
    connectors: piles,
  });
  let ceilings: ReadonlyMap<NodeId, RampCeiling> = new Map();
  let limits = piles.map(() => 0);
  return ticks.map(({ cars, limitKw = 100 }, tick) => {
    const atMs = START_MS + tick * TICK_MS;
    ceilings = nextCeilings(grid, ceilings, { atMs, exposureKw: limits });
    const [capacity] = rowCapacities(grid, { envelopes: [], baseKw: new Map(), fromMs: atMs, toMs: atMs });
    const raiseTo = ceilings.get('T')?.ceilingKw;
    const snapshot: GridSnapshot = {
      atMs,
      grid,
      capacity: [{ base: 0, ...capacity, limit: limitKw, ...(raiseTo === undefined ? {} : { raiseTo }) }],
      connectors: piles.map(({ id, ratingKw }, index) => ({
        connectorId: id,
        controllable: true,
        exposureKw: limits[index] ?? 0,
        acceptedKw: limits[index] ?? 0,
        ...(index >= cars
          ? {}
          : {
              session: {
                sessionId: id,
                arrivedAtMs: START_MS,
                departureMs: START_MS + 40 * 3_600_000,
                remainingKwh: 30,
                maximumKw: ratingKw,
                priority: 1,
                admitted: (limits[index] ?? 0) > 0,
              },
            }),
      })),
    };
    const { setpoints, overcommitted } = allocate(snapshot, ALLOCATE_SETTINGS);
    expect(overcommitted).toEqual([]);
    const decided = new Map(setpoints.map((one) => [one.connectorId, one.limitKw]));
    limits = piles.map(({ id }) => decided.get(id) ?? 0);
    return limits;
  });
}

const total = (limits: readonly number[]): number => limits.reduce((sum, one) => sum + one, 0);
const totals = (rows: readonly (readonly number[])[]): readonly number[] =>
  rows.map((row) => Math.round(total(row) * 100) / 100);
const always = (count: number, tick: Tick): readonly Tick[] => Array.from({ length: count }, () => tick);
const four = [0, 1, 2, 3].map((index) => pile(index));

describe('the ramp of a node', () => {
  test('minimum powers at once, then ten percent of the rating a minute', () => {
    const seen = totals(limitsOf({ rampPercentPerMinute: 10 }, four, always(60, { cars: 4 })));
    expect(seen[0]).toBe(16.56);
    // Every minute, in whole amperes of 0.69 kW.
    const minutes = [12, 18, 24, 30].map((tick) => (seen[tick] ?? 0) - (seen[tick - 6] ?? 0));
    for (const grown of minutes) expect(Math.abs(grown - 10)).toBeLessThan(0.7);
    expect(seen.at(-1)).toBe(88.32);
  });

  test('without one the limits are there at once', () => {
    expect(totals(limitsOf({}, four, always(2, { cars: 4 })))).toEqual([88.32, 88.32]);
  });

  test('a rating in A is one too; small steps gather until a charger takes one', () => {
    // 10 % of 3 x 16 A is 1.104 kW a minute: an ampere on three phases needs 37.5 s.
    const small = limitsOf(
      { rampPercentPerMinute: 10, ratingKw: 11.04 },
      [pile(0)],
      always(10, { cars: 1, limitKw: 11.04 }),
    );
    expect(totals(small)).toEqual([4.14, 4.14, 4.14, 4.14, 4.14, 4.83, 4.83, 4.83, 4.83, 5.52]);
  });

  test('decreases are not held up, and what comes back after them is ramped', () => {
    const ticks = [...always(60, { cars: 4 }), { cars: 4, limitKw: 20 }, ...always(7, { cars: 4 })];
    const seen = totals(limitsOf({ rampPercentPerMinute: 10 }, four, ticks)).slice(59);
    expect(seen[0]).toBe(88.32);
    expect(seen[1]).toBeLessThanOrEqual(20);
    expect(seen[2]).toBeLessThanOrEqual(30);
    expect(seen[8]).toBeLessThanOrEqual(40);
  });

  test('failsafe shares are not ramped', () => {
    const shared = four.map((one) => ({ ...one, failsafeKw: 6.9 }));
    expect(totals(limitsOf({ rampPercentPerMinute: 1 }, shared, always(1, { cars: 4 })))).toEqual([27.6]);
  });

  test('law: more than floors and a minute of the rate is never added within a minute', () => {
    const tick = fc.record({ cars: fc.integer({ min: 0, max: 4 }), limitKw: fc.constantFrom(100, 60, 20) });
    fc.assert(
      fc.property(fc.array(tick, { minLength: 8, maxLength: 30 }), fc.constantFrom(2, 10, 30), (ticks, percent) => {
        const seen = limitsOf({ rampPercentPerMinute: percent }, four, ticks);
        seen.slice(1).forEach((limits, k) => {
          const before = seen[k] ?? [];
          const starts = limits.filter((kw, index) => kw > 0 && before[index] === 0).length;
          // From one moment to the next at most a full bucket on top of what was drawn, or the floors.
          const most = Math.max(total(before) + percent, 4.14 * limits.filter((kw) => kw > 0).length);
          expect(total(limits)).toBeLessThanOrEqual(most + 1e-6 + starts * 4.14);
        });
      }),
      { numRuns: 100 },
    );
  });
});
