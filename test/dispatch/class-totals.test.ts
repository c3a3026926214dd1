import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  checkPlan,
  type CompiledGrid,
  compileGrid,
  type LinearProgram,
  type PlanRequest,
} from '../../dispatch/index.ts';
import type { Engine } from '../../src/solvers/engine.ts';
import { loadHighs } from '../../src/solvers/highs.ts';
import { answerFault, objectiveAt } from '../../src/solvers/program-check.ts';
import { node, pile, randomFrom } from './horizon-world.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadHighs();
});

const ANGLES = [30, 150, 270] as const;
const LINES = ['a', 'b', 'c'] as const;

/** Line-to-line piles in turn at three pairs of lines; each line carries the difference of two pairs. */
function lineGrid(piles: number): CompiledGrid {
  const connectors = Array.from({ length: piles }, (_, k) =>
    pile(`S${k}/1`, 'P', { phases: [], voltageV: 208, ratingKw: 6.656, phaseDeg: ANGLES[k % 3] ?? 30 }),
  );
  const phasorRows = LINES.map((line, k) => ({
    id: `line-${line}`,
    limitA: 12 * piles,
    coefficients: Object.fromEntries(
      connectors.flatMap(({ id }, at) => (at % 3 === k ? [[id, 1]] : at % 3 === (k + 1) % 3 ? [[id, -1]] : [])),
    ),
  }));
  return compileGrid({ nodes: [node('P', { phasorRows })], connectors });
}

function lineRequest(seed: number, piles: number): PlanRequest {
  const random = randomFrom(seed);
  const grid = lineGrid(piles);
  const scarcity = 0.3 + random();
  return {
    atMs: 0,
    grid,
    slotStartMs: [0, 1, 2, 3, 5, 8].map((hours) => hours * 3_600_000),
    sessions: grid.connectors.map(({ id }) => ({
      connectorId: id,
      departureMs: (0.5 + 8 * random()) * 3_600_000,
      remainingKwh: 2 + 30 * random(),
      maximumKw: 6.6,
      weight: 1,
    })),
    rowLimit: (row) => scarcity * (grid.rows[row]?.rating ?? 0),
    pricePerKwh: [0.1, 0.4, 0.2, 0.3, 0.1],
    objective: 'fair',
  };
}

/** The same program without totals: each one replaced by the columns that it sums up. */
function withoutTotals(program: LinearProgram): LinearProgram {
  const entries: (readonly [column: number, row: number, value: number])[] = [];
  for (let column = 0; column < program.columnCount; column += 1) {
    for (let k = program.columnStart[column] ?? 0; k < (program.columnStart[column + 1] ?? 0); k += 1) {
      entries.push([column, program.rowIndex[k] ?? -1, program.value[k] ?? 0]);
    }
  }
  const sumRow = new Map(
    entries.filter(([column, , value]) => program.objective[column] === 0 && value === -1).map(([c, r]) => [c, r]),
  );
  const sums = new Set(sumRow.values());
  const direct = entries.filter(([column, row]) => !sumRow.has(column) && !sums.has(row));
  for (const [total, sum] of sumRow) {
    const members = entries.filter(([column, row]) => row === sum && column !== total).map(([column]) => column);
    for (const [column, row, value] of entries) {
      if (column === total && row !== sum) direct.push(...members.map((member) => [member, row, value] as const));
    }
  }
  direct.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const columnStart = new Int32Array(program.columnCount + 1);
  for (const [column] of direct) columnStart[column + 1] = (columnStart[column + 1] ?? 0) + 1;
  for (let k = 1; k < columnStart.length; k += 1) columnStart[k] = (columnStart[k] ?? 0) + (columnStart[k - 1] ?? 0);
  const { keys: _, ...rest } = program;
  return {
    ...rest,
    columnStart,
    rowIndex: Int32Array.from(direct, ([, row]) => row),
    value: Float64Array.from(direct, ([, , value]) => value),
  };
}

function worth(engine: Engine, program: LinearProgram): number {
  const answer = engine.solve(program, 10_000);
  if (!('x' in answer)) throw new Error(answer.detail);
  expect(answerFault(program, answer.x)).toBeUndefined();
  return objectiveAt(program, answer.x);
}

describe('totals of alike cars', () => {
  test('law: a program of phasor rows is worth the same with and without them, and its plan holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 4, max: 24 }), (seed, piles) => {
        const request = lineRequest(seed, piles);
        const { program, decode } = buildPlanProgram(request);
        const direct = worth(highs, withoutTotals(program));
        expect(Math.abs(worth(highs, program) - direct)).toBeLessThanOrEqual(1e-6 * Math.max(1, direct));
        const answer = highs.solve(program, 10_000);
        if (!('x' in answer)) throw new Error(answer.detail);
        expect(checkPlan(decode({ ...answer, objective: 0, engine: 'test', solveMs: 0 }), request)).toEqual({
          ok: true,
        });
      }),
      { numRuns: 40 },
    );
  });

  test('the entries of a side are its lines, not its cars', () => {
    const { program } = buildPlanProgram(lineRequest(1, 48));
    expect(withoutTotals(program).value.length).toBeGreaterThan(4 * program.value.length);
    expect(program.wantsDuals).toBe(true);
  });

  test('law: from the basis of the plan before, the next one is worth what it is worth alone', async () => {
    const rolling = await loadHighs();
    for (let step = 0; step < 12; step += 1) {
      const whole = lineRequest(7, 18);
      const atMs = step * 1_200_000;
      const request = {
        ...whole,
        atMs,
        slotStartMs: whole.slotStartMs.map((ms) => ms + atMs),
        sessions: whole.sessions.filter(({ departureMs }) => departureMs > atMs),
      };
      const { program } = buildPlanProgram(request);
      const { keys: _, ...forgotten } = program;
      const alone = worth(highs, forgotten);
      expect(Math.abs(worth(rolling, program) - alone)).toBeLessThanOrEqual(1e-6 * Math.max(1, alone));
    }
  });
});
