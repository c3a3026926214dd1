import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedShare,
  compileGrid,
  RESTORATION,
  restorationsAt,
  restoredCapacities,
  startDelayMs,
} from '../../dispatch/index.ts';
import type { Connector, RowCapacity } from '../../dispatch/index.ts';

const pile = (index: number): Connector => ({
  id: `S${index}/1`,
  stationId: `S${index}`,
  nodeId: index < 6 ? 'F1' : 'F2',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
});
const node = (id: string, parentId?: string) => ({
  id,
  kind: 'feeder' as const,
  voltageV: 230,
  margin: 0,
  ratingKw: 100,
  ...(parentId === undefined ? {} : { parentId }),
});
const GRID = compileGrid({
  nodes: [node('T1'), node('F1', 'T1'), node('F2', 'T1')],
  connectors: Array.from({ length: 12 }, (_, index) => pile(index)),
});
const T0 = 1_000_000;
const booted = (...indexes: readonly number[]): Map<string, number> =>
  new Map(indexes.map((index) => [`S${index}`, T0 - index * 1_000]));
const nodesOf = (bootedAtMs: Map<string, number>, atMs = T0): readonly string[] => [
  ...restorationsAt(new Map(), { atMs, grid: GRID, bootedAtMs }, RESTORATION).keys(),
];

describe('what counts as an outage', () => {
  it.each<readonly [string, Map<string, number>, readonly string[]]>([
    ['nobody booted', booted(), []],
    ['two of six: people restart stations', booted(0, 1), []],
    ['three of six of a feeder, a quarter of the transformer', booted(0, 1, 2), ['F1']],
    ['four of twelve', booted(0, 1, 2, 6), ['T1', 'F1']],
    ['all', booted(...Array(12).keys()), ['T1', 'F1', 'F2']],
    [
      'three, but long ago',
      new Map([
        ['S0', 0],
        ['S1', 0],
        ['S2', 0],
      ]),
      [],
    ],
  ])('%s', (_name, bootedAtMs, expected) => {
    expect(nodesOf(bootedAtMs)).toEqual(expected);
  });

  it('lasts until its share is all, and boots meanwhile do not prolong it', () => {
    let going = restorationsAt(new Map(), { atMs: T0, grid: GRID, bootedAtMs: booted(0, 1, 2) }, RESTORATION);
    const again = new Map([...booted(0, 1, 2)].map(([id, atMs]) => [id, atMs + 600_000]));
    going = restorationsAt(going, { atMs: T0 + 600_000, grid: GRID, bootedAtMs: again }, RESTORATION);
    expect([...going]).toEqual([['F1', T0]]);
    const over = T0 + 900_000 + 8 * 60_000;
    expect([
      ...restorationsAt(going, { atMs: over - 1, grid: GRID, bootedAtMs: new Map() }, RESTORATION).keys(),
    ]).toEqual(['F1']);
    expect([...restorationsAt(going, { atMs: over, grid: GRID, bootedAtMs: new Map() }, RESTORATION)]).toEqual([]);
  });
});

describe('what a restored node gives to charging', () => {
  const shares = (minutes: readonly number[]): readonly number[] =>
    minutes.map((minute) => allowedShare(minute * 60_000, RESTORATION));

  it('is a fifth of its limit for a quarter of an hour, a tenth more each minute, then all', () => {
    expect(shares([0, 14.99, 15]).every((share) => share === 0.2)).toBe(true);
    expect(shares([16, 20, 23, 60]).map((share) => Math.round(share * 1e9) / 1e9)).toEqual([0.3, 0.7, 1, 1]);
  });

  const capacity: readonly RowCapacity[] = GRID.rows.map(() => ({ limit: 100, base: 30 }));
  const floorKw = Array<number>(12).fill(0);

  it('stands beside its base load, in its own rows only, and has a name and an end', () => {
    const restored = restoredCapacities(
      capacity,
      { atMs: T0 + 60_000, grid: GRID, restorations: new Map([['F1', T0]]), floorKw },
      RESTORATION,
    );
    expect(restored).toEqual([
      { limit: 100, base: 30 },
      { limit: 50, base: 30, envelopeId: 'restoration:F1', untilMs: T0 + 900_000 + 480_000 },
      { limit: 100, base: 30 },
    ]);
  });

  it('is never less than what chargers may draw anyway, and never more than the limit was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 11, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: -50, max: 150, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.integer({ min: 0, max: 3_600_000 }),
        (floors, base, limit, elapsedMs) => {
          const before = GRID.rows.map(() => ({ limit, base }));
          const restorations = new Map([['T1', T0]]);
          const after = restoredCapacities(
            before,
            { atMs: T0 + elapsedMs, grid: GRID, restorations, floorKw: floors },
            RESTORATION,
          );
          const floor = floors.reduce((sum, kw) => sum + kw, 0);
          expect(after[0]?.limit ?? Number.NaN).toBeLessThanOrEqual(limit);
          expect(after[0]?.limit ?? Number.NaN).toBeGreaterThanOrEqual(Math.min(limit, base + floor) - 1e-9);
          expect(after.slice(1)).toEqual(before.slice(1));
        },
      ),
    );
  });
});

describe('start times', () => {
  const delays = (seed: number): readonly number[] =>
    Array.from({ length: 1_000 }, (_, index) => startDelayMs({ seed, connectorId: `S${index}/1` }, RESTORATION));

  it('are the same for the same seed, others for another, within ten minutes and evenly spread', () => {
    expect(delays(1)).toEqual(delays(1));
    expect(delays(1)).not.toEqual(delays(2));
    for (const seed of [0, 1, 2, 2 ** 31 - 1]) {
      const perMinute = Array<number>(10).fill(0);
      for (const delayMs of delays(seed)) {
        const minute = Math.floor(delayMs / 60_000);
        perMinute[minute] = (perMinute[minute] ?? Number.NaN) + 1;
      }
      expect(perMinute.reduce((sum, count) => sum + count, 0)).toBe(1_000);
      expect(Math.min(...perMinute)).toBeGreaterThan(60);
      expect(Math.max(...perMinute)).toBeLessThan(140);
    }
  });
});
