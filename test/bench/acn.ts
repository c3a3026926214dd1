import { performance } from 'node:perf_hooks';
import { offlineOptimum, oneCapOptimumKwh, type Scenario } from '../../simulator/index.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { acnInput, capsOf, type AcnInput } from './acn-input.ts';
import { makePolicy, usualPolicies } from './acn-policies.ts';
import type { Bench, BenchArgs, BenchRow } from './bench.ts';
import { PUBLISHED_CAPS_KW, publishedPercent } from './published.ts';
import { runPolicy } from './run-policy.ts';

/** Where the optimum of drivers' claimed sessions is 75, 90 and 98 %: searched, not stated. */
const DRIVER_OPTIMA_PERCENT = [75, 90, 98];
const OPTIMUM = 'optimum';

/**
 * `--caps 20,30,40 --sessions FILE --from DAY --to DAY --network FILE --inputs true|driver --policies a,b --wiring one-cap,three-phase --battery two-stage`.
 * One cap takes continuous limits, the three-phase network those of its chargers, as the published runs.
 */
export const bench: Bench = {
  title: 'A month of a 54-place site',
  run: async (args) => {
    const input = acnInput(args);
    const policies = args.option('policies')?.split(',') ?? [OPTIMUM, ...usualPolicies(input)];
    const networks = (args.option('wiring') ?? (input.inputs === 'driver' ? 'one-cap' : 'one-cap,three-phase')).split(
      ',',
    );
    const rows: BenchRow[] = [];
    for (const network of networks) {
      for (const capKw of capsOf(args) ?? usualCaps(input, args)) {
        for (const policy of policies) {
          args.say(`acn, ${network}, ${capKw} kW: ${policy}`);
          rows.push(await rowOf({ network, capKw, policy, input, args }));
        }
      }
    }
    return rows;
  },
  section: (rows, args) => sectionOf(rows, acnInput(args)),
};

type RowOptions = {
  readonly network: string;
  readonly capKw: number;
  readonly policy: string;
  readonly input: AcnInput;
  readonly args: BenchArgs;
};

async function rowOf({ network, capKw, policy, input, args }: RowOptions): Promise<BenchRow> {
  if (network !== 'one-cap' && network !== 'three-phase')
    throw new Error(`bench: --wiring must be one-cap or three-phase, got "${network}"`);
  const quantised = network === 'three-phase' && policy !== OPTIMUM;
  const battery = args.option('battery') === 'two-stage' && policy !== OPTIMUM ? 'two-stage' : 'ideal';
  const scenario = input.scenario({ capKw, wiring: network, quantised, battery });
  const head = {
    network,
    quantised,
    battery: battery === 'ideal' ? 'ideal' : 'taper',
    policy,
    inputs: input.inputs,
    capKw,
  };
  if (policy === OPTIMUM) {
    const energyPercent = await optimumPercent(scenario, { capKw, network });
    return {
      ...head,
      energyPercent,
      sessionsFullPercent: null,
      stepMsP50: null,
      stepMsP99: null,
      aboveCapacityS: null,
    };
  }
  const { result, stepMsP50, stepMsP99 } = runPolicy(scenario, await makePolicy(policy, scenario, input));
  return {
    ...head,
    energyPercent: result.energyDeliveredPercent,
    sessionsFullPercent: result.sessionsFullyServedPercent,
    stepMsP50,
    stepMsP99,
    aboveCapacityS: result.secondsAboveCapacity,
  };
}

/** Of continuous limits and ideal batteries, with the future known. */
async function optimumPercent(
  scenario: Scenario,
  { capKw, network }: { readonly capKw: number; readonly network: string },
): Promise<number> {
  const needKwh = scenario.sessions.reduce((sum, session) => sum + session.needKwh, 0);
  if (network === 'one-cap') return (100 * oneCapOptimumKwh(scenario, capKw)) / needKwh;
  const solve = createInProcessSolver({ nowMs: () => performance.now() });
  const { reachableKwh, mostKwh } = await offlineOptimum(scenario, { solve });
  return (50 * (reachableKwh + mostKwh)) / needKwh;
}

function usualCaps(input: AcnInput, { small }: BenchArgs): readonly number[] {
  if (input.inputs === 'true') return small ? [20] : PUBLISHED_CAPS_KW;
  const scenario = input.scenario({ capKw: 1, wiring: 'one-cap', quantised: false });
  const needKwh = scenario.sessions.reduce((sum, session) => sum + session.needKwh, 0);
  return (small ? [75] : DRIVER_OPTIMA_PERCENT).map((percent) => {
    let [low, high] = [0, 1000];
    while (high - low > 0.01) {
      const middle = (low + high) / 2;
      if (oneCapOptimumKwh(scenario, middle) >= (percent / 100) * needKwh) high = middle;
      else low = middle;
    }
    return Math.round(high * 100) / 100;
  });
}

function sectionOf(rows: readonly BenchRow[], input: AcnInput): string {
  const networks = [...new Set(rows.map((row) => String(row['network'])))];
  const intro =
    input.inputs === 'true'
      ? 'Share of the needed energy that was delivered, in % (in brackets what was published for the same input), then the share of sessions that got 99 % of their need. Needs and departures are known to all, limits hold for five minutes. The optimum knows the future, and has continuous limits. The stored round robin of one cap never gives a car its last ampere; ours does.'
      : "Drivers' own statements: cars that nobody claimed are left out. The baselines believe what was said; `llf-reclaim` takes the place of a full car back; ours learns from the weeks before.";
  return [
    `${input.from} to ${input.to}. ${intro}`,
    ...networks.flatMap((network) => {
      const here = rows.filter((row) => row['network'] === network);
      return ['', `**${network}**`, '', ...energyTable(here, input), '', ...servedTable(here)];
    }),
  ].join('\n');
}

function energyTable(rows: readonly BenchRow[], input: AcnInput): readonly string[] {
  return tableOf(rows, '% of energy', (row) => {
    const [network, policy] = [String(row['network']), String(row['policy'])];
    const published = input.isMarch ? publishedPercent(network, { policy, capKw: Number(row['capKw']) }) : undefined;
    return `${Number(row['energyPercent']).toFixed(2)}${published === undefined ? '' : ` (${published.toFixed(2)})`}`;
  });
}

function servedTable(rows: readonly BenchRow[]): readonly string[] {
  const served = rows.filter((row) => row['sessionsFullPercent'] !== null);
  return tableOf(served, '% of sessions', (row) => Number(row['sessionsFullPercent']).toFixed(1));
}

function tableOf(rows: readonly BenchRow[], what: string, cell: (row: BenchRow) => string): readonly string[] {
  const caps = [...new Set(rows.map((row) => Number(row['capKw'])))];
  const policies = [...new Set(rows.map((row) => String(row['policy'])))];
  return [
    `| ${what} | ${caps.map((capKw) => `${capKw} kW`).join(' | ')} |`,
    `|---|${caps.map(() => '---|').join('')}`,
    ...policies.map((policy) => {
      const cells = caps.map((capKw) => {
        const row = rows.find((one) => one['policy'] === policy && one['capKw'] === capKw);
        return row === undefined ? '' : cell(row);
      });
      return `| ${policy} | ${cells.join(' | ')} |`;
    }),
  ];
}
