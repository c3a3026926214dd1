import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  checkPlan,
  compileGrid,
  latestMs,
  meanChancesBeyond,
  type Plan,
  type PlanRequest,
  presenceOf,
  survivalOf,
} from '../../dispatch/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { cityGrid, cityRequest, node, pile } from './horizon-world.ts';

const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 2, 12);
const solve = createInProcessSolver({ nowMs: () => 0 });
const seen = (...amounts: readonly number[]): ReturnType<typeof survivalOf> =>
  survivalOf(
    amounts.map((amount) => ({ amount, weight: 1, open: false })),
    64,
  );

describe('the chance that a car is still there', () => {
  test('of those that stayed longer than it did until now, the part that stayed on, averaged over each slot', () => {
    const stays = seen(1, 2, 4, 6);
    expect(meanChancesBeyond(stays, 0, [0, 1, 2, 3, 6, 8])).toEqual([1, 0.75, 0.5, (0.5 + 0.25 + 0.25) / 3, 0]);
    expect(meanChancesBeyond(stays, 3, [3, 5, 6])).toEqual([0.75, 0.5]);
    expect(meanChancesBeyond(stays, 6, [6, 7])).toBeUndefined();
  });

  test('a heavy precedent counts more; an open one only tells that it was longer', () => {
    const amounts = [
      { amount: 1, weight: 3, open: false },
      { amount: 2, weight: 1, open: true },
      { amount: 3, weight: 1, open: false },
    ];
    expect(meanChancesBeyond(survivalOf(amounts, 64), 0, [0, 1, 2, 3])).toEqual([1, 0.4, 0.4]);
  });

  test('law: from 0 to 1, never rising, 1 before the first and 0 after the last of them', () => {
    const positive = fc.integer({ min: 1, max: 50 });
    const edges = fc.uniqueArray(positive, { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 20 }), edges, positive, (amounts, some, beyond) => {
        const ordered = [...some].map((edge) => beyond + edge).sort((a, b) => a - b);
        const chances = meanChancesBeyond(seen(...amounts), beyond, [beyond, ...ordered]);
        const later = amounts.filter((amount) => amount > beyond);
        expect(chances?.length).toBe(later.length === 0 ? undefined : ordered.length);
        chances?.forEach((chance, k) => {
          expect(chance).toBeGreaterThanOrEqual(-1e-12);
          expect(chance).toBeLessThanOrEqual(k === 0 ? 1 : (chances[k - 1] ?? 0));
          if ((ordered[k] ?? 0) < Math.min(...later)) expect(chance).toBeCloseTo(1, 9);
          if (k > 0 && (ordered[k - 1] ?? 0) >= Math.max(...later)) expect(chance).toBe(0);
        });
      }),
    );
  });

  test('a plan counts on a car until its promise, or the longest such visit, or its departure when it outstayed them', () => {
    const visit = { arrivedAtMs: noon, departureMs: noon + HOUR_MS };
    const stayMs = seen(2 * HOUR_MS, 5 * HOUR_MS);
    const until = (hours: number, atHours: number): number =>
      (latestMs({ ...visit, stay: { stayMs, untilMs: noon + hours * HOUR_MS } }, noon + atHours * HOUR_MS) - noon) /
      HOUR_MS;
    expect([until(Infinity, 0), until(3, 0), until(Infinity, 5), latestMs(visit, noon) - noon]).toEqual([
      5,
      3,
      1,
      HOUR_MS,
    ]);
    expect(presenceOf(visit, [noon, noon + HOUR_MS])).toBeUndefined();
  });
});

