import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPlanProgram, checkPlan, type LinearProgram } from '../../../dispatch/index.ts';
import { chooseEngine } from '../../../src/solvers/engine-choice.ts';
import type { Engine } from '../../../src/solvers/engine.ts';
import { loadHighs } from '../../../src/solvers/highs.ts';
import { createInProcessSolver, createSolverNow } from '../../../src/solvers/in-process.ts';
import { javascriptLpSolver } from '../../../src/solvers/javascript-lp-solver.ts';
import { createNetworkEngine } from '../../../src/solvers/network-engine.ts';
import { answerFault, judged, objectiveAt, programFault } from '../../../src/solvers/program-check.ts';
import { networkProgram, networkWorld } from '../../dispatch/network-world.ts';
import { largeHorizon, programOf, smallHorizon } from './programs.ts';

const limits = { timeLimitMs: 10_000 };
let highs: Engine;
beforeAll(async () => {
  highs = await loadHighs();
});
function worth(engine: Engine, program: LinearProgram): number {
  const answer = engine.solve(program, limits.timeLimitMs);
  if (!('x' in answer)) throw new Error(`${answer.status}: ${answer.detail}`);
  expect(answerFault(program, answer.x)).toBeUndefined();
  return objectiveAt(program, answer.x);
}

describe('engines', () => {
  test('law: all find the same worth for any small horizon, and their plans hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { request, program } = smallHorizon(seed);
        const { network, ...plain } = program;
        fc.pre(chooseEngine(plain) === 'javascript-lp-solver' && program.columnCount > 0);
        const engines = [highs, javascriptLpSolver];
        if (network !== undefined) engines.push(createNetworkEngine({ nowMs: () => 0 }));
        const { decode } = buildPlanProgram(request);
        const best = worth(highs, program);
        for (const engine of engines) {
          expect(Math.abs(worth(engine, program) - best)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(best)));
          const answer = engine.solve(program, limits.timeLimitMs);
          if (!('x' in answer)) throw new Error(answer.detail);
          const plan = decode({ ...answer, objective: 0, engine: 'test', solveMs: 0 });
          expect(checkPlan(plan, request)).toEqual({ ok: true });
        }
      }),
      { numRuns: 60 },
    );
  });

  const cases: readonly (readonly [string, LinearProgram, number | 'infeasible' | 'unbounded'])[] = [
    ['one column at its bound', programOf([[2, 3, []]], []), 6],
    [
      'a tie',
      programOf(
        [
          [1, 5, [[0, 1]]],
          [1, 5, [[0, 1]]],
        ],
        [[-Infinity, 5]],
      ),
      5,
    ],
    [
      'no capacity',
      programOf(
        [
          [1, 5, [[0, 1]]],
          [2, 5, [[0, 1]]],
        ],
        [[-Infinity, 0]],
      ),
      0,
    ],
    [
      'a capacity of a nanowatt',
      programOf(
        [
          [1, 5, [[0, 1]]],
          [2, 5, [[0, 1]]],
        ],
        [[-Infinity, 1e-12]],
      ),
      0,
    ],
    [
      'degenerate: three rows through one corner',
      programOf(
        [
          [
            1,
            9,
            [
              [0, 1],
              [1, 1],
              [2, 2],
            ],
          ],
          [
            1,
            9,
            [
              [0, 1],
              [1, 2],
              [2, 1],
            ],
          ],
        ],
        [
          [-Infinity, 2],
          [-Infinity, 3],
          [-Infinity, 3],
        ],
      ),
      2,
    ],
    ['worth nothing', programOf([[-1, 5, [[0, 1]]]], [[-Infinity, 4]]), 0],
    [
      'an equality',
      programOf(
        [
          [1, 9, [[0, 1]]],
          [0, 4, [[0, -1]]],
        ],
        [[0, 0]],
      ),
      4,
    ],
    ['a row with two sides', programOf([[-1, 9, [[0, 1]]]], [[2, 4]]), -2],
    ['a row without sides', programOf([[1, 9, [[0, 1]]]], [[-Infinity, Infinity]]), 9],
    ['a demand above the bound', programOf([[1, 1, [[0, 1]]]], [[2, 3]]), 'infeasible'],
    ['no bound at all', programOf([[1, Infinity, [[0, -1]]]], [[-Infinity, 3]]), 'unbounded'],
  ];
  test.each(cases)('%s', (_, program, expected) => {
    for (const engine of [highs, javascriptLpSolver]) {
      const answer = engine.solve(program, limits.timeLimitMs);
      if (typeof expected === 'number') expect(worth(engine, program)).toBeCloseTo(expected, 9);
      else expect(answer.status).toBe(expected);
    }
  });

  test('HiGHS takes what the small engine cannot: columns below zero', () => {
    const program = { ...programOf([[-1, 4, []]], []), columnLower: Float64Array.of(-3) };
    expect(chooseEngine(program)).toBe('highs');
    expect(highs.solve(program, 1000)).toMatchObject({ status: 'optimal', x: Float64Array.of(-3) });
  });

  test('HiGHS that runs out of time is late, whatever it has', () => {
    const answer = highs.solve(largeHorizon(300), 1);
    expect(answer).toEqual({ status: 'late', detail: 'HiGHS stopped at 1 ms' });
  });

  test('two hundred models leave nothing behind in the memory of wasm', () => {
    const program = programOf(
      Array.from({ length: 3000 }, () => [1, 1, [[0, 1]]]),
      [[-Infinity, 5]],
    );
    expect(highs.solve(program, 1000).status).toBe('optimal');
    const beforeBytes = process.memoryUsage().external;
    for (let count = 0; count < 200; count += 1) expect(highs.solve(program, 1000).status).toBe('optimal');
    // Undisposed they keep 370 MB.
    expect(process.memoryUsage().external - beforeBytes).toBeLessThan(100e6);
  });
});

