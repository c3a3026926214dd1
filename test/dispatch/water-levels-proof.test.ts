import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGrid } from '../../dispatch/index.ts';
import type { CompiledGrid, Grid } from '../../dispatch/index.ts';
import type { LevelProblem } from '../../dispatch/allocate/water-levels.ts';
import { levelScratch, waterLevels } from '../../dispatch/allocate/water-levels.ts';
import { javascriptLpSolver } from '../../src/solvers/javascript-lp-solver.ts';

type Case = {
  readonly parents: readonly number[];
  readonly homes: readonly number[];
  readonly upperKw: readonly number[];
  readonly slopeKw: readonly number[];
  readonly limitKw: readonly number[];
};

const sizes = (most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: most }), { minLength: 10, maxLength: 10 });

/** Small trees with a row in kW at every node. */
const caseArbitrary: fc.Arbitrary<Case> = fc.record({
  parents: fc.array(fc.nat(), { maxLength: 5 }),
  homes: fc.array(fc.nat(), { minLength: 1, maxLength: 10 }),
  upperKw: sizes(40),
  slopeKw: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 10, maxLength: 10 }),
  limitKw: sizes(90),
});

function siteOf({ parents, homes }: Case): CompiledGrid {
  const count = parents.length + 1;
  const grid: Grid = {
    nodes: [0, ...parents].map((parent, index) => ({
      id: `n${index}`,
      kind: 'panel',
      voltageV: 230,
      margin: 0,
      ...(index === 0 ? {} : { parentId: `n${parent % index}` }),
    })),
    connectors: homes.map((home, index) => ({
      id: `c${index}/1`,
      stationId: `c${index}`,
      nodeId: `n${home % count}`,
      kind: 'DC',
      phases: [],
      voltageV: 230,
      ratingKw: 50,
      minimumKw: 0,
      failsafeKw: 0,
      weight: 1,
    })),
  };
  return compileGrid(grid);
}

function problemOf(one: Case, by = 1): LevelProblem {
  const grid = siteOf(one);
  const count = grid.connectors.length;
  const scaled = (values: readonly number[]): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => by * (values[i] ?? 0));
  return {
    grid,
    part: {
      open: Int32Array.from(grid.connectors.keys()),
      fixed: new Int32Array(0),
      rows: Int32Array.from(grid.rows.keys()),
    },
    remaining: grid.rows.map((_, row) => by * (one.limitKw[row] ?? 0)),
    lowerKw: new Float64Array(count),
    upperKw: scaled(one.upperKw),
    offsetKw: new Float64Array(count),
    slopeKw: scaled(one.slopeKw),
    powerKw: new Float64Array(count),
    bindingRow: new Int32Array(count),
    scratch: levelScratch(grid),
  };
}

/** The most that can be served in one slot, by linear programming. */
function mostKw({ grid, remaining, upperKw }: LevelProblem): number {
  const count = upperKw.length;
  const { places } = grid;
  const program = {
    columnCount: count,
    rowCount: grid.rows.length,
    objective: new Float64Array(count).fill(1),
    columnLower: new Float64Array(count),
    columnUpper: upperKw,
    rowLower: new Float64Array(grid.rows.length).fill(Number.NEGATIVE_INFINITY),
    rowUpper: Float64Array.from(remaining),
    columnStart: Int32Array.from([0, ...places.end]),
    rowIndex: places.row,
    value: places.perKw,
  };
  const answer = javascriptLpSolver.solve(program, 1_000);
  if (answer.status !== 'optimal') throw new Error(`the oracle says ${answer.status}`);
  return answer.x.reduce((sum, power) => sum + power, 0);
}

const total = (powerKw: Float64Array): number => powerKw.reduce((sum, power) => sum + power, 0);

describe('water levels against the one-slot linear program', () => {
  test('law: on a tree of kW rows, fair shares serve as much in total as any shares can', () => {
    fc.assert(
      fc.property(caseArbitrary, (one) => {
        const problem = problemOf(one);
        waterLevels(problem);
        expect(total(problem.powerKw)).toBeCloseTo(mostKw(problem), 6);
      }),
      { numRuns: 2000 },
    );
  });

  test('law: scale-free from a billionth to a billion', () => {
    fc.assert(
      fc.property(caseArbitrary, fc.integer({ min: -9, max: 9 }), (one, exponent) => {
        const by = 10 ** exponent;
        const [plain, scaled] = [problemOf(one), problemOf(one, by)];
        waterLevels(plain);
        waterLevels(scaled);
        scaled.powerKw.forEach((power, i) => expect(power / by).toBeCloseTo(plain.powerKw[i] ?? 0, 6));
      }),
      { numRuns: 1000 },
    );
  });

  test('law: the same shares however wide the claims are apart', () => {
    fc.assert(
      fc.property(
        caseArbitrary,
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 10, maxLength: 10 }),
        (one, exponents) => {
          const problem = problemOf({ ...one, slopeKw: exponents.map((exponent) => 10 ** exponent) });
          waterLevels(problem);
          expect(total(problem.powerKw)).toBeCloseTo(mostKw(problem), 6);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
