import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  check,
  compileGrid,
  failsafeConfirmed,
  LEDGER_BOUNDS as BOUNDS,
  openAccount,
  rowLoad,
} from '../../dispatch/index.ts';
import type { Account, CompiledGrid, GridSnapshot, Moves } from '../../dispatch/index.ts';
import { gridArbitrary } from './random-grid.ts';

const T0 = 1_800_000_000_000;

const trusted = ({ connectors }: CompiledGrid): readonly Account[] =>
  connectors.map((one) =>
    failsafeConfirmed(openAccount(one, { configured: false, atMs: 0, bounds: BOUNDS }), 1, BOUNDS),
  );

const snapshotOf = (grid: CompiledGrid, base: number): GridSnapshot => ({
  atMs: T0,
  grid,
  capacity: grid.rows.map((row) => ({ limit: row.rating, base })),
  connectors: [],
});

/** Raises of the connectors whose bit is set, to their ratings. */
const raisesOf = (grid: CompiledGrid, chosen: readonly boolean[]): Moves => ({
  atMs: T0,
  moves: grid.connectors.flatMap(({ id, ratingKw }, index) =>
    chosen[index] === true ? [{ connectorId: id, limitKw: ratingKw, kind: 'increase' as const }] : [],
  ),
  deferred: [],
});

describe('the rows of the checker', () => {
  it('are those of the grid: it names exactly the rows of raised connectors that would not hold', () => {
    let vetoed = 0;
    fc.assert(
      fc.property(
        gridArbitrary,
        fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (site, chosen, base) => {
          const grid = compileGrid(site);
          const drawnKw = grid.connectors.map(({ failsafeKw, ratingKw }, index) =>
            chosen[index] === true ? ratingKw : failsafeKw,
          );
          const broken = grid.rows.flatMap((row) => {
            const raised = row.groups.some(({ members }) => members.some((index) => chosen[index] === true));
            const excess = base + rowLoad(row, drawnKw) - row.rating;
            // At the very edge both answers are right.
            fc.pre(!raised || row.rating === Infinity || Math.abs(excess) > 1e-3);
            return raised && excess > 0 ? [row.id] : [];
          });
          const result = check(snapshotOf(grid, base), raisesOf(grid, chosen), trusted(grid), BOUNDS);
          const named = result.ok ? [] : result.violations.flatMap(({ row }) => row?.id ?? []);
          expect([...new Set(named)].sort()).toEqual(broken.sort());
          if (!result.ok) vetoed += 1;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(vetoed).toBeGreaterThan(100);
  });

  it('count the worst of all cars that may stop: of six lines 60 degrees apart those three that point the same way', () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
    const grid = compileGrid({
      nodes: [
        {
          id: 'T1',
          kind: 'transformer',
          voltageV: 120,
          margin: 0,
          phasorRows: [{ id: 'line', limitA: 19.9, coefficients: Object.fromEntries(ids.map((id) => [`${id}/1`, 1])) }],
        },
      ],
      connectors: ids.map((id, index) => ({
        id: `${id}/1`,
        stationId: id,
        nodeId: 'T1',
        kind: 'AC',
        phases: [],
        phaseDeg: 60 * index,
        voltageV: 208,
        ratingKw: 2.08,
        minimumKw: 1.248,
        failsafeKw: 0,
        weight: 1,
      })),
    });
    const loadOf = (chosen: readonly boolean[]): number | undefined => {
      const result = check(snapshotOf(grid, 0), raisesOf(grid, chosen), trusted(grid), BOUNDS);
      return result.ok ? undefined : result.violations[0]?.row?.load;
    };
    // 10 A each: |1 + 60 degrees + 120 degrees| = 2; together all six are nothing.
    expect(loadOf([true, true, true, true, true, true])).toBeCloseTo(20, 9);
    expect(loadOf([true, true, true, false, false, false])).toBeCloseTo(20, 9);
    expect(loadOf([true, true, false, true, true, false])).toBeUndefined();
  });

  it('hold nothing without an account for every connector, a base load and a limit', () => {
    const grid = compileGrid({
      nodes: [{ id: 'T1', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 }],
      connectors: ['A', 'B'].map((name) => ({
        id: `${name}/1`,
        stationId: name,
        nodeId: 'T1',
        kind: 'AC',
        phases: ['L1', 'L2', 'L3'],
        voltageV: 230,
        ratingKw: 11.04,
        minimumKw: 4.14,
        failsafeKw: 0,
        weight: 1,
      })),
    });
    const photo = snapshotOf(grid, 0);
    const raise = raisesOf(grid, [true, false]);
    expect(check(photo, raise, trusted(grid), BOUNDS).ok).toBe(true);
    expect(check(photo, raise, trusted(grid).slice(0, 1), BOUNDS).ok).toBe(false);
    expect(check(snapshotOf(grid, Number.NaN), raise, trusted(grid), BOUNDS).ok).toBe(false);
    expect(check({ ...photo, capacity: [] }, raise, trusted(grid), BOUNDS).ok).toBe(false);
  });
});
