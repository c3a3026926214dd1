import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector, GridNode } from '../../dispatch/index.ts';
import {
  acnScenario,
  baselinePolicy,
  BASELINES,
  offlineOptimum,
  oneCapOptimumKwh,
  simulate,
  type BaselineName,
  type Scenario,
  type ScenarioSession,
} from '../../simulator/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';

const HOUR_MS = 3_600_000;
const solve = createInProcessSolver({ nowMs: () => performance.now() });

const place = (id: string, phaseDeg: number): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'T',
  kind: 'AC',
  phases: [],
  phaseDeg,
  voltageV: 200,
  ratingKw: 6,
  minimumKw: 0,
  failsafeKw: 0,
  weight: 1,
  stepKw: 1e-6,
});
/** Angles of lines AB, BC, CA. */
const CONNECTORS = [place('A', 30), place('B', -90), place('C', 150), place('D', 30)];
type Visit = { readonly at: number; readonly from: number; readonly hours: number; readonly needKwh: number };

function site(visits: readonly Visit[], root: Partial<GridNode>): Scenario {
  const sessions = visits
    .map(({ at, from, hours, needKwh }, k): ScenarioSession => ({
      connectorId: CONNECTORS[at]?.id ?? 'A/1',
      idToken: String(k),
      arrivalMs: from * HOUR_MS,
      departureMs: (from + hours) * HOUR_MS,
      needKwh,
      car: { batteryKwh: 100, arrivalSocPercent: 0, maximumKw: 6, phaseCount: 1, taper: 'ideal' },
    }))
    .sort((a, b) => a.arrivalMs - b.arrivalMs);
  return {
    name: 'tiny',
    seed: 1,
    startMs: 0,
    endMs: 12 * HOUR_MS,
    timeZone: 'UTC',
    grid: { nodes: [{ id: 'T', kind: 'transformer', voltageV: 115, margin: 0, ...root }], connectors: CONNECTORS },
    stations: [],
    sessions,
    baseLoadKw: () => 0,
    events: [],
    chargerLagMs: { leastMs: 0, mostMs: 0 },
    capacityNodeId: 'T',
  };
}

