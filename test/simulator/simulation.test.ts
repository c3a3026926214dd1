import { describe, expect, it } from 'vitest';
import type { Connector, Grid } from '../../dispatch/index.ts';
import {
  createScorekeeper,
  createTruth,
  districtScenario,
  headroomPolicy,
  simulate,
  UNCONTROLLED,
  World,
  type Scenario,
  type ScenarioEvent,
  type SessionResult,
} from '../../simulator/index.ts';

const START_MS = Date.UTC(2026, 5, 15, 9);
const pile = (id: string, over: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'F',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
  ...over,
});
const GRID: Grid = {
  nodes: [
    { id: 'T', kind: 'transformer', ratingKw: 20, voltageV: 230, margin: 0.05 },
    { id: 'F', kind: 'feeder', parentId: 'T', ratingA: 30, voltageV: 230, margin: 0.05 },
  ],
  connectors: [pile('A'), pile('B', { phases: ['L2'], ratingKw: 7.36, minimumKw: 1.38 })],
};

describe('truth', () => {
  it('sums along the tree and per phase; base load lies evenly', () => {
    const truth = createTruth(GRID)({
      atMs: 7,
      draws: [
        ['A/1', { powerKw: 6.9, carPhases: 3 }],
        ['B/1', { powerKw: 2.3, carPhases: 1 }],
      ],
      baseLoadKw: (nodeId) => (nodeId === 'T' ? 6.9 : 0),
    });
    expect(Object.fromEntries(truth.nodeKw)).toEqual({ T: expect.closeTo(16.1, 9), F: expect.closeTo(9.2, 9) });
    expect(Object.fromEntries(truth.nodeChargingKw)).toEqual({ T: expect.closeTo(9.2, 9), F: expect.closeTo(9.2, 9) });
    expect(truth.nodePhaseA.get('F')?.map(Math.round)).toEqual([10, 20, 10]);
    expect(truth.nodePhaseA.get('T')?.map(Math.round)).toEqual([20, 30, 20]);
  });

  it('a phasor row is the magnitude of the sum: equal currents 120 degrees apart cancel partly', () => {
    const site: Grid = {
      nodes: [
        {
          id: 'S',
          kind: 'transformer',
          voltageV: 120,
          margin: 0,
          phasorRows: [{ id: 'A', limitA: 50, coefficients: { 'A/1': 1, 'B/1': -1 } }],
        },
      ],
      connectors: [
        pile('A', { nodeId: 'S', phases: [], phaseDeg: 30, voltageV: 208 }),
        pile('B', { nodeId: 'S', phases: [], phaseDeg: 150, voltageV: 208 }),
      ],
    };
    const truth = createTruth(site);
    const rows = (a: number, b: number): unknown =>
      truth({
        atMs: 0,
        draws: [
          ['A/1', { powerKw: a * 0.208, carPhases: 1 }],
          ['B/1', { powerKw: b * 0.208, carPhases: 1 }],
        ],
        baseLoadKw: () => 0,
      }).rows;
    const row = { rowId: 'A', nodeId: 'S', limitA: 50 };
    expect(rows(16, 0)).toEqual([{ ...row, magnitudeA: expect.closeTo(16, 9) }]);
    expect(rows(16, 16)).toEqual([{ ...row, magnitudeA: expect.closeTo(16 * Math.sqrt(3), 9) }]);
  });
});

describe('scorekeeper', () => {
  const event = (over: Partial<ScenarioEvent>): ScenarioEvent => ({
    atMs: 0,
    kind: 'envelope',
    nodeId: 'T',
    limitKw: 10,
    startMs: 10_000,
    endMs: 20_000,
    mode: 'limit',
    reason: 'test',
    ...over,
  });
  /** One second after the other with these powers on the three phases of A. */
  function scored(
    events: readonly ScenarioEvent[],
    powersKw: readonly number[],
    sessions: readonly SessionResult[] = [],
  ) {
    const keeper = createScorekeeper({ grid: GRID, events });
    const truth = createTruth(GRID);
    for (const [second, powerKw] of powersKw.entries()) {
      keeper.record(
        truth({ atMs: second * 1000, draws: [['A/1', { powerKw, carPhases: 3 }]], baseLoadKw: () => 0 }),
        1000,
      );
    }
    return keeper.score(sessions);
  }
  const session = (over: Partial<SessionResult>): SessionResult => ({
    connectorId: 'A/1',
    idToken: 'x',
    arrivalMs: 0,
    departureMs: 1,
    needKwh: 10,
    deliveredKwh: 10,
    left: true,
    ...over,
  });

  it('counts seconds above the rating without its margin, once for all rows, and names the worst', () => {
    const score = scored([], [20, 20.5, 21.5, 19]);
    expect(score.secondsAboveCapacity).toBe(2);
    expect(score.violations.map(({ rowId, aboveS }) => [rowId, aboveS])).toEqual([
      ['T/kW', 2],
      ['F/L1', 1],
      ['F/L2', 1],
      ['F/L3', 1],
    ]);
    expect(score.violations[0]?.worst).toEqual({ atMs: 2000, load: 21.5, capacity: 20 });
    expect(score.nodes.map(({ nodeId, peakKw, aboveCapacityS }) => [nodeId, peakKw, aboveCapacityS])).toEqual([
      ['T', 21.5, 2],
      ['F', 21.5, 1],
    ]);
    expect(score.nodes[0]?.chargingKwh).toBeCloseTo(81 / 3600, 9);
  });

  it('an announced limit counts from its first second to its last', () => {
    const powers = Array.from({ length: 25 }, () => 12);
    expect(scored([event({})], powers)).toMatchObject({ secondsAboveCapacity: 10, reactions: [] });
  });

  it('an emergency gives a reaction time; what exceeds it later is a violation', () => {
    const powers = Array.from({ length: 25 }, (_, second) => (second < 14 ? 12 : second === 17 ? 11 : 9));
    const emergency = event({ mode: 'emergency', atMs: 10_000 });
    expect(scored([emergency], powers)).toMatchObject({
      secondsAboveCapacity: 1,
      reactions: [{ nodeId: 'T', startMs: 10_000, limitKw: 10, reactionS: 4 }],
    });
    const never = scored(
      [emergency],
      Array.from({ length: 25 }, () => 12),
    );
    expect(never).toMatchObject({
      secondsAboveCapacity: 0,
      reactions: [{ nodeId: 'T', startMs: 10_000, limitKw: 10 }],
    });
  });

  it('scores the sessions that have left; 99 % of the need is fully served', () => {
    const score = scored(
      [],
      [0],
      [
        session({}),
        session({ deliveredKwh: 9.9 }),
        session({ deliveredKwh: 5 }),
        session({ deliveredKwh: 0, left: false }),
      ],
    );
    expect(score).toMatchObject({
      sessionsLeft: 3,
      needKwh: 30,
      deliveredKwh: 24.9,
      energyDeliveredPercent: expect.closeTo(83, 9),
      sessionsFullyServedPercent: expect.closeTo(66.667, 2),
    });
    expect(scored([], [0])).toMatchObject({
      sessionsLeft: 0,
      energyDeliveredPercent: 100,
      sessionsFullyServedPercent: 100,
    });
  });
});

