import { describe, expect, it } from 'vitest';
import { compileGrid, survivalOf } from '../../../dispatch/index.ts';
import type {
  Connector,
  Grid,
  GridEnvelope,
  GridSnapshot,
  LinearProgram,
  Solution,
  Solve,
  Stay,
} from '../../../dispatch/index.ts';
import { CONTROL_BOUNDS } from '../../../src/control/bounds.ts';
import { planLimits } from '../../../src/control/plan-limits.ts';
import { Planner, type PlannerDeps } from '../../../src/control/planner.ts';
import { createInProcessSolver } from '../../../src/solvers/index.ts';

const T0 = Date.UTC(2026, 5, 15, 9, 0, 0);
const HOUR_MS = 3_600_000;
const pile = (id: Connector['id']): Connector => ({
  id,
  stationId: id.slice(0, 1),
  nodeId: 'T1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
});
const GRID: Grid = {
  nodes: [
    {
      id: 'T1',
      kind: 'transformer',
      ratingKw: 20,
      voltageV: 230,
      margin: 0.05,
      baseLoad: { kind: 'fixed', measures: 'total', maximumKw: 5, growthKwPerS: 0 },
    },
  ],
  connectors: [pile('A/1'), pile('B/1')],
};
const compiled = compileGrid(GRID);

function snapshot(atMs = T0, sessions = 2): GridSnapshot {
  return {
    atMs,
    grid: compiled,
    capacity: compiled.rows.map((row) => ({ limit: row.rating, base: 5 })),
    connectors: compiled.connectors.map(({ id }, index) => ({
      connectorId: id,
      controllable: true,
      exposureKw: 4.14,
      ...(index < sessions
        ? {
            session: {
              sessionId: `${id}#1`,
              arrivedAtMs: T0,
              departureMs: T0 + 4 * HOUR_MS,
              remainingKwh: 8,
              maximumKw: 11.04,
              priority: 1,
              admitted: true,
            },
          }
        : {}),
    })),
  };
}

function planner(solve: Solve): { readonly planner: Planner; readonly log: string[] } {
  const log: string[] = [];
  const made = new Planner({
    solve,
    bounds: CONTROL_BOUNDS,
    objective: { kind: 'quick', prices: [] },
    timeZone: 'Asia/Shanghai',
    forecastBaseKw: (_, __, slotStartMs) => slotStartMs.slice(1).map(() => 5),
    log: (_, message) => log.push(message),
  });
  return { planner: made, log };
}

