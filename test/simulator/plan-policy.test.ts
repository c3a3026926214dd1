import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SolveNow } from '../../dispatch/index.ts';
import {
  acnScenario,
  headroomPolicy,
  planPolicy,
  simulate,
  TRUE_INPUTS,
  UNCONTROLLED,
  type AcnOptions,
  type Scenario,
} from '../../simulator/index.ts';
import { loadHighs } from '../../src/solvers/highs.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);
const PERIOD_MS = 300_000;

/** A congested day: two cars and more want what one line gives. */
function congestedDay(over: Partial<AcnOptions> = {}): Scenario {
  return acnScenario({
    sessionsCsv: readFileSync(new URL('sessions/acn-caltech-2019-03.csv', DATA), 'utf8'),
    network: JSON.parse(readFileSync(new URL('networks/caltech.json', DATA), 'utf8')) as unknown,
    date: '2019-03-05',
    capKw: 20,
    periodMs: PERIOD_MS,
    ...over,
  });
}

async function highsNow(): Promise<SolveNow> {
  const highs = await loadHighs();
  return (program, { timeLimitMs }) => {
    const answer = highs.solve(program, timeLimitMs);
    const stamp = { engine: 'highs', solveMs: 0 };
    return 'x' in answer ? { ...answer, objective: 0, ...stamp } : { ...answer, ...stamp };
  };
}

describe.skipIf(!existsSync(DATA))('headroom-plan on a three-phase site (skipped without the charging data)', () => {
  it(
    'delivers more than the fast layer alone, breaks no row, and does the same again',
    { timeout: 60_000 },
    async () => {
      const scenario = congestedDay();
      const solveNow = await highsNow();
      const run = () =>
        simulate(scenario, {
          policy: planPolicy({ scenario, solveNow, planEveryMs: 6 * PERIOD_MS }),
          stepMs: PERIOD_MS,
          tickMs: PERIOD_MS,
        });
      const planned = run();
      const alone = simulate(scenario, { policy: headroomPolicy(scenario), stepMs: PERIOD_MS, tickMs: PERIOD_MS });
      expect(planned.secondsAboveCapacity).toBe(0);
      expect(alone.secondsAboveCapacity).toBe(0);
      expect(planned.policy).toBe('headroom-plan');
      expect(planned.deliveredKwh).toBeGreaterThan(alone.deliveredKwh);
      expect(run()).toEqual(planned);
    },
  );

  it('goes on without a plan when no engine answers', () => {
    const scenario = congestedDay();
    const mute: SolveNow = () => ({ status: 'late', detail: 'too slow', engine: 'none', solveMs: 0 });
    const options = { stepMs: PERIOD_MS, tickMs: PERIOD_MS };
    const planned = simulate(scenario, {
      policy: planPolicy({ scenario, solveNow: mute, planEveryMs: PERIOD_MS }),
      ...options,
    });
    const alone = simulate(scenario, { policy: headroomPolicy({ ...scenario, believe: TRUE_INPUTS }), ...options });
    expect(planned.secondsAboveCapacity).toBe(0);
    expect(planned.deliveredKwh).toBeCloseTo(alone.deliveredKwh, 6);
  });

  it('asks no engine while every car can have all it takes', () => {
    const scenario = congestedDay({ wiring: 'one-cap', capKw: 1000 });
    let asked = 0;
    const solveNow: SolveNow = () => {
      asked += 1;
      return { status: 'late', detail: 'not needed', engine: 'none', solveMs: 0 };
    };
    const options = { stepMs: PERIOD_MS, tickMs: PERIOD_MS };
    const planned = simulate(scenario, {
      policy: planPolicy({ scenario, solveNow, planEveryMs: PERIOD_MS }),
      ...options,
    });
    expect(asked).toBe(0);
    expect(planned.sessionsFullyServedPercent).toBe(
      simulate(scenario, { policy: UNCONTROLLED, ...options }).sessionsFullyServedPercent,
    );
  });
});
