import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector, Grid, GridNode } from '../../dispatch/index.ts';
import {
  acnScenario,
  baselinePolicy,
  BASELINES,
  simulate,
  type BaselineName,
  type BaselineOptions,
  type Believe,
  type Policy,
  type Scenario,
  type ScenarioSession,
} from '../../simulator/index.ts';

const HOUR_MS = 3_600_000;
const RULES = Object.keys(BASELINES) as BaselineName[];

const place = (id: string, over: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'T',
  kind: 'AC',
  phases: ['L1'],
  voltageV: 200,
  ratingKw: 4,
  minimumKw: 0,
  failsafeKw: 0,
  weight: 1,
  stepKw: 1e-6,
  ...over,
});
function withSteps(connector: Connector, allowedA: readonly number[]): Connector {
  const { stepKw: _, ...rest } = connector;
  return { ...rest, allowedA, minimumKw: 1.6 };
}
const car = (id: string, over: Partial<ScenarioSession> = {}): ScenarioSession => ({
  connectorId: `${id}/1`,
  idToken: id,
  arrivalMs: HOUR_MS,
  departureMs: 4 * HOUR_MS,
  needKwh: 4,
  car: { batteryKwh: 100, arrivalSocPercent: 0, maximumKw: 4, phaseCount: 1, taper: 'ideal' },
  ...over,
});
/** One site of 5 kW in hours from 0 to 8, chargers without lag. */
function site(
  sessions: readonly ScenarioSession[],
  { connectors, root = { ratingKw: 5 } }: { connectors: readonly Connector[]; root?: Partial<GridNode> },
): Scenario {
  const grid: Grid = { nodes: [{ id: 'T', kind: 'transformer', voltageV: 200, margin: 0, ...root }], connectors };
  return {
    name: 'tiny',
    seed: 1,
    startMs: 0,
    endMs: 8 * HOUR_MS,
    timeZone: 'UTC',
    grid,
    stations: [],
    sessions: sessions.toSorted((a, b) => a.arrivalMs - b.arrivalMs),
    baseLoadKw: () => 0,
    events: [],
    chargerLagMs: { leastMs: 0, mostMs: 0 },
    capacityNodeId: 'T',
  };
}
const policyOf = (scenario: Scenario, rule: BaselineName, over: Partial<BaselineOptions> = {}): Policy =>
  baselinePolicy({ rule, grid: scenario.grid, periodMs: HOUR_MS, ...over });
/** The first decision with all cars there. */
const firstKw = (scenario: Scenario, policy: Policy): Record<string, number> => {
  let first: Record<string, number> | undefined;
  const watched: Policy = {
    ...policy,
    decide: (view) => {
      const limits = policy.decide(view);
      if (view.plugged.length === scenario.sessions.length)
        first ??= Object.fromEntries([...limits].map(([id, kw]) => [id, Number((kw ?? Number.NaN).toFixed(2))]));
      return limits;
    },
  };
  simulate(scenario, { policy: watched, stepMs: HOUR_MS, tickMs: HOUR_MS });
  return first ?? {};
};

