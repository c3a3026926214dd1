import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  compileGrid,
  type CompiledGrid,
  type LinearProgram,
  type PlanRequest,
} from '../../dispatch/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { cityGrid, cityRequest, node, pile, randomFrom } from './horizon-world.ts';

/** Panels of ten alike piles below feeders of a hundred below one transformer, all rated in kW. */
function plainGrid(connectorCount: number): CompiledGrid {
  const nodes = [node('root', { ratingKw: connectorCount * 2.5 })];
  const connectors = Array.from({ length: connectorCount }, (_, k) => pile(`S${k}/1`, `p${Math.floor(k / 10)}`));
  for (let k = 0; k < connectorCount; k += 10) {
    if (k % 100 === 0) nodes.push(node(`f${k / 100}`, { parentId: 'root', ratingKw: 300 }));
    nodes.push(node(`p${k / 10}`, { parentId: `f${Math.floor(k / 100)}`, ratingKw: 40 }));
  }
  return compileGrid({ nodes, connectors });
}

/** Rows of each column, in the order of the program. */
function rowsOf(program: LinearProgram, column: number): readonly number[] {
  return [...program.rowIndex.subarray(program.columnStart[column], program.columnStart[column + 1])];
}

describe('the network shape of a plan', () => {
  test('law: in a tree of plain rows it says exactly what the matrix says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const random = randomFrom(seed);
        const grid = plainGrid(10 + Math.floor(40 * random()));
        const request = cityRequest(grid, seed, {
          rowLimit: (row, slot) => ((slot * 7 + row) % 11 === 0 ? 0 : (grid.rows[row]?.rating ?? 0) * random()),
        });
        const { program } = buildPlanProgram(request);
        const { network } = program;
        if (network === undefined) throw new Error('a tree of plain rows must be a network');
        for (let column = 0; column < program.columnCount; column += 1) {
          const chain = [network.balanceRow[column] ?? -1];
          for (let row = network.capacityRow[column] ?? -1; row >= 0; row = network.parentRow[row] ?? -1)
            chain.push(row);
          expect(chain.toSorted((a, b) => a - b)).toEqual(rowsOf(program, column));
          const value = program.value[program.columnStart[column] ?? 0] ?? 0;
          expect(value === -1 ? 1 : value).toBe(network.hours[column]);
        }
        expect(new Set(network.columnKey).size).toBe(program.columnCount);
        expect(new Set(network.rowKey).size).toBe(program.rowCount);
      }),
      { numRuns: 10 },
    );
  });

  test('a minute later the same car and slot have the same key', () => {
    const grid = plainGrid(20);
    const request = cityRequest(grid, 7);
    const later = {
      ...request,
      atMs: request.atMs + 60_000,
      slotStartMs: request.slotStartMs.with(0, request.atMs + 60_000),
    };
    const keys = (one: PlanRequest): readonly number[] => [...(buildPlanProgram(one).program.network?.columnKey ?? [])];
    expect(keys(later)).toEqual(keys(request));
  });

  test.each([
    ['mixed piles in rows of amperes', cityRequest(cityGrid(30), 3)],
    ['a peak that is paid for', demandCharged()],
  ])('%s: no network', (_, request) => {
    expect(buildPlanProgram(request).program.network).toBeUndefined();
  });

  test('amperes of piles that are all alike are kW in disguise: a network', () => {
    const grid = compileGrid({
      nodes: [node('P', { ratingA: 20 })],
      connectors: [pile('A/1', 'P'), pile('B/1', 'P')],
    });
    const { program } = buildPlanProgram(cityRequest(grid, 5));
    expect(program.network).toBeDefined();
    expect(program.rowUpper[2]).toBeCloseTo(13.8, 9);
  });
});

describe('prices of a plan', () => {
  const solve = createInProcessSolver({ nowMs: () => 0 });

  test('law: no worth is left over: a car that is not full is as dear as the rows above it, or has its maximum', async () => {
    for (const seed of [1, 2, 3]) {
      // Large enough for an engine that gives duals.
      const grid = plainGrid(60);
      const request = cityRequest(grid, seed, { objective: { mostEnergy: true, earliness: 0 } });
      const { program, decode } = buildPlanProgram(request);
      const solution = await solve(program, { timeLimitMs: 10_000 });
      if (!('x' in solution)) throw new Error(solution.status);
      const { rowPrice, worthPerKwh, powerKw } = decode(solution);
      if (rowPrice === undefined || worthPerKwh === undefined) throw new Error(`${solution.engine} gave no duals`);
      expect(rowPrice.size).toBeGreaterThan(0);
      for (const { connectorId } of request.sessions) {
        const rows = grid.rows.filter(({ groups: [group] }) =>
          group?.members.includes(grid.connectorIndex.get(connectorId) ?? -1),
        );
        powerKw.get(connectorId)?.forEach((kw, slot) => {
          const price = rows.reduce((sum, { id }) => sum + (rowPrice.get(id)?.[slot] ?? 0), 0);
          const worth = worthPerKwh.get(connectorId) ?? 0;
          expect(worth).toBeGreaterThanOrEqual(-1e-9);
          // Charging although the wire is worth more elsewhere would be wrong.
          if (kw > 0.01) expect(price).toBeLessThanOrEqual(worth + 1e-6);
        });
      }
    }
  });

  test('an engine that gives no duals, or nonsense, gives a plan without prices', () => {
    const request = cityRequest(plainGrid(20), 1);
    const { program, decode } = buildPlanProgram(request);
    const base = {
      status: 'optimal',
      x: new Float64Array(program.columnCount),
      objective: 0,
      engine: 'e',
      solveMs: 0,
    } as const;
    for (const solution of [base, { ...base, duals: new Float64Array(program.rowCount).fill(Number.NaN) }]) {
      const plan = decode(solution);
      expect([plan.rowPrice, plan.worthPerKwh]).toEqual([undefined, undefined]);
    }
  });
});

function demandCharged(): PlanRequest {
  const request = cityRequest(plainGrid(20), 1, { objective: 'cost' });
  const baseKw = request.slotStartMs.slice(1).map(() => 0);
  return { ...request, demandCharges: [{ rowIndex: 0, baseKw, pricePerKw: 10, peakSoFarKw: 1 }] };
}