const site = compileGrid({ nodes: [node('T', { ratingKw: 11 })], connectors: [pile('A/1', 'T'), pile('B/1', 'T')] });
function request(rest: Partial<PlanRequest>): PlanRequest {
  const car = { departureMs: noon + 3 * HOUR_MS, maximumKw: 11, remainingKwh: 11, weight: 1 };
  return {
    atMs: noon,
    grid: site,
    slotStartMs: [0, 1, 2, 3].map((hour) => noon + hour * HOUR_MS),
    sessions: [
      { ...car, connectorId: 'A/1' },
      { ...car, connectorId: 'B/1' },
    ],
    rowLimit: (row) => site.rows[row]?.rating ?? 0,
    pricePerKwh: [0, 0, 0],
    objective: { mostEnergy: true, earliness: 0.01 },
    ...rest,
  };
}
async function planned(asked: PlanRequest): Promise<Plan> {
  const { program, decode } = buildPlanProgram(asked);
  const solution = await solve(program, { timeLimitMs: 10_000 });
  if (!('x' in solution)) throw new Error(`${solution.status}: ${solution.detail}`);
  const plan = decode(solution);
  expect(checkPlan(plan, asked)).toEqual({ ok: true });
  return plan;
}
function doubting(chancesA: readonly number[], chancesB: readonly number[], rest: Partial<PlanRequest> = {}) {
  const base = request(rest);
  const [a, b] = base.sessions;
  if (a === undefined || b === undefined) throw new Error('two cars');
  return {
    ...base,
    sessions: [
      { ...a, presence: chancesA },
      { ...b, presence: chancesB },
    ],
  };
}

describe('plans that know the chance', () => {
  test('who may be gone soon is served first, whichever car that is', async () => {
    const first = async (...chances: Parameters<typeof doubting>): Promise<readonly number[]> => {
      const { powerKw } = await planned(doubting(...chances));
      return ['A/1', 'B/1'].map((id) => powerKw.get(id as 'A/1')?.[0] ?? Number.NaN);
    };
    expect(await first([1, 0.5, 0.5], [1, 1, 1])).toEqual([11, 0]);
    expect(await first([1, 1, 1], [1, 0.5, 0.5])).toEqual([0, 11]);
  });

  test('a cheap hour is waited for only as long as the car is likely to be there', async () => {
    // The first car's energy is worth 0.3 now at a price of 0.2, and 0.3 later at 0.1 if it is still there.
    const rest = { objective: { revenuePerKwh: 0.3 }, pricePerKwh: [0.2, 0.1, 0.1] };
    const likely = await planned(doubting([1, 0.9, 0.9], [1, 1, 1], rest));
    const doubtful = await planned(doubting([1, 0.4, 0.4], [1, 1, 1], rest));
    expect(likely.powerKw.get('A/1')?.[0]).toBe(0);
    expect(doubtful.powerKw.get('A/1')?.[0]).toBe(11);
  });

  test('doubt alone leaves no need that fits, and never two kWh for one', async () => {
    const plan = await planned(doubting([1, 0.01, 0.01], [1, 0.01, 0.01], { objective: 'fair' }));
    expect([...plan.powerKw.values()].map((powers) => powers.reduce((sum, kw) => sum + kw, 0))).toEqual([11, 11]);
  });

  test('law: with certainty the program is the one without chances, and chances change nothing but its worths', () => {
    const grid = cityGrid(20);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('quick', 'fair', 'cost' as const), (seed, objective) => {
        const plain = cityRequest(grid, seed, { objective });
        const slots = plain.slotStartMs.length - 1;
        const withChances = (chance: (slot: number) => number) =>
          buildPlanProgram({
            ...plain,
            sessions: plain.sessions.map((one) => ({
              ...one,
              presence: Array.from({ length: slots }, (_, slot) => chance(slot)),
            })),
          }).program;
        const before = buildPlanProgram(plain).program;
        expect(withChances(() => 1)).toEqual(before);
        const { objective: worths, ...shape } = withChances((slot) => 1 / (1 + slot));
        const { objective: worthsBefore, ...shapeBefore } = before;
        expect(shape).toEqual(shapeBefore);
        expect(worths).not.toEqual(worthsBefore);
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    ['too few', [1, 1]],
    ['above 1', [1.1, 1, 1]],
    ['below 0', [1, 0, -0.1]],
    ['rising', [1, 0.5, 0.6]],
    ['not a number', [1, Number.NaN, 0]],
  ])('chances that are %s are refused', (_, chances) => {
    expect(() => buildPlanProgram(doubting(chances, [1, 1, 1]))).toThrow('plan: A/1 has');
  });
});
