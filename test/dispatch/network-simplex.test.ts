import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNetworkSimplex, type LinearProgram, type NetworkAnswer } from '../../dispatch/index.ts';
import type { Engine } from '../../src/solvers/engine.ts';
import { loadHighs } from '../../src/solvers/highs.ts';
import { javascriptLpSolver } from '../../src/solvers/javascript-lp-solver.ts';
import { answerFault, objectiveAt } from '../../src/solvers/program-check.ts';
import { randomFrom } from './horizon-world.ts';
import { firstPowers, networkProgram, networkWorld, type NetworkWorld, rolling } from './network-world.ts';

const always = (): boolean => true;
let highs: Engine;
beforeAll(async () => {
  highs = await loadHighs();
});

type Found = Extract<NetworkAnswer, { readonly x: Float64Array }>;

function solved(program: LinearProgram, simplex = createNetworkSimplex(), goOn = always): Found {
  const answer = simplex.solve(program, goOn);
  if (!('x' in answer)) throw new Error(`${answer.status}: ${answer.detail}`);
  expect(answerFault(program, answer.x)).toBeUndefined();
  return answer;
}

/** The bound on the objective that duals prove; equal to the objective exactly when both are optimal. Infinity: they prove nothing. */
function provenBy(program: LinearProgram, duals: Float64Array): number {
  const { columnStart, rowIndex, value, columnUpper, rowUpper, rowLower } = program;
  const largest = program.objective.reduce((most, gain) => Math.max(most, Math.abs(gain)), 0);
  const part = (price: number, above: number, below: number): number => {
    const end = price > 0 ? above : below;
    return Number.isFinite(end) ? price * end : Math.abs(price) > 1e-9 * largest ? Infinity : 0;
  };
  let bound = 0;
  duals.forEach((price, row) => (bound += part(price, rowUpper[row] ?? 0, rowLower[row] ?? 0)));
  program.objective.forEach((gain, column) => {
    let reduced = gain;
    for (let k = columnStart[column] ?? 0; k < (columnStart[column + 1] ?? 0); k += 1) {
      reduced -= (value[k] ?? 0) * (duals[rowIndex[k] ?? 0] ?? 0);
    }
    bound += part(reduced, columnUpper[column] ?? 0, 0);
  });
  return bound;
}

/** Worlds with all that is awkward: ties, nothing to give, no limit, cars without need, a slot, a car, nobody. */
function awkward(seed: number): NetworkWorld {
  const random = randomFrom(seed);
  const places = Math.floor(14 * random());
  const world = networkWorld(seed, { places, slots: 1 + Math.floor(7 * random()) });
  const tied = random() < 0.3;
  const [nothing, plenty] = random() < 0.4 ? [0.3, 0.6] : [0, 1];
  const scale = random() ** 2;
  return {
    ...world,
    cars: world.cars.map((car) => ({
      ...car,
      ...(tied ? { value: 1, maximumKw: 10, needKwh: 5 } : {}),
      ...(random() < 0.1 ? { needKwh: 0 } : {}),
    })),
    limitKw: (level, group, slot) => {
      const chance = randomFrom(seed + 1000 * level + 100 * group + slot)();
      if (chance < nothing) return 0;
      return chance > plenty ? Infinity : tied ? 10 : scale * world.limitKw(level, group, slot);
    },
    ...(tied ? { priceAt: () => 0.1 } : {}),
  };
}

/** Objective and bounds in other units. */
function scaled(
  program: LinearProgram,
  { gain, size }: { readonly gain: number; readonly size: number },
): LinearProgram {
  return {
    ...program,
    objective: program.objective.map((value) => value * gain),
    columnUpper: program.columnUpper.map((value) => value * size),
    rowUpper: program.rowUpper.map((value) => value * size),
  };
}