describe('in-process', () => {
  const evening = districtScenario({ seed: 1, minutes: 60 });

  it('uncontrolled charging overloads the transformer, and what is delivered is the integral of the power', () => {
    const result = simulate(evening, { policy: UNCONTROLLED, seriesNodeId: 'T1' });
    expect(result.peakKw).toBeGreaterThan(750);
    expect(result.secondsAboveCapacity).toBeGreaterThan(600);
    const integralKwh = result.series.reduce((sum, { chargingKw }) => sum + chargingKw / 3600, 0);
    expect(result.sessions.reduce((sum, { deliveredKwh }) => sum + deliveredKwh, 0)).toBeCloseTo(integralKwh, 6);
    expect(result.nodes.find(({ nodeId }) => nodeId === 'T1')?.chargingKwh).toBeCloseTo(integralKwh, 6);
    expect(result.energyDeliveredPercent).toBeGreaterThan(99);
  });

  it('Headroom keeps every row and envelope, follows the emergency within the physics, and serves most', () => {
    const result = simulate(evening, { policy: headroomPolicy(evening) });
    expect([result.secondsAboveCapacity, result.violations]).toEqual([0, []]);
    expect(result.reactions.map(({ reactionS }) => reactionS !== undefined && reactionS <= 15)).toEqual([true]);
    expect(result.energyDeliveredPercent).toBeGreaterThan(85);
  });

  it('the same scenario and policy give the same result', () => {
    const short = (): Scenario => districtScenario({ seed: 4, minutes: 12 });
    expect(simulate(short(), { policy: headroomPolicy(short()) })).toEqual(
      simulate(short(), { policy: headroomPolicy(short()) }),
    );
  });

  it('a limit holds from lag + ramp on: never above it after that', () => {
    const scenario: Scenario = {
      name: 'limits',
      seed: 1,
      startMs: START_MS,
      endMs: START_MS + 600_000,
      timeZone: 'UTC',
      grid: GRID,
      stations: [],
      sessions: [
        {
          connectorId: 'A/1',
          arrivalMs: START_MS + 1000,
          departureMs: START_MS + 590_000,
          needKwh: 40,
          idToken: 'x',
          car: { batteryKwh: 60, arrivalSocPercent: 10, maximumKw: 11.04, phaseCount: 3, taper: 'two-stage' },
        },
      ],
      baseLoadKw: () => 0,
      events: [],
      capacityNodeId: 'T',
    };
    const world = new World(scenario);
    let limitKw = 11.04;
    let toldAtMs = START_MS;
    for (let atMs = START_MS + 1000; atMs < scenario.endMs; atMs += 1000) {
      for (const { kind } of world.step(atMs)) if (kind === 'plugged') world.close('A/1', undefined);
      if (atMs % 30_000 === 0) {
        limitKw = [11.04, 4.14, 0, 8.28][(atMs / 30_000) % 4] ?? 0;
        toldAtMs = atMs;
        world.tell('A/1', limitKw);
      }
      if (atMs - toldAtMs >= 12_000) expect(world.reading('A/1').powerKw).toBeLessThanOrEqual(limitKw + 1e-9);
    }
    expect(world.sessions()).toMatchObject([{ left: true }]);
    expect(world.reading('A/1')).toMatchObject({ plugged: false, powerKw: 0 });
  });

  it('refuses two cars at one connector and connectors that nobody knows', () => {
    const session = {
      connectorId: 'A/1',
      departureMs: START_MS + 9_000_000,
      needKwh: 1,
      idToken: 'x',
      car: { batteryKwh: 60, arrivalSocPercent: 10, maximumKw: 11, phaseCount: 3, taper: 'ideal' },
    } as const;
    const scenario = {
      ...evening,
      grid: GRID,
      startMs: START_MS,
      sessions: [
        { ...session, arrivalMs: START_MS + 500 },
        { ...session, arrivalMs: START_MS + 600 },
      ],
    };
    expect(() => new World(scenario).step(START_MS + 1000)).toThrow(/two cars at A\/1 at/);
    expect(() => new World(scenario).tell('Z/1', 1)).toThrow(/unknown connector Z\/1/);
  });
});