describe('one cap', () => {
  it('by hand: the short stay gets what the long one can spare', () => {
    // 4 kW. Hours 1-2: B needs 6 in two hours; A has five hours for 12: 8 + 12 kWh of cap, 18 are needed.
    const enough = [
      { at: 0, from: 1, hours: 5, needKwh: 12 },
      { at: 1, from: 1, hours: 2, needKwh: 6 },
    ];
    expect(oneCapOptimumKwh(site(enough, {}), 4)).toBeCloseTo(18, 9);
    // 3 kW: hours 1-3 carry 6 kWh, the other three 9.
    expect(oneCapOptimumKwh(site(enough, {}), 3)).toBeCloseTo(15, 9);
    // No cap: B's car takes 6 kW at most.
    expect(oneCapOptimumKwh(site([{ at: 1, from: 1, hours: 2, needKwh: 20 }], {}), 100)).toBeCloseTo(12, 9);
  });

  const visit = fc.record({
    at: fc.constant(0),
    from: fc.integer({ min: 0, max: 6 }),
    hours: fc.integer({ min: 1, max: 4 }),
    needKwh: fc.double({ min: 0.1, max: 20, noNaN: true }),
  });
  const visits = fc.tuple(visit, visit, visit, visit).map((all) => all.map((one, at) => ({ ...one, at })));

  it('law: the maximum flow is the linear program, and no rule delivers more', async () => {
    await fc.assert(
      fc.asyncProperty(visits, fc.double({ min: 0.5, max: 20, noNaN: true }), async (all, capKw) => {
        const scenario = site(all, { ratingKw: capKw });
        const mostKwh = oneCapOptimumKwh(scenario, capKw);
        const { mostKwh: ofProgram, reachableKwh } = await offlineOptimum(scenario, { solve });
        expect(ofProgram).toBeCloseTo(mostKwh, 5);
        expect(reachableKwh).toBeCloseTo(mostKwh, 4);
        for (const rule of Object.keys(BASELINES) as BaselineName[]) {
          const policy = baselinePolicy({ rule, grid: scenario.grid, periodMs: HOUR_MS });
          const { deliveredKwh } = simulate(scenario, { policy, stepMs: HOUR_MS, tickMs: HOUR_MS });
          expect(deliveredKwh).toBeLessThanOrEqual(mostKwh * (1 + 1e-6) + 1e-5);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('phasor rows', () => {
  const both = { 'A/1': 1, 'C/1': -1 };
  const visits = [
    { at: 0, from: 1, hours: 1, needKwh: 50 },
    { at: 2, from: 1, hours: 1, needKwh: 50 },
  ];

  it('by hand: AB and CA meet in line A at 60 degrees', async () => {
    // |x e^j30 - x e^j150| = sqrt(3) x: equal currents of limit / sqrt(3) are the best point of the circle.
    const limitA = 20;
    const scenario = site(visits, { phasorRows: [{ id: 'A', limitA, coefficients: both }] });
    const { mostKwh, reachableKwh } = await offlineOptimum(scenario, { solve });
    const exactKwh = (2 * (limitA / Math.sqrt(3)) * 200) / 1000;
    expect(mostKwh).toBeGreaterThanOrEqual(exactKwh * (1 - 1e-6));
    expect(mostKwh).toBeLessThan(exactKwh * 1.004);
    expect(reachableKwh).toBeLessThanOrEqual(exactKwh * (1 + 1e-6));
    expect(mostKwh - reachableKwh).toBeLessThanOrEqual(5e-5 * 100);
  });

  it('by hand: opposite directions help each other, unless a car may stop at any moment', async () => {
    // AB + CA: 120 degrees, |x + y| = x for equal x: the cars' 30 A each fit 30 A, and alone each is a row of its own.
    const against = { 'A/1': 1, 'C/1': 1 };
    const scenario = (limitA: number): Scenario =>
      site(visits, { phasorRows: [{ id: 'A', limitA, coefficients: against }] });
    expect((await offlineOptimum(scenario(30), { solve })).reachableKwh).toBeCloseTo(12, 2);
    expect((await offlineOptimum(scenario(30), { solve, magnitude: 'worst-subset' })).reachableKwh).toBeCloseTo(12, 2);
    // 20 A: equal currents of 20 A; a difference would not help.
    expect((await offlineOptimum(scenario(20), { solve })).reachableKwh).toBeCloseTo(8, 2);
    // One alone may have 20 A only; together with 120 degrees and a weight of 2 on the other side more would fit.
    const uneven = site(visits, { phasorRows: [{ id: 'A', limitA: 20, coefficients: { 'A/1': 1, 'C/1': 0.5 } }] });
    const sum = await offlineOptimum(uneven, { solve });
    const safe = await offlineOptimum(uneven, { solve, magnitude: 'worst-subset' });
    expect(safe.mostKwh).toBeLessThan(sum.reachableKwh);
  });
});

it('refuses a site whose capacity moves', () => {
  const scenario = site([{ at: 0, from: 1, hours: 1, needKwh: 1 }], {});
  expect(() => oneCapOptimumKwh({ ...scenario, baseLoadKw: () => 1 }, 5)).toThrow(
    'optimum of tiny: only scenarios without base load and events are handled',
  );
});

const data = '../shared/data';
const sessionsFile = `${data}/sessions/acn-caltech-2019-03.csv`;
describe.skipIf(!existsSync(sessionsFile))('March 2019 (needs the public data set, not part of the project)', () => {
  const scenario = (days: string, capKw: number): Scenario =>
    acnScenario({
      sessionsCsv: readFileSync(sessionsFile, 'utf8'),
      network: JSON.parse(readFileSync(`${data}/networks/caltech.json`, 'utf8')) as unknown,
      date: '2019-03-01',
      toDate: `2019-03-${days}`,
      periodMs: 300_000,
      quantised: false,
      capKw,
    });
  it.each([
    [10, 59.1],
    [20, 88.57],
    [30, 99.26],
    [40, 99.88],
  ])('one cap of %d kW: %d %% of the month, as an exact maximum flow elsewhere', (capKw, percent) => {
    const month = scenario('31', capKw);
    const needKwh = month.sessions.reduce((sum, session) => sum + session.needKwh, 0);
    expect([month.sessions.length, needKwh]).toEqual([954, expect.closeTo(8900.522, 3)]);
    expect((100 * oneCapOptimumKwh(month, capKw)) / needKwh).toBeCloseTo(percent, 1);
  });

  it('three phases on the 1st: both bounds meet, between any rule and one cap', async () => {
    const day = scenario('01', 20);
    const needKwh = day.sessions.reduce((sum, session) => sum + session.needKwh, 0);
    const { mostKwh, reachableKwh } = await offlineOptimum(day, { solve });
    expect(mostKwh - reachableKwh).toBeLessThanOrEqual(5e-5 * needKwh);
    expect(mostKwh).toBeLessThan(oneCapOptimumKwh(day, 20));
    const policy = baselinePolicy({ rule: 'llf', grid: day.grid, periodMs: 300_000 });
    const { deliveredKwh } = simulate(day, { policy, stepMs: 300_000, tickMs: 300_000 });
    expect(deliveredKwh).toBeLessThan(reachableKwh);
  });
});