describe('network simplex', () => {
  test('law: as good as HiGHS and javascript-lp-solver, and its duals prove it, with HiGHS’ signs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const program = networkProgram(awkward(seed));
        const { status, x, duals } = solved(program);
        const objective = objectiveAt(program, x);
        const near = 1e-6 * Math.max(1, Math.abs(objective));
        expect(status).toBe('optimal');
        expect(Math.abs(provenBy(program, duals) - objective)).toBeLessThanOrEqual(near);
        if (program.columnCount === 0) return;
        const other = highs.solve(program, 10_000);
        if (other.status !== 'optimal' || other.duals === undefined) throw new Error(other.status);
        expect(Math.abs(objectiveAt(program, other.x) - objective)).toBeLessThanOrEqual(near);
        expect(Math.abs(provenBy(program, other.duals) - objective)).toBeLessThanOrEqual(near);
        const small = program.columnCount <= 200 ? javascriptLpSolver.solve(program, 10_000) : other;
        if (small.status !== 'optimal') throw new Error(small.status);
        expect(Math.abs(objectiveAt(program, small.x) - objective)).toBeLessThanOrEqual(near);
      }),
      { numRuns: 300 },
    );
  });

  test('law: the lowest index from the first idle pivot on (no cycles, whatever the ties) finds the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const program = networkProgram(awkward(seed));
        const one = objectiveAt(program, solved(program).x);
        const other = objectiveAt(program, solved(program, createNetworkSimplex({ patience: -1 })).x);
        expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(one)));
      }),
      { numRuns: 200 },
    );
  });

  test('law: units do not matter, from a billionth to a billion', () => {
    const exponent = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), exponent, exponent, (seed, ofGain, ofSize) => {
        const program = networkProgram(awkward(seed));
        const [gain, size] = [10 ** ofGain, 10 ** ofSize];
        const objective = objectiveAt(program, solved(program).x);
        const { x, duals } = solved(scaled(program, { gain, size }));
        const again = objectiveAt(scaled(program, { gain, size }), x) / gain / size;
        expect(Math.abs(again - objective)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(objective)));
        expect(
          Math.abs(
            provenBy(
              program,
              duals.map((price) => price / gain),
            ) - objective,
          ),
        ).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(objective)));
      }),
      { numRuns: 200 },
    );
  });

  test('law: whatever was solved before, the objective is that of an empty memory', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 6 }), (seeds) => {
        const simplex = createNetworkSimplex();
        for (const seed of seeds) {
          const program = networkProgram(awkward(seed));
          const warm = solved(program, simplex);
          const cold = objectiveAt(program, solved(program).x);
          expect(warm.status).toBe('optimal');
          expect(Math.abs(objectiveAt(program, warm.x) - cold)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(cold)));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('story: a day slot by slot; the last tree saves most pivots, also when every limit moves a little', () => {
    for (const shake of [0, 0.02]) {
      const simplex = createNetworkSimplex();
      const pivots = { warm: 0, cold: 0 };
      const day = rolling(3, { places: 54, slots: 144, steps: 20 });
      let step = day.next();
      while (step.done !== true) {
        const world = step.value;
        const shaken = randomFrom(world.firstSlot + 1);
        const program = networkProgram({
          ...world,
          limitKw: (level, group, slot) => world.limitKw(level, group, slot) * (1 + shake * (shaken() - 0.5)),
        });
        const warm = solved(program, simplex);
        const cold = solved(program);
        expect(objectiveAt(program, warm.x)).toBeCloseTo(objectiveAt(program, cold.x), 8);
        pivots.warm += warm.pivots;
        pivots.cold += cold.pivots;
        step = day.next(firstPowers(world, program, warm.x));
      }
      expect(pivots.warm).toBeLessThan(0.7 * pivots.cold);
    }
  });

  test('stopped at any look it is feasible, says so, and goes on from there the next time', () => {
    const program = networkProgram(networkWorld(5, { places: 54, slots: 48 }));
    const best = objectiveAt(program, solved(program).x);
    let before = -Infinity;
    for (let looks = 0; ; looks += 1) {
      let left = looks;
      const simplex = createNetworkSimplex();
      const { status, x } = solved(program, simplex, () => left-- > 0);
      const objective = objectiveAt(program, x);
      expect(objective).toBeGreaterThanOrEqual(before - 1e-9);
      expect(objectiveAt(program, solved(program, simplex).x)).toBeCloseTo(best, 8);
      before = objective;
      if (status === 'optimal') break;
    }
    expect(before).toBeCloseTo(best, 8);
  });

  const sound = networkProgram(networkWorld(1, { places: 3, slots: 2 }));
  const car = 0;
  const limit = sound.rowCount - 1;
  const shape = sound.network;
  const wrong: readonly (readonly [string, Partial<LinearProgram>, string])[] = [
    ['a column below 0', { columnLower: sound.columnLower.with(0, -1) }, 'column 0 starts below 0'],
    ['a column that ends below 0', { columnUpper: sound.columnUpper.with(0, -1) }, 'column 0 starts below 0'],
    ['a balance that is no equality', { rowLower: sound.rowLower.with(car, -1) }, 'row 0 is bounded by -1 and 0'],
    ['a negative limit', { rowUpper: sound.rowUpper.with(limit, -1) }, `row ${limit} is bounded by -Infinity and -1`],
    ['a limit from below', { rowLower: sound.rowLower.with(limit, 0) }, `row ${limit} is bounded by 0 and`],
    ['a coefficient', { value: sound.value.with(1, 0.5) }, 'with 0.5'],
    ['hours of 0', { network: shape && { ...shape, hours: shape.hours.with(0, 0) } }, 'column 0 is in other rows'],
    ['other hours', { network: shape && { ...shape, hours: shape.hours.with(0, 1) } }, 'column 0 is in row 0 with'],
    [
      'a missing row',
      { network: shape && { ...shape, parentRow: shape.parentRow.map(() => -1) } },
      'column 0 is in other rows',
    ],
    [
      'a circle of rows',
      { network: shape && { ...shape, parentRow: shape.parentRow.map((_, row) => row) } },
      'column 0 is in other rows',
    ],
    ['no shape', { network: undefined }, 'the program does not say that it is a network'],
  ] as readonly (readonly [string, Partial<LinearProgram>, string])[];
  test.each(wrong)('%s is no network', (_, part, detail) => {
    const answer = createNetworkSimplex().solve({ ...sound, ...part }, always);
    expect(answer).toMatchObject({ status: 'failed' });
    expect('detail' in answer ? answer.detail : '').toContain(detail);
  });

  test('columns of one row with different hours are no network', () => {
    const half = { ...sound, value: sound.value.slice(), network: shape && { ...shape, hours: shape.hours.slice() } };
    const { columnStart, rowIndex, network } = half;
    if (network === undefined) throw new Error('no shape');
    const column = 1;
    network.hours[column] = 1 / 24;
    for (let k = columnStart[column] ?? 0; k < (columnStart[column + 1] ?? 0); k += 1) {
      if (rowIndex[k] === network.balanceRow[column]) half.value[k] = 1 / 24;
    }
    const answer = createNetworkSimplex().solve({ ...half, network }, always);
    expect(answer).toMatchObject({ status: 'failed' });
    expect('detail' in answer ? answer.detail : '').toMatch(/has other hours than row/);
  });

  test('gain without end is unbounded', () => {
    const world = networkWorld(1, { places: 3, slots: 2 });
    const program = networkProgram({ ...world, limitKw: () => Infinity });
    const open = { ...program, columnUpper: program.columnUpper.map(() => Infinity) };
    expect(createNetworkSimplex().solve(open, always)).toEqual({
      status: 'unbounded',
      detail: 'a flow without limit gains',
    });
  });
});