describe('the published rules on three cars that share 5 kW', () => {
  const connectors = [place('A'), place('B'), place('C')];
  const cars = [
    car('A', { arrivalMs: HOUR_MS, departureMs: 7 * HOUR_MS, needKwh: 4 }),
    car('B', { arrivalMs: 2 * HOUR_MS, departureMs: 5 * HOUR_MS, needKwh: 2 }),
    // Leaves last and has least laxity: 6 h - 20 kWh / 4 kW = 1 h from hour 2 on; B has 2.5 h, A 4 h and more.
    car('C', { arrivalMs: 2 * HOUR_MS, departureMs: 8 * HOUR_MS, needKwh: 20 }),
  ];
  it.each<[BaselineName, Partial<BaselineOptions>, Record<string, number>]>([
    // A got 3 kWh in its first hour (4 kW were its): one is left, but the charger's rating caps its limit.
    ['fcfs', {}, { 'A/1': 0, 'B/1': 4, 'C/1': 1 }],
    ['edf', {}, { 'A/1': 0, 'B/1': 4, 'C/1': 1 }],
    ['edf', { cap: 'need' }, { 'A/1': 0, 'B/1': 2, 'C/1': 3 }],
    ['llf', {}, { 'A/1': 0, 'B/1': 1, 'C/1': 4 }],
    ['equal-share', {}, { 'A/1': 0, 'B/1': 2.5, 'C/1': 2.5 }],
    // 200 V: a turn is 0.2 kW.
    ['round-robin', {}, { 'A/1': 0, 'B/1': 2.6, 'C/1': 2.4 }],
    // Laxities 2.5 and 1 periods: C has its 4 kW at level 1; 4 x (level - 2.5 + 1) = 1 kW for B at level 1.75.
    ['smoothed-llf', {}, { 'A/1': 0, 'B/1': 1, 'C/1': 4 }],
  ])('%s %j', (rule, over, limits) => {
    const scenario = site(cars, { connectors });
    expect(firstKw(scenario, policyOf(scenario, rule, over))).toEqual(limits);
  });

  it('who has received least comes first', () => {
    const two = [
      car('A', { needKwh: 12 }),
      car('B', { needKwh: 12, arrivalMs: 2 * HOUR_MS, departureMs: 6 * HOUR_MS }),
    ];
    const scenario = site(two, { connectors });
    expect(firstKw(scenario, policyOf(scenario, 'least-energy-first'))).toEqual({ 'A/1': 1, 'B/1': 4 });
  });

  it('takes the largest step of a charger that fits, and none below its minimum', () => {
    const stepped = ['A', 'B', 'C'].map((id) => withSteps(place(id), [0, 8, 16, 20]));
    const three = ['A', 'B', 'C'].map((id) => car(id, { needKwh: 20, departureMs: 6 * HOUR_MS }));
    const scenario = site(three, { connectors: stepped });
    // 5 kW are 25 A.
    expect(firstKw(scenario, policyOf(scenario, 'fcfs'))).toEqual({ 'A/1': 4, 'B/1': 0, 'C/1': 0 });
    expect(firstKw(scenario, policyOf(scenario, 'round-robin'))).toEqual({ 'A/1': 1.6, 'B/1': 1.6, 'C/1': 1.6 });
    expect(firstKw(scenario, policyOf(scenario, 'equal-share'))).toEqual({ 'A/1': 1.6, 'B/1': 1.6, 'C/1': 1.6 });
  });
});

describe('what a rule believes', () => {
  // Full after 2 kWh, its driver said 8; the other needs 8 and leaves later.
  const cars = [car('A', { needKwh: 2, departureMs: 3 * HOUR_MS }), car('B', { needKwh: 8, departureMs: 5 * HOUR_MS })];
  const eight: Believe = { name: 'eight', of: ({ departureMs }) => ({ departureMs, needKwh: 8 }), left: () => {} };
  const scenario = site(cars, { connectors: [place('A'), place('B')], root: { ratingKw: 3 } });
  const delivered = (over: Partial<BaselineOptions>): number[] =>
    simulate(scenario, {
      policy: policyOf(scenario, 'edf', { believe: eight, ...over }),
      stepMs: HOUR_MS,
      tickMs: HOUR_MS,
    }).sessions.map(({ deliveredKwh }) => Number(deliveredKwh.toFixed(2)));

  it('blind, it keeps a place for a car that is full; with reclaim it does not', () => {
    expect(delivered({})).toEqual([2, 6]);
    expect(delivered({ reclaim: true })).toEqual([2, 8]);
  });

  it('with reclaim, a car that wants more than was believed charges on behind the others', () => {
    const one: Believe = { name: 'one', of: ({ departureMs }) => ({ departureMs, needKwh: 1 }), left: () => {} };
    expect(delivered({ believe: one })).toEqual([2, 3]);
    expect(delivered({ believe: one, reclaim: true })).toEqual([2, 8]);
  });

  it('tells the belief who left, as last seen an hour before, and whether it was full', () => {
    const told: [string, number, boolean | undefined][] = [];
    const watching: Believe = {
      ...eight,
      left: ({ idToken }, { deliveredKwh, satisfied }) => told.push([idToken, deliveredKwh, satisfied]),
    };
    delivered({ believe: watching });
    expect(told).toEqual([
      ['A', expect.closeTo(2, 6), true],
      ['B', expect.closeTo(3, 2), false],
    ]);
  });
});

