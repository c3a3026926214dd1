import { describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  checkPlan,
  compileGrid,
  type CompiledGrid,
  type ConnectorId,
  type Plan,
  type PlanRequest,
  type PlanSession,
} from '../../dispatch/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { node, pile } from './horizon-world.ts';

const solve = createInProcessSolver({ nowMs: () => 0 });
const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 2, 12);

function grid(ratingKw: number): CompiledGrid {
  return compileGrid({ nodes: [node('T', { ratingKw })], connectors: [pile('A/1', 'T'), pile('B/1', 'T')] });
}
function car(connectorId: ConnectorId, hours: number, remainingKwh: number): PlanSession {
  return { connectorId, departureMs: noon + hours * HOUR_MS, remainingKwh, maximumKw: 11, weight: 1 };
}
function hourly(rest: Partial<PlanRequest>): PlanRequest {
  const site = rest.grid ?? grid(22);
  const slotStartMs = Array.from({ length: 5 }, (_, hour) => noon + hour * HOUR_MS);
  return {
    atMs: noon,
    grid: site,
    slotStartMs,
    sessions: [car('A/1', 4, 11)],
    rowLimit: (row) => site.rows[row]?.rating ?? 0,
    pricePerKwh: [0, 0, 0, 0],
    objective: 'cost',
    ...rest,
  };
}
async function planned(request: PlanRequest): Promise<Plan> {
  const { program, decode } = buildPlanProgram(request);
  const solution = await solve(program, { timeLimitMs: 10_000 });
  if (!('x' in solution)) throw new Error(`${solution.status}: ${solution.detail}`);
  const plan = decode(solution);
  expect(checkPlan(plan, request)).toEqual({ ok: true });
  return plan;
}
const total = (plan: Plan): number[] =>
  [0, 1, 2, 3].map((slot) => [...plan.powerKw.values()].reduce((sum, powers) => sum + (powers[slot] ?? 0), 0));