/** A solver that answers when the test says so. */
function heldSolver(): {
  readonly solve: Solve;
  readonly asked: LinearProgram[];
  answer(solution: Solution): Promise<void>;
} {
  const asked: LinearProgram[] = [];
  const waiting: ((solution: Solution) => void)[] = [];
  return {
    asked,
    solve: (program) => {
      asked.push(program);
      return new Promise((resolve) => waiting.push(resolve));
    },
    answer: async (solution) => {
      waiting.shift()?.(solution);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** The solver has said something, whatever it is. */
async function answered(one: Planner): Promise<void> {
  for (let tries = 0; tries < 3_000 && one.state.lastStatus === 'none'; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(one.state.lastStatus).not.toBe('none');
}

describe('the planner', () => {
  it('keeps a plan that passes the check, within the limit of the transformer', async () => {
    const { planner: one } = planner(createInProcessSolver({ nowMs: () => 0 }));
    one.tick(snapshot(), []);
    await answered(one);
    const now = [...(one.plan?.powerKw.values() ?? [])].reduce((sum, powers) => sum + (powers[0] ?? 0), 0);
    expect(one.state).toMatchObject({ lastStatus: 'optimal', discarded: 0 });
    expect(now).toBeGreaterThan(10);
    expect(now).toBeLessThanOrEqual(20 * 0.95 - 5 + 0.01);
  });

  it('serves first the car that such visits tell may be gone soon, and counts on nobody beyond a promise', async () => {
    const { planner: one } = planner(createInProcessSolver({ nowMs: () => 0 }));
    const bare = snapshot();
    const stayMs = survivalOf(
      [0.5, 8].map((hours) => ({ amount: hours * HOUR_MS, weight: 1, open: false })),
      64,
    );
    const stayOf = (index: number): Stay => ({
      stayMs: index === 1 ? stayMs : survivalOf([{ amount: 8 * HOUR_MS, weight: 1, open: false }], 64),
      untilMs: T0 + 3 * HOUR_MS,
    });
    const connectors = bare.connectors.map((connector, index) =>
      connector.session === undefined
        ? connector
        : { ...connector, session: { ...connector.session, remainingKwh: 40, stay: stayOf(index) } },
    );
    one.tick({ ...bare, connectors }, []);
    await answered(one);
    const powers = (id: 'A/1' | 'B/1'): readonly number[] => one.plan?.powerKw.get(id) ?? [];
    expect(one.state.lastStatus).toBe('optimal');
    expect(powers('B/1')[0]).toBeGreaterThan(powers('A/1')[0] ?? Infinity);
    const after = one.plan?.slotStartMs.findIndex((startMs) => startMs >= T0 + 3 * HOUR_MS) ?? -1;
    expect(after).toBeGreaterThan(0);
    expect([...powers('A/1').slice(after, -1), ...powers('B/1').slice(after, -1)].every((kw) => kw === 0)).toBe(true);
  });

  it.each([
    ['late', { status: 'late', detail: 'no answer', engine: 'highs', solveMs: 2_000 }],
    ['infeasible', { status: 'infeasible', detail: 'rows contradict', engine: 'highs', solveMs: 1 }],
    ['failed', { status: 'failed', detail: 'NaN', engine: 'none', solveMs: 0 }],
  ] as const)(
    'discards, counts and tells an answer that is %s, and the plan before it stays',
    async (status, solution) => {
      const held = heldSolver();
      const { planner: one, log } = planner(held.solve);
      one.tick(snapshot(), []);
      const good = await createInProcessSolver({ nowMs: () => 0 })(held.asked[0] as LinearProgram, {
        timeLimitMs: 1_000,
      });
      await held.answer(good);
      const before = one.plan;
      expect(before).toBeDefined();
      one.tick(snapshot(T0 + CONTROL_BOUNDS.planEveryMs), []);
      await held.answer(solution);
      expect(one.state).toMatchObject({ lastStatus: status, discarded: 1 });
      expect(one.plan).toBe(before);
      expect(log).toHaveLength(1);
    },
  );

  it('refuses an answer that breaks a limit, whoever solved it', async () => {
    const held = heldSolver();
    const { planner: one } = planner(held.solve);
    one.tick(snapshot(), []);
    const columns = held.asked[0]?.columnCount ?? 0;
    await held.answer({
      status: 'optimal',
      x: new Float64Array(columns).fill(11.04),
      objective: 1,
      engine: 'wrong',
      solveMs: 1,
    });
    expect([one.state.lastStatus, one.plan]).toEqual(['rejected-by-check', undefined]);
  });

  it('asks one question at a time, after a change at once but not all the time', async () => {
    const held = heldSolver();
    const { planner: one } = planner(held.solve);
    one.tick(snapshot(), []);
    one.tick(snapshot(T0 + 120_000), []);
    expect(held.asked).toHaveLength(1);
    await held.answer({ status: 'late', detail: '', engine: 'highs', solveMs: 1 });
    one.changed();
    one.tick(snapshot(T0 + CONTROL_BOUNDS.planAfterChangeMs - 1), []);
    expect(held.asked).toHaveLength(1);
    one.tick(snapshot(T0 + CONTROL_BOUNDS.planAfterChangeMs), []);
    expect(held.asked).toHaveLength(2);
  });

  it('has no plan where nobody charges', async () => {
    const { planner: one } = planner(createInProcessSolver({ nowMs: () => 0 }));
    one.tick(snapshot(), []);
    await answered(one);
    one.tick(snapshot(T0 + CONTROL_BOUNDS.planEveryMs, 0), []);
    expect(one.plan).toBeUndefined();
  });
});

describe('what the planner asks for', () => {
  const asked = (rest: Partial<PlannerDeps>): LinearProgram | undefined => {
    const held = heldSolver();
    const one = new Planner({
      solve: held.solve,
      bounds: CONTROL_BOUNDS,
      objective: { kind: 'cost', prices: [{ fromMinute: 0, pricePerKwh: 0.2 }] },
      timeZone: 'Asia/Shanghai',
      forecastBaseKw: (_, __, slotStartMs) => slotStartMs.slice(1).map(() => 5),
      log: () => {},
      ...rest,
    });
    one.tick(snapshot(), []);
    return held.asked[0];
  };
  const prices = [{ fromMinute: 0, pricePerKwh: 0.2 }];

  it('a demand charge counts above what the month has had or will have anyway', () => {
    const demandCharge = { nodeId: 'T1', pricePerKw: 15, expectedPeakKw: 9 };
    const plain = asked({});
    // 14 kW for the cars: less than their need spread over the stay, so a peak of 9 or 12 kW binds, one of 30 does not.
    const rowsBeyond = (monthPeakKw: number): number =>
      (asked({ objective: { kind: 'cost', prices, demandCharge }, monthPeakKw: () => monthPeakKw })?.rowCount ?? 0) -
      (plain?.rowCount ?? 0);
    expect(rowsBeyond(0)).toBeGreaterThan(10);
    expect(rowsBeyond(12)).toBeGreaterThan(10);
    expect(rowsBeyond(30)).toBe(0);
  });

  it('a load to be evened out makes steps of cost, at the root unless another node is named', () => {
    const plain = asked({});
    const flat = asked({ objective: { kind: 'flat', prices } });
    expect(flat?.columnCount).toBeGreaterThan((plain?.columnCount ?? 0) + 100);
  });

  it('profit and mixed weights are what the site says', () => {
    const profit = asked({ objective: { kind: 'profit', prices, revenuePerKwh: 0.3 } });
    const most = (program: LinearProgram | undefined): number => Math.max(...(program?.objective ?? []));
    expect(most(profit)).toBeCloseTo(0.3, 2);
    const mix = asked({
      objective: { kind: 'mix', prices, weights: { price: 0, carbon: 0, flat: 1, earliness: 0 } },
    });
    expect(mix?.network).toBeUndefined();
  });
});

describe('what rows have left in each slot', () => {
  const envelope: GridEnvelope = {
    id: 'e1',
    nodeId: 'T1',
    direction: 'import',
    source: 'test',
    priority: 1,
    mode: 'limit',
    reason: '',
    startMs: T0 + HOUR_MS,
    endMs: T0 + 2 * HOUR_MS,
    intervals: [{ startMs: T0 + HOUR_MS, endMs: T0 + 2 * HOUR_MS, limitKw: 12 }],
    status: 'active',
    createdBy: 'test',
    createdAtMs: T0,
    etag: '1',
  };
  const slotStartMs = [T0, T0 + HOUR_MS - 600_000, T0 + HOUR_MS, T0 + 2 * HOUR_MS, T0 + 3 * HOUR_MS];
  const baseKw = new Map([['T1', [5, 5, 5, 5]]]);

  it('is rating or envelope less margin, forecast base load, and what cannot be planned', () => {
    const limits = planLimits(snapshot(T0, 1), [envelope], { slotStartMs, leadMs: 20_000, baseKw });
    // B/1 has no session: its exposure of 4.14 kW is not to be planned with. The slot before the envelope must obey it already at its end.
    expect([0, 1, 2, 3].map((slot) => limits(0, slot))).toEqual(
      [9.86, 2.26, 2.26, 9.86].map((kw) => expect.closeTo(kw, 9)),
    );
  });
});