describe('laws', () => {
  const lines: Grid['connectors'] = [0, 1, 2].flatMap((line) =>
    [0, 1, 2].map((k) =>
      place(`S${line}${k}`, { phases: [], phaseDeg: [30, -90, 150][line] ?? 0, ratingKw: 6.4, voltageV: 200 }),
    ),
  );
  const coefficients = (plus: number, minus: number): Record<Connector['id'], number> =>
    Object.fromEntries([
      ...[0, 1, 2].map((k) => [`S${plus}${k}/1`, 1] as const),
      ...[0, 1, 2].map((k) => [`S${minus}${k}/1`, -1] as const),
    ]);
  const stay = fc.record({
    from: fc.integer({ min: 1, max: 4 }),
    hours: fc.integer({ min: 1, max: 3 }),
    needKwh: fc.double({ min: 0.1, max: 20, noNaN: true }),
  });

  it('no rule is ever above a row, whatever comes, on any kind of row, stepped or not', () => {
    fc.assert(
      fc.property(
        fc.array(stay, { minLength: 9, maxLength: 9 }),
        fc.double({ min: 5, max: 100, noNaN: true }),
        fc.constantFrom(...RULES),
        fc.boolean(),
        (stays, limitA, rule, stepped) => {
          const sessions = stays.map(({ from, hours, needKwh }, k) =>
            car(lines[k]?.stationId ?? '', {
              arrivalMs: from * HOUR_MS,
              departureMs: (from + hours) * HOUR_MS,
              needKwh,
              car: { batteryKwh: 100, arrivalSocPercent: 0, maximumKw: 6.4, phaseCount: 1, taper: 'ideal' },
            }),
          );
          const phasorRows = [
            { id: 'a', limitA, coefficients: coefficients(0, 2) },
            { id: 'b', limitA, coefficients: coefficients(1, 0) },
            { id: 'c', limitA, coefficients: coefficients(2, 1) },
          ];
          const connectors = stepped ? lines.map((line) => withSteps(line, [0, 8, 16, 24, 32])) : lines;
          const scenario = site(sessions, { connectors, root: { ratingKw: 20, phasorRows } });
          const result = simulate(scenario, { policy: policyOf(scenario, rule), stepMs: HOUR_MS, tickMs: HOUR_MS });
          expect(result.violations).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const data = '../shared/data';
const sessionsFile = `${data}/sessions/acn-caltech-2019-03.csv`;
describe.skipIf(!existsSync(sessionsFile))(
  'the published runs (needs the public data set, not part of the project)',
  () => {
    /** Energy delivered in %, as stored with the published experiments; ours differs by the digits of their search for a continuous limit. */
    it.each<['one-cap' | 'three-phase', BaselineName, number, number, number]>([
      ['one-cap', 'fcfs', 20, 81.17, 0.02],
      ['one-cap', 'edf', 20, 86.28, 0.02],
      ['one-cap', 'llf', 30, 99.03, 0.02],
      ['three-phase', 'fcfs', 40, 90.09, 0.005],
      ['three-phase', 'edf', 20, 71.05, 0.005],
      ['three-phase', 'llf', 40, 97.51, 0.005],
      ['three-phase', 'round-robin', 20, 69.21, 0.005],
    ])('March 2019, %s: %s at %d kW delivers %d %%', (wiring, rule, capKw, percent, within) => {
      const scenario = acnScenario({
        sessionsCsv: readFileSync(sessionsFile, 'utf8'),
        network: JSON.parse(readFileSync(`${data}/networks/caltech.json`, 'utf8')) as unknown,
        date: '2019-03-01',
        toDate: '2019-03-31',
        periodMs: 300_000,
        quantised: wiring === 'three-phase',
        capKw,
        wiring,
      });
      const policy = baselinePolicy({ rule, grid: scenario.grid, periodMs: 300_000 });
      const result = simulate(scenario, { policy, stepMs: 300_000, tickMs: 300_000 });
      expect(Math.abs(result.energyDeliveredPercent - percent)).toBeLessThanOrEqual(within);
      expect(result.violations).toEqual([]);
    });
  },
);
