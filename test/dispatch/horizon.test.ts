import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  checkPlan,
  type CompiledGrid,
  compileGrid,
  type Connector,
  type ConnectorId,
  type GridNode,
  type Plan,
  type PlanRequest,
  type PlanSession,
  slotGrid,
} from '../../dispatch/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { cityGrid, cityRequest, node, pile, randomFrom } from './horizon-world.ts';

const solve = createInProcessSolver({ nowMs: () => 0 });
const HOUR_MS = 3_600_000;
const noon = Date.UTC(2026, 2, 2, 12);

function gridOf(nodes: readonly GridNode[], connectors: readonly Connector[]): CompiledGrid {
  return compileGrid({ nodes, connectors });
}
/** Two 11 kW piles behind one node. */
function twoPiles(ratingKw: number): CompiledGrid {
  return gridOf([node('T', { ratingKw })], [pile('A/1', 'T'), pile('B/1', 'T')]);
}
function car(
  connectorId: ConnectorId,
  hours: number,
  remainingKwh: number,
  rest: Partial<PlanSession> = {},
): PlanSession {
  return { connectorId, departureMs: noon + hours * HOUR_MS, remainingKwh, maximumKw: 11, weight: 1, ...rest };
}
/** Hourly slots from noon; rows carry their rating. */
function hourly(grid: CompiledGrid, sessions: readonly PlanSession[], rest: Partial<PlanRequest> = {}): PlanRequest {
  const slotStartMs = Array.from({ length: 9 }, (_, hour) => noon + hour * HOUR_MS);
  return {
    atMs: noon,
    grid,
    slotStartMs,
    sessions,
    rowLimit: (row) => grid.rows[row]?.rating ?? 0,
    pricePerKwh: slotStartMs.slice(1).map(() => 0),
    objective: 'fair',
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
function powers(plan: Plan): Record<string, readonly number[]> {
  return Object.fromEntries(plan.powerKw);
}
function energyKwh(plan: Plan, connectorId: ConnectorId): number {
  return (plan.powerKw.get(connectorId) ?? []).reduce((sum, kw) => sum + kw, 0);
}

describe('plan over the horizon', () => {
  test('two cars at one cable: the one that leaves early charges first, both get what they need', async () => {
    const plan = await planned(hourly(twoPiles(11), [car('A/1', 4, 22), car('B/1', 2, 22)]));
    expect(powers(plan)).toEqual({ 'A/1': [0, 0, 11, 11, 0, 0, 0, 0], 'B/1': [11, 11, 0, 0, 0, 0, 0, 0] });
    expect(plan).toMatchObject({ madeAtMs: noon, shortfallKwh: new Map(), engine: 'network-simplex' });
  });

  test('of two that leave together the one with less time to spare comes first', async () => {
    const [relaxed, urgent] = [
      [0, 0, 0, 11, 0, 0, 0, 0],
      [11, 11, 11, 0, 0, 0, 0, 0],
    ];
    const one = await planned(hourly(twoPiles(11), [car('A/1', 4, 11), car('B/1', 4, 33)]));
    expect(powers(one)).toEqual({ 'A/1': relaxed, 'B/1': urgent });
    const other = await planned(hourly(twoPiles(11), [car('A/1', 4, 33), car('B/1', 4, 11)]));
    expect(powers(other)).toEqual({ 'A/1': urgent, 'B/1': relaxed });
  });

  test('scarce energy is shared: no one gets a last fifth before everyone has the first half', async () => {
    const plan = await planned(hourly(twoPiles(11), [car('A/1', 1, 11), car('B/1', 1, 11)]));
    expect([energyKwh(plan, 'A/1'), energyKwh(plan, 'B/1')]).toEqual([5.5, 5.5]);
    expect(plan.shortfallKwh).toEqual(
      new Map([
        ['A/1', 5.5],
        ['B/1', 5.5],
      ]),
    );
  });

  test('a heavier session is served first when not all can be', async () => {
    const plan = await planned(hourly(twoPiles(10), [car('A/1', 1, 10, { weight: 0.1 }), car('B/1', 1, 10)]));
    expect([energyKwh(plan, 'A/1'), energyKwh(plan, 'B/1')]).toEqual([0, 10]);
    expect(plan.shortfallKwh).toEqual(new Map([['A/1', 10]]));
  });

  test.each(['quick', 'fair', 'cost'] as const)(
    '%s: the need is met; only cost waits for cheap hours',
    async (objective) => {
      const pricePerKwh = [0.9, 0.9, 0.9, 0.2, 0.2, 0.9, 0.9, 0.9];
      const plan = await planned(hourly(twoPiles(22), [car('A/1', 8, 22)], { pricePerKwh, objective }));
      const cheap = [0, 0, 0, 11, 11, 0, 0, 0];
      expect(powers(plan)['A/1']).toEqual(objective === 'cost' ? cheap : [11, 11, 0, 0, 0, 0, 0, 0]);
      expect(plan.shortfallKwh.size).toBe(0);
    },
  );

  test('however dear and whoever it is, a need that fits is met; however cheap, no more than the need is taken', async () => {
    const everyone = [car('A/1', 2, 22), car('B/1', 2, 22, { weight: 0.01 })];
    const priced = (pricePerKwh: number): Partial<PlanRequest> => ({
      pricePerKwh: Array.from({ length: 8 }, () => pricePerKwh),
      objective: 'cost',
    });
    for (const pricePerKwh of [1e6, -5]) {
      const plan = await planned(hourly(twoPiles(22), everyone, priced(pricePerKwh)));
      expect([energyKwh(plan, 'A/1'), energyKwh(plan, 'B/1')]).toEqual([22, 22]);
    }
  });

  test('an hour without capacity stays empty, and base load above the limit counts as that', async () => {
    const limits = [11, 0, -40, 11];
    const plan = await planned(hourly(twoPiles(99), [car('A/1', 4, 33)], { rowLimit: (_, slot) => limits[slot] ?? 0 }));
    expect(powers(plan)['A/1']).toEqual([11, 0, 0, 11, 0, 0, 0, 0]);
    expect(plan.shortfallKwh).toEqual(new Map([['A/1', 11]]));
  });

  test('a car that stays past its departure is planned into the next hour, behind those that must leave', async () => {
    const plan = await planned(hourly(twoPiles(11), [car('A/1', -3, 11), car('B/1', 1, 11)]));
    expect([energyKwh(plan, 'A/1'), energyKwh(plan, 'B/1')]).toEqual([0, 11]);
    const alone = await planned(hourly(twoPiles(11), [car('A/1', -3, 11)]));
    expect(powers(alone)['A/1']).toEqual([11, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('a departure within a slot: the average is full power for the part of the stay', async () => {
    const plan = await planned(hourly(twoPiles(22), [car('A/1', 1.5, 16.5)]));
    expect(powers(plan)['A/1']).toEqual([11, 5.5, 0, 0, 0, 0, 0, 0]);
    expect(plan.shortfallKwh.size).toBe(0);
  });

  test('a stay beyond the horizon has time left there: nothing is missing yet', async () => {
    const plan = await planned(hourly(twoPiles(22), [car('A/1', 12, 8 * 11 + 44)]));
    expect(plan.shortfallKwh.size).toBe(0);
    const hopeless = await planned(hourly(twoPiles(22), [car('A/1', 12, 8 * 11 + 54)]));
    expect(hopeless.shortfallKwh).toEqual(new Map([['A/1', 10]]));
  });

  test('no sessions, full cars and chargers without power: an empty plan', async () => {
    expect(powers(await planned(hourly(twoPiles(22), [])))).toEqual({});
    const plan = await planned(hourly(twoPiles(22), [car('A/1', 8, 0), car('B/1', 8, 30, { maximumKw: 0 })]));
    expect(plan).toMatchObject({ engine: 'none', shortfallKwh: new Map([['B/1', 30]]) });
    expect(powers(plan)).toEqual({ 'A/1': Array(8).fill(0), 'B/1': Array(8).fill(0) });
  });

  test('single-phase piles on one phase share its amperes', async () => {
    const l1 = { phases: ['L1'], ratingKw: 7.36 } as const;
    const grid = gridOf(
      [node('P', { ratingA: 40 })],
      [pile('A/1', 'P', l1), pile('B/1', 'P', l1), pile('C/1', 'P', { ...l1, phases: ['L2'] })],
    );
    const sessions = (['A/1', 'B/1', 'C/1'] as const).map((id) => car(id, 1, 7.36, { maximumKw: 7.36 }));
    const plan = await planned(hourly(grid, sessions));
    // 40 A x 230 V on L1, the whole 32 A on L2.
    expect(energyKwh(plan, 'A/1') + energyKwh(plan, 'B/1')).toBeCloseTo(9.2, 2);
    expect(energyKwh(plan, 'C/1')).toBe(7.36);
  });

  test('a line-to-line row holds for every subset of its cars and loses at most 0.3 % of its amperes', async () => {
    const lineToLine = { phases: [], voltageV: 208, ratingKw: 6.656 } as const;
    const grid = gridOf(
      [node('P', { phasorRows: [{ id: 'line-a', limitA: 40, coefficients: { 'A/1': 1, 'B/1': -1 } }] })],
      [pile('A/1', 'P', { ...lineToLine, phaseDeg: 30 }), pile('B/1', 'P', { ...lineToLine, phaseDeg: 150 })],
    );
    const plan = await planned(
      hourly(grid, [car('A/1', 1, 9, { maximumKw: 6.6 }), car('B/1', 1, 9, { maximumKw: 6.6 })]),
    );
    const [a, b] = [energyKwh(plan, 'A/1') / 0.208, energyKwh(plan, 'B/1') / 0.208];
    const lineA = Math.hypot(a * Math.cos(Math.PI / 6) - b * Math.cos((5 * Math.PI) / 6), a * 0.5 - b * 0.5);
    expect(lineA).toBeLessThanOrEqual(40.001);
    expect(lineA).toBeGreaterThan(0.997 * 40);
  });

  test('only rows that can bind are in the program, the tightest of equal ones', () => {
    const nodes = [
      node('R', { ratingKw: 15 }),
      node('M', { parentId: 'R', ratingKw: 12 }),
      node('L', { parentId: 'M', ratingKw: 99 }),
    ];
    const grid = gridOf(nodes, [pile('A/1', 'L'), pile('B/1', 'L')]);
    const { program } = buildPlanProgram(hourly(grid, [car('A/1', 8, 40), car('B/1', 3, 20)]));
    // Two energy balances, and M's row in the three hours in which both are there.
    expect([...program.rowUpper]).toEqual([0, 0, 12, 12, 12]);
    // From then on M's row is a bound of A's columns: no cap below its own 11 kW.
    expect(program.columnCount).toBe(8 + 3 + 2 * 3);
  });

  test('a row that its members cannot reach is left out', () => {
    const { program } = buildPlanProgram(hourly(twoPiles(22), [car('A/1', 8, 40), car('B/1', 3, 20)]));
    expect([...program.rowUpper]).toEqual([0, 0]);
  });

  test('amperes are scaled away: coefficients lie within 1, right-hand sides are kW', () => {
    const grid = gridOf(
      [node('P', { ratingA: 20 })],
      [pile('A/1', 'P'), pile('B/1', 'P', { phases: ['L1'], ratingKw: 7 })],
    );
    const { program } = buildPlanProgram(hourly(grid, [car('A/1', 1, 40), car('B/1', 1, 20, { maximumKw: 7 })]));
    expect(Math.max(...program.value)).toBe(1);
    expect([...program.rowUpper.subarray(2)]).toEqual([expect.closeTo(4.6, 9)]);
    expect([...program.columnUpper.subarray(0, 2)]).toEqual([11, expect.closeTo(4.6, 9)]);
  });

  test('law: any city within any limits gives a plan that passes the check', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const random = randomFrom(seed);
        const grid = cityGrid(5 + Math.floor(60 * random()));
        const scale = random();
        const request = cityRequest(grid, seed, {
          objective: (['quick', 'fair', 'cost'] as const)[seed % 3] ?? 'fair',
          rowLimit: (row, slot) => ((slot * 7 + row) % 11 === 0 ? 0 : scale * (grid.rows[row]?.rating ?? 0)),
        });
        const plan = await planned(request);
        for (const { connectorId, remainingKwh } of request.sessions) {
          const missing = plan.shortfallKwh.get(connectorId) ?? 0;
          expect(missing).toBeGreaterThanOrEqual(0);
          expect(missing).toBeLessThanOrEqual(remainingKwh);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('law: no engine could serve more: the plan meets every need that fits alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 11 }),
        fc.double({ min: 1, max: 80, noNaN: true }),
        async (kw, needKwh) => {
          const plan = await planned(hourly(twoPiles(kw), [car('A/1', 4, needKwh)]));
          expect(energyKwh(plan, 'A/1')).toBeCloseTo(Math.min(needKwh, 4 * kw), 1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['an unknown connector', { sessions: [car('X/1', 1, 1)] }, 'plan: X/1 is not in the grid'],
    ['two cars at one connector', { sessions: [car('A/1', 1, 1), car('A/1', 2, 1)] }, 'plan: A/1 has two sessions'],
    [
      'a need that is no number',
      { sessions: [car('A/1', 1, Number.NaN)] },
      `plan: A/1 wants NaN kWh at 11 kW until ${noon + HOUR_MS}, weight 1`,
    ],
    [
      'an infinite power',
      { sessions: [car('A/1', 1, 1, { maximumKw: Infinity })] },
      `plan: A/1 wants 1 kWh at Infinity kW until ${noon + HOUR_MS}, weight 1`,
    ],
    [
      'a negative need',
      { sessions: [car('A/1', 1, -1)] },
      `plan: A/1 wants -1 kWh at 11 kW until ${noon + HOUR_MS}, weight 1`,
    ],
    [
      'no weight',
      { sessions: [car('A/1', 1, 1, { weight: 0 })] },
      `plan: A/1 wants 1 kWh at 11 kW until ${noon + HOUR_MS}, weight 0`,
    ],
    ['too few prices', { pricePerKwh: [1] }, `plan at ${noon}: 1 prices for 8 slots, or one is not a number`],
    [
      'slots that do not ascend',
      { slotStartMs: [noon, noon], pricePerKwh: [1] },
      `plan at ${noon}: slots do not ascend from there (2 starts)`,
    ],
    ['slots of another time', { atMs: noon + 1 }, `plan at ${noon + 1}: slots do not ascend from there (9 starts)`],
    ['a limit that is no number', { rowLimit: () => Number.NaN }, 'plan: row T/kW has no number as limit in slot 0'],
  ] satisfies readonly (readonly [string, Partial<PlanRequest>, string])[])(
    '%s is our own mistake and throws',
    (_, wrong, message) => {
      expect(() => buildPlanProgram(hourly(twoPiles(11), [car('A/1', 1, 1)], wrong))).toThrow(new RangeError(message));
    },
  );
});

describe('check of a plan', () => {
  const grid = gridOf(
    [node('T', { ratingKw: 15, phasorRows: [{ id: 'line', limitA: 30, coefficients: { 'C/1': 1 } }] })],
    [pile('A/1', 'T'), pile('B/1', 'T'), pile('C/1', 'T', { phases: [], phaseDeg: 0, voltageV: 208, ratingKw: 8 })],
  );
  const request = hourly(grid, [car('A/1', 2, 20), car('B/1', 8, 20), car('C/1', 8, 20)]);
  const at = (slot: number, kw: number): number[] => Array.from({ length: 8 }, (_, k) => (k === slot ? kw : 0));
  const plan = (powerKw: Record<string, readonly number[]>, rest: Partial<Plan> = {}): Plan => ({
    madeAtMs: noon,
    slotStartMs: request.slotStartMs,
    powerKw: new Map(Object.entries(powerKw)) as Plan['powerKw'],
    shortfallKwh: new Map(),
    engine: 'test',
    solveMs: 0,
    ...rest,
  });

  test.each([
    ['nothing for anyone', plan({}), undefined],
    ['all that fits', plan({ 'A/1': at(0, 11), 'B/1': at(0, 4) }), undefined],
    ['a watt of rounding', plan({ 'A/1': at(0, 11.001), 'B/1': at(0, 4) }), undefined],
    ['NaN', plan({ 'A/1': at(0, Number.NaN) }), 'A/1: NaN kW in slot 0, may have 0 to 11'],
    ['less than nothing', plan({ 'A/1': at(0, -1) }), 'A/1: -1 kW in slot 0, may have 0 to 11'],
    ['above the maximum', plan({ 'A/1': at(0, 11.01) }), 'A/1: 11.01 kW in slot 0, may have 0 to 11'],
    ['after departure', plan({ 'A/1': at(2, 1) }), 'A/1: 1 kW in slot 2, may have 0 to 0'],
    ['more than needed', plan({ 'B/1': [11, 11, 0, 0, 0, 0, 0, 0] }), 'B/1: 22 kWh planned, needs 20'],
    ['someone without a session', plan({ 'D/1': at(0, 1) }), 'D/1: has a plan but no session'],
    ['too few slots', plan({ 'A/1': [1] }), 'A/1: 1 powers for 8 slots'],
    ['other slots', plan({}, { slotStartMs: [noon, noon + 1] }), 'slots: 2 starts that are not the 9 asked for'],
    ['a row above its limit', plan({ 'A/1': at(1, 11), 'B/1': at(1, 5) }), 'row T/kW: 16 kW in slot 1, limit 15'],
    ['a line above its amperes', plan({ 'C/1': at(0, 6.5) }), 'row T/line: 31.25 A in slot 0, limit 30'],
  ])('%s', (_, candidate, why) => {
    expect(checkPlan(candidate, request)).toEqual(why === undefined ? { ok: true } : { ok: false, why });
  });

  test('a limit below zero admits nothing, one that is no number nothing either', () => {
    const some = plan({ 'A/1': at(0, 1) });
    expect(checkPlan(some, { ...request, rowLimit: () => -5 })).toEqual({
      ok: false,
      why: 'row T/kW: 1 kW in slot 0, limit 0',
    });
    expect(checkPlan(some, { ...request, rowLimit: () => Number.NaN })).toEqual({
      ok: false,
      why: 'row T/kW: 1 kW in slot 0, limit NaN',
    });
  });

  test('an answer of nonsense is decoded as nonsense, so that the check sees it', () => {
    const { program, decode } = buildPlanProgram(request);
    const solution = { status: 'optimal', objective: 0, engine: 'test', solveMs: 0 } as const;
    for (const value of [Number.NaN, -5, 1e9]) {
      const x = new Float64Array(program.columnCount).fill(value);
      expect(checkPlan(decode({ ...solution, x }), request)).toMatchObject({ ok: false });
    }
    expect(checkPlan(decode({ ...solution, x: new Float64Array() }), request)).toMatchObject({ ok: false });
  });
});

describe('slots', () => {
  const lengths = (atMs: number, sessions: number): number[] =>
    slotGrid(atMs, sessions)
      .slice(1)
      .map((endMs, k) => (endMs - (slotGrid(atMs, sessions)[k] ?? 0)) / 60_000);

  test('near slots are short, far ones long, and one day is covered', () => {
    expect(lengths(noon, 10)).toEqual([...Array(12).fill(5), ...Array(20).fill(15), ...Array(18).fill(60)]);
    expect(lengths(noon, 1000)).toEqual([...Array(8).fill(15), ...Array(8).fill(30), ...Array(9).fill(120)]);
    expect(lengths(noon, 1001)).toEqual([...Array(4).fill(15), ...Array(5).fill(60), ...Array(6).fill(180)]);
  });

  test('from an odd moment they begin on whole multiples of their length; a sliver joins its neighbour', () => {
    expect(lengths(noon + 90_000, 10).slice(0, 3)).toEqual([3.5, 5, 5]);
    expect(lengths(noon + 4 * 60_000 + 1, 10).slice(0, 2)).toEqual([expect.closeTo(5.99998, 4), 5]);
  });

  test('law: they ascend from now, cover a day and no more than 27 hours, and stay few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 20_000 }), (atMs, sessions) => {
        const starts = slotGrid(atMs, sessions);
        expect(starts[0]).toBe(atMs);
        expect(starts.every((startMs, k) => k === 0 || startMs - (starts[k - 1] ?? 0) >= 60_000)).toBe(true);
        const hours = ((starts.at(-1) ?? 0) - atMs) / HOUR_MS;
        expect(hours).toBeGreaterThanOrEqual(24);
        expect(hours).toBeLessThanOrEqual(28);
        expect(starts.length).toBeLessThanOrEqual(56);
      }),
    );
  });

  test('without a time there are none', () => {
    expect(() => slotGrid(Number.NaN, 1)).toThrow(new RangeError('slotGrid: no grid of slots at NaN for 1 sessions'));
  });
});
