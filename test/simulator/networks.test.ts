import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  acnScenario,
  baselinePolicy,
  createRandom,
  headroomPolicy,
  offlineOptimum,
  simulate,
  type Scenario,
} from '../../simulator/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';

const PERIOD_MS = 300_000;
const data = '../shared/data/networks';
const solve = createInProcessSolver({ nowMs: () => performance.now() });

/** A busy morning: a car at each place, in the form of the period-based files. */
function morning(name: string, capKw: number): Scenario {
  const network = JSON.parse(readFileSync(`${data}/${name}.json`, 'utf8')) as { evses: readonly { id: string }[] };
  const random = createRandom(name);
  const lines = network.evses.map(({ id }, k) => {
    const arrival = 96 + random.integer(24);
    const departure = arrival + 12 + random.integer(48);
    return `1_${k}_2019-03-01 14:00:00,${id},${arrival},${departure},${departure},${random.between(2, 30).toFixed(3)},6.6`;
  });
  const header =
    'session_id,station_id,arrival_period,departure_period,estimated_departure_period,requested_kwh,max_power_kw';
  return acnScenario({
    sessionsCsv: [header, ...lines].join('\n'),
    network,
    date: '2019-03-01',
    periodMs: PERIOD_MS,
    capKw,
  });
}

describe.skipIf(!existsSync(data))('real networks (need the public data set, not part of the project)', () => {
  it.each([
    ['caltech', 40],
    ['jpl', 60],
    ['office001', 15],
  ])('%s at %d kW: no row is ever exceeded, and nobody is better than the optimum', async (name, capKw) => {
    const scenario = morning(name, capKw);
    const { mostKwh } = await offlineOptimum(scenario, { solve });
    for (const policy of [
      baselinePolicy({ rule: 'llf', grid: scenario.grid, periodMs: PERIOD_MS }),
      baselinePolicy({ rule: 'smoothed-llf', grid: scenario.grid, periodMs: PERIOD_MS, magnitude: 'worst-subset' }),
      headroomPolicy(scenario),
    ]) {
      const { violations, deliveredKwh } = simulate(scenario, { policy, stepMs: PERIOD_MS, tickMs: PERIOD_MS });
      expect(violations).toEqual([]);
      expect(deliveredKwh).toBeGreaterThan(0.5 * mostKwh);
      expect(deliveredKwh).toBeLessThanOrEqual(mostKwh * (1 + 1e-6));
    }
  });
});
