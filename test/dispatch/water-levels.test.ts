import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGrid, rowLoad } from '../../dispatch/index.ts';
import type { CompiledGrid, Connector, Grid } from '../../dispatch/index.ts';
import { plainLevels } from '../../dispatch/allocate/plain-levels.ts';
import { risingLevels } from '../../dispatch/allocate/rising-levels.ts';
import { levelScratch, waterLevels } from '../../dispatch/allocate/water-levels.ts';
import type { LevelProblem } from '../../dispatch/allocate/water-levels.ts';
import { gridArbitrary } from './random-grid.ts';

const pile = (id: string, nodeId: string, facts: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId,
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 22,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});

/** All of a grid as one part, nothing decided. */
function wholeSite(
  grid: CompiledGrid,
): Pick<LevelProblem, 'grid' | 'part' | 'powerKw' | 'bindingRow' | 'scratch'> & { readonly grid: CompiledGrid } {
  return {
    grid,
    part: {
      open: Int32Array.from(grid.connectors.keys()),
      fixed: new Int32Array(0),
      rows: Int32Array.from(grid.rows.keys()),
    },
    powerKw: new Float64Array(grid.connectors.length),
    bindingRow: new Int32Array(grid.connectors.length),
    scratch: levelScratch(grid),
  };
}

/** The shares, and the index of the row that stopped each. */
function solved(
  problem: LevelProblem,
  solve = waterLevels,
): { readonly powerKw: Float64Array; readonly bindingRow: Int32Array } {
  const powerKw = new Float64Array(problem.lowerKw.length);
  const bindingRow = new Int32Array(problem.lowerKw.length);
  solve({ ...problem, powerKw, bindingRow });
  return { powerKw, bindingRow };
}

/** Plain max-min: everyone rises from `lowerKw` with slope = weight. */
function problemOf(
  grid: CompiledGrid,
  facts: { readonly lowerKw?: readonly number[]; readonly upperKw: readonly number[] },
): LevelProblem {
  return {
    ...wholeSite(grid),
    remaining: grid.rows.map((row) => row.rating),
    lowerKw: Float64Array.from(grid.connectors, (_, i) => facts.lowerKw?.[i] ?? 0),
    upperKw: Float64Array.from(facts.upperKw),
    offsetKw: new Float64Array(grid.connectors.length),
    slopeKw: Float64Array.from(grid.connectors, (connector) => connector.weight),
  };
}

function levelled(problem: LevelProblem): {
  readonly powerKw: readonly number[];
  readonly binding: readonly (string | undefined)[];
} {
  const { powerKw, bindingRow } = solved(problem);
  return {
    powerKw: [...powerKw].map((power) => Math.round(power * 1e6) / 1e6),
    binding: [...bindingRow].map((row) => problem.grid.rows[row]?.id),
  };
}

const root = { id: 'T', kind: 'transformer', voltageV: 230, margin: 0 } as const;
const panel = { id: 'P', kind: 'panel', parentId: 'T', voltageV: 230, margin: 0 } as const;