describe('solving in this thread', () => {
  const solve = createInProcessSolver({ nowMs: () => 0 });

  test('says which engine answered: the small one, HiGHS above 200 columns, none for nothing', async () => {
    const columns = (count: number): LinearProgram =>
      programOf(
        Array.from({ length: count }, () => [1, 1, []]),
        [],
      );
    const at = async (count: number): Promise<unknown> => {
      const { status, engine } = await solve(columns(count), limits);
      return { status, engine };
    };
    expect(await at(200)).toEqual({ status: 'optimal', engine: 'javascript-lp-solver' });
    expect(await at(201)).toEqual({ status: 'optimal', engine: 'highs' });
    expect(await solve(columns(0), limits)).toEqual({
      status: 'optimal',
      x: new Float64Array(),
      objective: 0,
      engine: 'none',
      solveMs: 0,
    });
  });

  test('a network goes to the network simplex, whatever its size, with duals', async () => {
    for (const places of [1, 54]) {
      const program = networkProgram(networkWorld(1, { places, slots: 24 }));
      const answer = await solve(program, limits);
      expect(answer).toMatchObject({ status: 'optimal', engine: 'network-simplex' });
      expect('x' in answer && answer.duals?.length).toBe(program.rowCount);
      const other = highs.solve(program, 10_000);
      if (!('x' in other && 'x' in answer)) throw new Error('no answer');
      expect(answer.objective).toBeCloseTo(objectiveAt(program, other.x), 6);
    }
  });

  test('a program that says it is a network and is none fails, with the place', async () => {
    const program = networkProgram(networkWorld(1, { places: 3, slots: 2 }));
    const answer = await solve({ ...program, value: program.value.map((value) => 2 * value) }, limits);
    expect(answer).toMatchObject({ status: 'failed', engine: 'network-simplex' });
  });

  test('a network that is out of time has a feasible answer', () => {
    let nowMs = 0;
    const engine = createNetworkEngine({ nowMs: () => nowMs++ });
    const program = networkProgram(networkWorld(2, { places: 54, slots: 48 }));
    const answer = engine.solve(program, 2);
    expect(answer.status).toBe('feasible');
    expect(judged(program, answer).status).toBe('feasible');
    expect(engine.solve(program, 10_000).status).toBe('optimal');
  });

  test('each family of networks has its own memory: what another solved meanwhile costs no pivot', () => {
    const looks = { count: 0 };
    const engine = createNetworkEngine({ nowMs: () => ++looks.count });
    const ofFamily = (family: number): LinearProgram => {
      const program = networkProgram(networkWorld(family, { places: 54, slots: 144 }));
      return program.network === undefined ? program : { ...program, network: { ...program.network, family } };
    };
    const looksFor = (family: number): number => {
      const before = looks.count;
      engine.solve(ofFamily(family), 1_000_000);
      return looks.count - before;
    };
    const cold = [looksFor(1), looksFor(2)];
    expect(Math.min(...cold)).toBeGreaterThan(3);
    // The start, and one look before the first pivot.
    expect([looksFor(1), looksFor(2)]).toEqual([2, 2]);
  });

  test('who needs prices gets an engine that has them, however small the program', () => {
    const { program } = smallHorizon(3);
    const { network: _, ...small } = program;
    expect(chooseEngine(small)).toBe('javascript-lp-solver');
    expect(chooseEngine({ ...small, wantsDuals: true })).toBe('highs');
    expect(chooseEngine({ ...networkProgram(networkWorld(1, { places: 3, slots: 4 })), wantsDuals: true })).toBe(
      'network-simplex',
    );
  });

  test('the same at once, for simulations', async () => {
    const now = await createSolverNow({ nowMs: () => 0 });
    const later = createInProcessSolver({ nowMs: () => 0 });
    const programs = [
      programOf([[1, 5, [[0, 2]]]], [[-Infinity, 4]]),
      programOf(
        Array.from({ length: 300 }, () => [1, 1, [[0, 1]]]),
        [[-Infinity, 7]],
      ),
      networkProgram(networkWorld(3, { places: 10, slots: 12 })),
      programOf([], []),
      programOf([[Number.NaN, 5, []]], []),
      programOf([[1, Infinity, []]], []),
    ];
    const engines: string[] = [];
    for (const program of programs) {
      const answer = now(program, limits);
      expect(answer).toEqual(await later(program, limits));
      engines.push(`${answer.engine} ${answer.status}`);
    }
    expect(engines).toEqual([
      'javascript-lp-solver optimal',
      'highs optimal',
      'network-simplex optimal',
      'none optimal',
      'none failed',
      'javascript-lp-solver unbounded',
    ]);
  });

  test('nothing to choose, and a row that wants something: infeasible', async () => {
    const answer = await solve(programOf([], [[1, 2]]), limits);
    expect(answer).toEqual({ status: 'infeasible', detail: 'row 0 is 0, outside 1 to 2', engine: 'none', solveMs: 0 });
  });

  test.each([
    ['objective', { objective: Float64Array.of(Number.NaN) }, 'objective[0] is NaN'],
    ['value', { value: Float64Array.of(Infinity) }, 'value[0] is Infinity'],
    ['column bound', { columnUpper: Float64Array.of(Number.NaN) }, 'column 0 is bounded by 0 and NaN'],
    ['row bound', { rowUpper: Float64Array.of(Number.NaN) }, 'row 0 is bounded by -Infinity and NaN'],
    [
      'row side that nothing can reach',
      { rowUpper: Float64Array.of(-Infinity) },
      'row 0 is bounded by -Infinity and -Infinity',
    ],
    ['array length', { objective: Float64Array.of(1, 2) }, 'arrays do not fit 1 columns, 1 rows and 1 entries'],
    [
      'column order',
      { columnStart: Int32Array.of(0, 1), columnCount: 2 },
      'arrays do not fit 2 columns, 1 rows and 1 entries',
    ],
    ['row index', { rowIndex: Int32Array.of(3) }, 'entry 0 is in row 3 of 1'],
  ])('a program with a wrong %s is refused with the place and the value', async (_, wrong, detail) => {
    const sound = programOf([[1, 5, [[0, 1]]]], [[-Infinity, 4]]);
    expect(programFault(sound)).toBeUndefined();
    expect(await solve({ ...sound, ...wrong }, limits)).toEqual({
      status: 'failed',
      detail,
      engine: 'none',
      solveMs: 0,
    });
  });

  test('a program that no engine has memory for is refused with its size', async () => {
    const columns = programOf(
      Array.from({ length: 200_001 }, () => [1, 1, []]),
      [],
    );
    expect(await solve(columns, limits)).toMatchObject({
      status: 'failed',
      engine: 'none',
      detail: '200001 columns and 0 rows, at most 200000 and 200000',
    });
  });

  test.each([
    ['too much', [3], 'row 0 is 6, outside -Infinity to 4'],
    ['less than nothing', [-1], 'column 0 is -1, outside 0 to 5'],
    ['no number', [Number.NaN], 'column 0 is NaN, outside 0 to 5'],
    ['nothing', [], '0 values for 1 columns'],
  ])('an answer of %s is seen', (_, values, fault) => {
    const program = programOf([[1, 5, [[0, 2]]]], [[-Infinity, 4]]);
    const x = Float64Array.from(values);
    expect(judged(program, { status: 'optimal', x })).toEqual({ status: 'failed', detail: `wrong answer: ${fault}` });
    const sound = Float64Array.of(2);
    expect(judged(program, { status: 'optimal', x: sound })).toEqual({ status: 'optimal', x: sound, objective: 2 });
  });
});