describe('objectives of a plan', () => {
  test('carbon: the cleanest hour, whatever it costs', async () => {
    const carbonKgPerKwh = [0.5, 0.4, 0.1, 0.6];
    const plan = await planned(hourly({ objective: 'carbon', carbonKgPerKwh, pricePerKwh: [0, 0, 9, 0] }));
    expect(total(plan)).toEqual([0, 0, 11, 0]);
  });

  test('mixed weights: price decides between hours that are equally clean', async () => {
    const objective = { price: 0.3, carbon: 1, flat: 0, earliness: 0.01 };
    const carbonKgPerKwh = [0.4, 0.1, 0.1, 0.4];
    const plan = await planned(hourly({ objective, carbonKgPerKwh, pricePerKwh: [0.1, 0.9, 0.5, 0.1] }));
    expect(total(plan)).toEqual([0, 0, 11, 0]);
  });

  test('a negative price draws energy, but no more than is needed', async () => {
    const plan = await planned(hourly({ pricePerKwh: [0.2, -0.3, 0.2, 0.2] }));
    expect(total(plan)).toEqual([0, 11, 0, 0]);
  });

  test('flat: the valley of the base load is filled', async () => {
    const flatten = { rowIndex: 0, baseKw: [12, 6, 0, 6] };
    const sessions = [car('A/1', 4, 12), car('B/1', 4, 12)];
    const plan = await planned(hourly({ objective: 'flat', flatten, sessions, grid: grid(40) }));
    const loads = total(plan).map((kw, slot) => kw + (flatten.baseKw[slot] ?? 0));
    expect(Math.max(...loads)).toBeLessThan(14.5);
    expect(total(plan)[2]).toBeGreaterThan(9);
    expect(total(plan).reduce((sum, kw) => sum + kw, 0)).toBeCloseTo(24, 2);
  });

  describe('demand charge', () => {
    const charge = { rowIndex: 0, pricePerKw: 15, baseKw: [2, 2, 2, 2] };

    test('the peak stays as low as the need allows, above a price that would pile it up', async () => {
      const sessions = [car('A/1', 4, 16), car('B/1', 4, 16)];
      const demandCharges = [{ ...charge, peakSoFarKw: 0 }];
      const plan = await planned(hourly({ sessions, demandCharges, pricePerKwh: [0.3, 0.1, 0.3, 0.3] }));
      expect(total(plan)).toEqual([8, 8, 8, 8]);
    });

    test('what the month has paid for already is free: base load and cars together up to the old peak', async () => {
      const sessions = [car('A/1', 4, 11), car('B/1', 4, 11)];
      const demandCharges = [{ ...charge, peakSoFarKw: 20 }];
      const plan = await planned(hourly({ sessions, demandCharges, pricePerKwh: [0.3, 0.1, 0.3, 0.2] }));
      expect(total(plan)).toEqual([0, 18, 0, 4]);
    });

    test('a need that fits is met even so', async () => {
      const demandCharges = [{ ...charge, pricePerKw: 1_000, peakSoFarKw: 0 }];
      const plan = await planned(hourly({ sessions: [car('A/1', 1, 11)], demandCharges }));
      expect(total(plan)).toEqual([11, 0, 0, 0]);
    });

    test('where no price is weighed it does not count', () => {
      const { program } = buildPlanProgram(
        hourly({ objective: 'fair', demandCharges: [{ ...charge, peakSoFarKw: 0 }] }),
      );
      expect(program.network).toBeDefined();
    });
  });

  describe('profit', () => {
    test('a kWh that costs more than it earns is left', async () => {
      const plan = await planned(
        hourly({ objective: { revenuePerKwh: 0.3 }, sessions: [car('A/1', 2, 22)], pricePerKwh: [0.4, 0.1, 0, 0] }),
      );
      expect(total(plan)).toEqual([0, 11, 0, 0]);
      expect(plan.shortfallKwh).toEqual(new Map([['A/1', 11]]));
    });

    test('a peak is bought only where it pays', async () => {
      const profit = (pricePerKw: number): PlanRequest =>
        hourly({
          objective: { revenuePerKwh: 0.3 },
          sessions: [car('A/1', 4, 44)],
          demandCharges: [{ rowIndex: 0, baseKw: [0, 0, 0, 0], pricePerKw, peakSoFarKw: 3 }],
        });
      expect(total(await planned(profit(1.1)))).toEqual([11, 11, 11, 11]);
      expect(total(await planned(profit(1.3)))).toEqual([3, 3, 3, 3]);
    });
  });

  test('most energy: a car counts by its weight alone', async () => {
    const sessions = [
      { ...car('A/1', 1, 11), weight: 1 },
      { ...car('B/1', 1, 11), weight: 1.01 },
    ];
    const plan = await planned(hourly({ grid: grid(11), sessions, objective: { mostEnergy: true, earliness: 0 } }));
    expect(plan.powerKw.get('B/1')?.[0]).toBe(11);
  });

  test.each([
    [
      'a row that is not there',
      { demandCharges: [{ rowIndex: 9, baseKw: [0, 0, 0, 0], pricePerKw: 1, peakSoFarKw: 0 }] },
      'plan: row 9 is no row in kW',
    ],
    [
      'a peak that is no number',
      { demandCharges: [{ rowIndex: 0, baseKw: [0, 0, 0, 0], pricePerKw: 1, peakSoFarKw: Number.NaN }] },
      'plan: demand charge of 1 per kW above NaN kW',
    ],
    [
      'too few carbon values',
      { carbonKgPerKwh: [1] },
      `plan at ${noon}: 1 carbon values for 4 slots, or one is not a number`,
    ],
    [
      'a base load that is no number',
      { flatten: { rowIndex: 0, baseKw: [0, 0, Number.NaN, 0] } },
      `plan at ${noon}: 4 base loads for 4 slots, or one is not a number`,
    ],
  ] satisfies readonly (readonly [string, Partial<PlanRequest>, string])[])(
    '%s is our own mistake and throws',
    (_, wrong, message) => {
      expect(() => buildPlanProgram(hourly(wrong))).toThrow(new RangeError(message));
    },
  );
});
