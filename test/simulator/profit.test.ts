import { describe, expect, test } from 'vitest';
import {
  profitOptimum,
  profitPolicy,
  readTariff,
  simulate,
  type ProfitTerms,
  type Scenario,
  type ScenarioSession,
} from '../../simulator/index.ts';
import { createSolverNow } from '../../src/solvers/index.ts';

const PERIOD_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAWN = Date.parse('2019-05-15T06:00:00-07:00');
const solveNow = await createSolverNow({ nowMs: () => 0 });

const FILE = {
  name: 'two steps',
  schedule: [
    {
      effective_start: '10-01',
      effective_end: '05-31',
      dow_mask: 'WEEKDAYS',
      times: [0, 8, 12],
      tariffs: [0.1, 0.2, 0.05],
      demand_charge: 10,
    },
    {
      effective_start: '10-01',
      effective_end: '05-31',
      dow_mask: 'WEEKENDS',
      times: [0],
      tariffs: [0.05],
      demand_charge: 10,
    },
  ],
};
const tariff = readTariff(FILE, { timeZone: 'America/Los_Angeles', atMs: DAWN });
const terms: ProfitTerms = { tariff, revenuePerKwh: 0.3 };

function car(index: number, fromHour: number, toHour: number, needKwh: number): ScenarioSession {
  return {
    connectorId: `S${index}/1`,
    arrivalMs: DAWN + fromHour * HOUR_MS,
    departureMs: DAWN + toHour * HOUR_MS,
    needKwh,
    car: { batteryKwh: needKwh + 10, arrivalSocPercent: 0, maximumKw: 6.6, phaseCount: 1, taper: 'ideal' },
    idToken: String(index),
  };
}
function scenario(sessions: readonly ScenarioSession[], allowedA?: readonly number[]): Scenario {
  return {
    name: 'a day',
    seed: 1,
    startMs: DAWN - PERIOD_MS,
    endMs: DAWN + 12 * HOUR_MS,
    timeZone: 'America/Los_Angeles',
    grid: {
      nodes: [{ id: 'site', kind: 'transformer', ratingKw: 30, voltageV: 120, margin: 0 }],
      connectors: sessions.map(({ connectorId }) => ({
        id: connectorId,
        stationId: connectorId.slice(0, 2),
        nodeId: 'site',
        kind: 'AC',
        phases: [],
        phaseDeg: 30,
        voltageV: 208,
        ratingKw: 6.656,
        minimumKw: 0,
        failsafeKw: 0,
        ...(allowedA === undefined ? { stepKw: 1e-6 } : { allowedA }),
        weight: 1,
      })),
    },
    stations: [],
    sessions,
    baseLoadKw: () => 0,
    events: [],
    chargerLagMs: { leastMs: 0, mostMs: 0 },
    capacityNodeId: 'site',
  };
}
function run(day: Scenario, expectedPeakKw: number): ReturnType<typeof simulate> {
  const policy = profitPolicy({ scenario: day, terms, solveNow, periodMs: PERIOD_MS, expectedPeakKw });
  return simulate(day, { policy, stepMs: PERIOD_MS, tickMs: PERIOD_MS, seriesNodeId: 'site' });
}

describe('tariff files', () => {
  test('season, kind of day and hour give the price, in local time', () => {
    const at = (text: string): number => tariff.pricePerKwh(Date.parse(text));
    expect([at('2019-05-15T07:59:00-07:00'), at('2019-05-15T08:00:00-07:00'), at('2019-05-15T23:00:00-07:00')]).toEqual(
      [0.1, 0.2, 0.05],
    );
    expect([at('2019-05-18T09:00:00-07:00'), at('2019-12-31T09:00:00-08:00'), tariff.demandChargePerKw]).toEqual([
      0.05, 0.2, 10,
    ]);
    expect(() => at('2019-07-15T09:00:00-07:00')).toThrow('tariff file: no season for 07-15, weekday');
  });

  test.each([
    [{}, 'tariff file: no "schedule"'],
    [{ schedule: [{ ...FILE.schedule[0], times: [8, 0, 12] }] }, 'tariff file, schedule[0].times: got [8,0,12]'],
    [{ schedule: [{ ...FILE.schedule[0], dow_mask: 'MON' }] }, 'tariff file, schedule[0].dow_mask: got "MON"'],
    [{ schedule: [{ ...FILE.schedule[0], demand_charge: null }] }, 'tariff file, schedule[0].demand_charge: got null'],
  ])('%j', (file, message) => {
    expect(() => readTariff(file, { timeZone: 'UTC', atMs: DAWN })).toThrow(message);
  });
});

describe('the best profit of a day', () => {
  test('energy, hours and peak weighed against each other, by hand', async () => {
    // A kW from noon to six sells 6 kWh at a margin of 0.25: not worth 10.
    expect(await profitOptimum(scenario([car(1, 0, 12, 24)]), terms, solveNow)).toMatchObject({ profit: 0, peakKw: 0 });
    const cheap = { ...terms, tariff: { ...tariff, demandChargePerKw: 0.5 } };
    const best = await profitOptimum(scenario([car(1, 0, 12, 24)]), cheap, solveNow);
    // At 0.5 a kW: 4 kW from noon on, or 3 kW and the two hours before eight at a margin of 0.2.
    expect(best.energyKwh).toBeCloseTo(24, 6);
    expect(best.profit).toBeCloseTo(Math.max(24 * 0.25 - 4 * 0.5, 18 * 0.25 + 6 * 0.2 - 3 * 0.5), 6);
  });
});

describe('the policy that plans for profit', () => {
  test('keeps to the expected peak, serves what fits below it, and does not buy more for a day', () => {
    const result = run(scenario([car(1, 0, 12, 30), car(2, 1, 12, 30), car(3, 2, 4, 12)]), 5);
    expect(result.peakKw).toBeLessThanOrEqual(5.001);
    // In the first hour the one car that is there waits for noon: 11 hours of 5 kW are left.
    expect(result.deliveredKwh).toBeGreaterThan(54.9);
    expect(result.deliveredKwh).toBeLessThanOrEqual(60);
  });

  test('waits for cheap hours when there is room in them', () => {
    const { series, deliveredKwh } = run(scenario([car(1, 0, 12, 12)]), 4);
    expect(deliveredKwh).toBeCloseTo(12, 2);
    expect(series.filter(({ atMs, chargingKw }) => atMs <= DAWN + 6 * HOUR_MS && chargingKw > 0.01)).toEqual([]);
  });

  test('on chargers with steps every limit is one of them and the peak holds', () => {
    const allowedA = [0, 8, 16, 24, 32];
    const { series, peakKw, deliveredKwh } = run(scenario([car(1, 0, 12, 30), car(2, 1, 12, 30)], allowedA), 5);
    expect(peakKw).toBeLessThanOrEqual(5.001);
    expect(deliveredKwh).toBeGreaterThan(50);
    const steps = new Set(
      series.map(({ chargingKw }) => chargingKw / 0.208 / 8).filter((one) => Math.abs(one - Math.round(one)) > 1e-3),
    );
    // A last period takes what is left of a need: two cars, at most two such powers each.
    expect(steps.size).toBeLessThanOrEqual(4);
  });
});