describe('water levels', () => {
  const cases: {
    readonly name: string;
    readonly grid: Grid;
    readonly lowerKw?: readonly number[];
    readonly upperKw: readonly number[];
    readonly powerKw: readonly number[];
    readonly binding: readonly (string | undefined)[];
  }[] = [
    {
      name: 'equal piles share equally',
      grid: { nodes: [{ ...root, ratingKw: 30 }], connectors: [pile('A', 'T'), pile('B', 'T'), pile('C', 'T')] },
      upperKw: [22, 22, 22],
      powerKw: [10, 10, 10],
      binding: ['T/kW', 'T/kW', 'T/kW'],
    },
    {
      name: 'what one cannot take goes to the others',
      grid: { nodes: [{ ...root, ratingKw: 30 }], connectors: [pile('A', 'T'), pile('B', 'T'), pile('C', 'T')] },
      upperKw: [4, 22, 22],
      powerKw: [4, 13, 13],
      binding: [undefined, 'T/kW', 'T/kW'],
    },
    {
      name: 'the tighter node below binds its own, the rest goes above',
      grid: {
        nodes: [
          { ...root, ratingKw: 30 },
          { ...panel, ratingKw: 8 },
        ],
        connectors: [pile('A', 'P'), pile('B', 'P'), pile('C', 'T')],
      },
      upperKw: [22, 22, 22],
      powerKw: [4, 4, 22],
      binding: ['P/kW', 'P/kW', undefined],
    },
    {
      name: 'weights are ratios of shares',
      grid: { nodes: [{ ...root, ratingKw: 30 }], connectors: [pile('A', 'T', { weight: 2 }), pile('B', 'T')] },
      upperKw: [22, 22],
      powerKw: [20, 10],
      binding: ['T/kW', 'T/kW'],
    },
    {
      name: 'a floor is kept until the level reaches it',
      grid: { nodes: [{ ...root, ratingKw: 20 }], connectors: [pile('A', 'T'), pile('B', 'T'), pile('C', 'T')] },
      lowerKw: [12, 0, 0],
      upperKw: [22, 22, 22],
      powerKw: [12, 4, 4],
      binding: ['T/kW', 'T/kW', 'T/kW'],
    },
    {
      name: 'a three-phase pile stops at its fullest phase, the other phases go on',
      grid: {
        nodes: [{ ...root, ratingA: 30 }],
        connectors: [pile('A', 'T'), pile('B', 'T', { phases: ['L1'] }), pile('C', 'T', { phases: ['L2'] })],
      },
      upperKw: [22, 22, 22],
      // 30 A on L1: p/3 + p = 6.9 kW; L2 has 30 A - 7.5 A for C.
      powerKw: [5.175, 5.175, 5.175],
      binding: ['T/L1', 'T/L1', 'T/L2'],
    },
    {
      name: 'a row that is over already stops its connectors at their lower bounds, others rise',
      grid: {
        nodes: [
          { ...root, ratingKw: 40 },
          { ...panel, ratingKw: 5 },
        ],
        connectors: [pile('A', 'P'), pile('B', 'T')],
      },
      lowerKw: [7, 0],
      upperKw: [22, 22],
      powerKw: [7, 22],
      binding: ['P/kW', undefined],
    },
    {
      name: 'opposite lines of a phasor row do not help each other',
      grid: {
        nodes: [{ ...root, phasorRows: [{ id: 'a', limitA: 50, coefficients: { 'A/1': 1, 'B/1': -1 } }] }],
        connectors: [
          pile('A', 'T', { phases: [], phaseDeg: 30, voltageV: 200 }),
          pile('B', 'T', { phases: [], phaseDeg: 30, voltageV: 200 }),
        ],
      },
      upperKw: [22, 22],
      powerKw: [10, 10],
      binding: ['T/a', 'T/a'],
    },
    {
      name: 'lines at 60 degrees add up to sqrt 3',
      grid: {
        nodes: [{ ...root, phasorRows: [{ id: 'a', limitA: 50, coefficients: { 'A/1': 1, 'B/1': -1 } }] }],
        connectors: [
          pile('A', 'T', { phases: [], phaseDeg: 0, voltageV: 200 }),
          pile('B', 'T', { phases: [], phaseDeg: 240, voltageV: 200 }),
        ],
      },
      upperKw: [22, 22],
      powerKw: [5.773503, 5.773503],
      binding: ['T/a', 'T/a'],
    },
    {
      name: 'a line that does not add to the worst sum goes on after the others have stopped',
      grid: {
        nodes: [{ ...root, phasorRows: [{ id: 'a', limitA: 50, coefficients: { 'A/1': 1, 'B/1': -1 } }] }],
        connectors: [
          pile('A', 'T', { phases: [], phaseDeg: 0, voltageV: 200, weight: 2 }),
          pile('B', 'T', { phases: [], phaseDeg: 0, voltageV: 200 }),
        ],
      },
      upperKw: [22, 8],
      powerKw: [10, 8],
      binding: ['T/a', undefined],
    },
    {
      name: 'lines at 120 degrees stop one after the other, each at the limit of the row',
      grid: {
        nodes: [{ ...root, phasorRows: [{ id: 'a', limitA: 50, coefficients: { 'A/1': 1, 'B/1': 1, 'C/1': 1 } }] }],
        connectors: [4, 2, 1].map((weight, k) =>
          pile('ABC'.charAt(k), 'T', { phases: [], phaseDeg: k * 120, voltageV: 200, weight }),
        ),
      },
      upperKw: [22, 22, 22],
      powerKw: [10, 10, 10],
      binding: ['T/a', 'T/a', 'T/a'],
    },
  ];
  test.each(cases)('$name', ({ grid, powerKw, binding, ...facts }) => {
    expect(levelled(problemOf(compileGrid(grid), facts))).toEqual({ powerKw, binding });
  });

  test('law: no row is exceeded unless its lower bounds exceed it, and every bound is kept', () => {
    fc.assert(
      fc.property(problemArbitrary(), (problem) => {
        const { powerKw } = solved(problem);
        problem.grid.rows.forEach((row, index) => {
          const most = Math.max(problem.remaining[index] ?? 0, rowLoad(row, problem.lowerKw));
          expect(rowLoad(row, powerKw)).toBeLessThanOrEqual(most + 1e-9);
        });
        powerKw.forEach((power, index) => {
          expect(power).toBeGreaterThanOrEqual(problem.lowerKw[index] ?? 0);
          expect(power).toBeLessThanOrEqual(problem.upperKw[index] ?? 0);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('law: who is below its upper bound is in a tight row in which nobody above its lower bound has a higher level (max-min)', () => {
    fc.assert(
      fc.property(problemArbitrary(), (problem) => {
        const { powerKw, bindingRow } = solved(problem);
        const levelOf = (i: number): number =>
          ((powerKw[i] ?? 0) - (problem.offsetKw[i] ?? 0)) / (problem.slopeKw[i] ?? 1);
        bindingRow.forEach((index, i) => {
          if (index === -1) {
            expect(powerKw[i]).toBe(problem.upperKw[i]);
            return;
          }
          // At its upper bound but for rounding: the row became tight at the same level.
          if ((powerKw[i] ?? 0) >= (problem.upperKw[i] ?? 0) - 1e-9) return;
          const row = problem.grid.rows[index];
          expect(row?.groups.some((group) => group.members.includes(i))).toBe(true);
          if (row === undefined) return;
          expect(rowLoad(row, powerKw)).toBeGreaterThanOrEqual((problem.remaining[index] ?? 0) - 1e-6);
          if (row.groups.length !== 1) return;
          for (const other of row.groups[0]?.members ?? []) {
            if ((powerKw[other] ?? 0) <= (problem.lowerKw[other] ?? 0)) continue;
            expect(levelOf(other)).toBeLessThanOrEqual(levelOf(i) + 1e-6);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test('law: in plain rows the queue of events and the levels row by row say the same', () => {
    fc.assert(
      fc.property(problemArbitrary(), (any) => {
        // Phasor rows are for the queue of events alone.
        const rows = any.part.rows.filter((row) => any.grid.rows[row]?.groups.length === 1);
        const remaining = any.grid.rows.map((row) => (row.groups.length === 1 ? row.rating : Number.POSITIVE_INFINITY));
        const problem = { ...any, remaining, part: { ...any.part, rows } };
        const events = solved(problem, risingLevels);
        const levels = solved(problem, plainLevels);
        events.powerKw.forEach((power, i) => expect(levels.powerKw[i]).toBeCloseTo(power, 7));
      }),
      { numRuns: 1000 },
    );
  });

  test('law: agrees with the level found by bisection of one ordinary row', () => {
    fc.assert(
      fc.property(problemArbitrary(), fc.integer({ min: 0, max: 100 }), (free, limitKw) => {
        const single = free.grid.rows.map((_, index) => (index === 0 ? limitKw : Number.POSITIVE_INFINITY));
        const problem = { ...free, remaining: single };
        const row = problem.grid.rows[0];
        if (row === undefined || rowLoad(row, problem.lowerKw) > limitKw) return;
        const at = (level: number): Float64Array =>
          problem.lowerKw.map((lower, i) =>
            Math.min(
              problem.upperKw[i] ?? 0,
              Math.max(lower, (problem.offsetKw[i] ?? 0) + (problem.slopeKw[i] ?? 0) * level),
            ),
          );
        let low = -1e3;
        let high = 1e3;
        for (let step = 0; step < 80; step++) {
          const middle = (low + high) / 2;
          if (rowLoad(row, at(middle)) <= limitKw) low = middle;
          else high = middle;
        }
        const expected = at(low);
        solved(problem).powerKw.forEach((power, i) => expect(power).toBeCloseTo(expected[i] ?? 0, 6));
      }),
    );
  });
});

function problemArbitrary(): fc.Arbitrary<LevelProblem> {
  return gridArbitrary.chain((grid) => {
    const compiled = compileGrid(grid);
    const count = grid.connectors.length;
    const numbers = (least: number, most: number): fc.Arbitrary<Float64Array> =>
      fc
        .array(fc.integer({ min: least * 8, max: most * 8 }), { minLength: count, maxLength: count })
        .map((list) => Float64Array.from(list, (one) => one / 8));
    return fc
      .record({ lower: numbers(0, 5), more: numbers(0, 40), offset: numbers(-20, 20), slope: numbers(1, 3) })
      .map(({ lower, more, offset, slope }) => ({
        ...wholeSite(compiled),
        remaining: compiled.rows.map((row) => row.rating),
        lowerKw: lower,
        upperKw: more.map((one, i) => one + (lower[i] ?? 0)),
        offsetKw: offset,
        slopeKw: slope,
      }));
  });
}

test.each([
  ['one claim of two', [0, Number.NaN]],
  ['all of them', [Number.NaN, Number.NaN]],
  ['one that is endless', [0, Number.POSITIVE_INFINITY]],
  ['one that never begins', [0, Number.NEGATIVE_INFINITY]],
])('what is not a number has an end, and takes nothing that the row does not have: %s', (_, offsets) => {
  const grid = compileGrid({
    nodes: [{ ...root, ratingKw: 10 }],
    connectors: [pile('A', 'T'), pile('B', 'T')],
  });
  const { powerKw } = solved(
    { ...problemOf(grid, { lowerKw: [1, 1], upperKw: [22, 22] }), offsetKw: Float64Array.from(offsets) },
    plainLevels,
  );
  expect([...powerKw].every((power) => power >= 1)).toBe(true);
  expect((powerKw[0] ?? 0) + (powerKw[1] ?? 0)).toBeLessThanOrEqual(10);
});
