import { describe, expect, it } from 'vitest';
import {
  buildPlanProgram,
  compileGrid,
  finishingWeight,
  type PlanRequest,
  type PlanSession,
} from '../../dispatch/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { node, pile } from './horizon-world.ts';

const HOUR_MS = 3_600_000;
const NOON_MS = Date.UTC(2026, 2, 2, 12);
/** Room for one car at a time. */
const GRID = compileGrid({ nodes: [node('T', { ratingKw: 11 })], connectors: [pile('A/1', 'T'), pile('B/1', 'T')] });
const solve = createInProcessSolver({ nowMs: () => 0 });

async function firstHour(
  sessions: readonly PlanSession[],
  objective: PlanRequest['objective'],
): Promise<Record<string, number>> {
  const slotStartMs = Array.from({ length: 9 }, (_, hour) => NOON_MS + hour * HOUR_MS);
  const { program, decode } = buildPlanProgram({
    atMs: NOON_MS,
    grid: GRID,
    slotStartMs,
    sessions,
    rowLimit: (row) => GRID.rows[row]?.rating ?? 0,
    pricePerKwh: slotStartMs.slice(1).map(() => 0),
    objective,
  });
  const solution = await solve(program, { timeLimitMs: 5_000 });
  if (!('x' in solution)) throw new Error(`${solution.status}: ${solution.detail}`);
  return Object.fromEntries([...decode(solution).powerKw].map(([id, [firstKw = 0]]) => [id, Math.round(firstKw)]));
}

describe('who goes first when all can be served', () => {
  const car = (id: string, hours: number, remainingKwh: number): PlanSession => ({
    connectorId: `${id}/1`,
    departureMs: NOON_MS + hours * HOUR_MS,
    remainingKwh,
    maximumKw: 11,
    weight: 1,
  });

  it.each([
    ['the one that leaves early', car('A', 3, 11), car('B', 8, 11)],
    ['the one with less time to spare, though it fills less of its stay', car('A', 3, 11), car('B', 8, 44)],
    ['the one that needs more in the same stay', car('A', 8, 44), car('B', 8, 11)],
  ])('%s', async (_, early, late) => {
    for (const sessions of [
      [early, late],
      [late, early],
    ]) {
      for (const objective of [{ mostEnergy: true, earliness: 0.5 }, 'fair'] as const) {
        expect(await firstHour(sessions, objective)).toEqual({ 'A/1': 11, 'B/1': 0 });
      }
    }
  });

  it('a car that needs little weighs more, one that cannot be finished as much as any, and none beyond a bound', () => {
    const weight = (remainingKwh: number, stayHours = 2) =>
      finishingWeight({ remainingKwh, maximumKw: 6.6, stayHours });
    expect(weight(1)).toBeGreaterThan(weight(10));
    expect(weight(10)).toBeGreaterThan(1);
    expect(weight(14)).toBe(1);
    expect(weight(1e-9)).toBe(weight(0.001));
  });
});
