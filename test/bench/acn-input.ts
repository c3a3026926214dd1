import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { acnScenario, type AcnOptions, type Scenario } from '../../simulator/index.ts';
import type { BenchArgs } from './bench.ts';

/** Published runs decide every five minutes. */
export const PERIOD_MS = 300_000;
const DAY_MS = 86_400_000;

/** `true`: policies know need and departure; `driver`: what drivers said, and what was learned from earlier weeks of the file. */
export type Inputs = 'true' | 'driver';

export type AcnInput = {
  readonly inputs: Inputs;
  /** First and last local day. */
  readonly from: string;
  readonly to: string;
  /** Does the run repeat the published one? */
  readonly isMarch: boolean;
  readonly scenario: (options: Pick<AcnOptions, 'capKw' | 'wiring' | 'quantised' | 'battery'>) => Scenario;
  /** Cars of the file that had left before the run; none where it begins with it. */
  readonly past: () => Scenario['sessions'];
};

const MARCH = { sessions: 'acn-caltech-2019-03.csv', from: '2019-03-01', to: '2019-03-31' };
/** Two months of the same file lie before it to learn from. */
const JULY = { sessions: 'acn-caltech-2019-05-01_2019-08-31.csv.gz', from: '2019-07-01', to: '2019-07-31' };

/** `--sessions FILE --from DAY --to DAY --network FILE --inputs true|driver`; by default March 2019, for drivers' inputs July 2019. */
export function acnInput({ dataDir, small, option }: BenchArgs): AcnInput {
  const inputs = inputsOf(option('inputs') ?? 'true');
  const usual = inputs === 'true' ? MARCH : JULY;
  const sessions = option('sessions') ?? usual.sessions;
  const from = option('from') ?? (small ? usual.from.replace(/01$/, '04') : usual.from);
  const to = option('to') ?? (small ? from : usual.to);
  const file = (folder: string, name: string): Buffer =>
    readFileSync(existsSync(name) ? name : join(dataDir, folder, name));
  const bytes = file('sessions', sessions);
  const sessionsCsv = (sessions.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const network: unknown = JSON.parse(file('networks', option('network') ?? 'caltech.json').toString('utf8'));
  const common = { sessionsCsv, network, periodMs: PERIOD_MS, claimedOnly: inputs === 'driver' };
  return {
    inputs,
    from,
    to,
    isMarch: sessions === MARCH.sessions && from === MARCH.from && to === MARCH.to,
    scenario: (options) => {
      const scenario = acnScenario({ ...common, ...options, date: from, toDate: to });
      return inputs === 'true' ? withTrueStatements(scenario) : scenario;
    },
    past: () => {
      const dayBefore = new Date(Date.parse(`${from}T12:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
      const firstDay = /(\d{4}-\d\d-\d\d) /.exec(sessionsCsv.split('\n')[1] ?? '')?.[1] ?? from;
      if (firstDay > dayBefore) return [];
      return acnScenario({ ...common, capKw: 1, date: firstDay, toDate: dayBefore }).sessions;
    },
  };
}

/** As all published runs: what is stated is what happens. */
function withTrueStatements(scenario: Scenario): Scenario {
  return {
    ...scenario,
    sessions: scenario.sessions.map((session) => ({
      ...session,
      statedDepartureMs: session.departureMs,
      statedKwh: session.needKwh,
    })),
  };
}

function inputsOf(text: string): Inputs {
  if (text === 'true' || text === 'driver') return text;
  throw new Error(`bench: --inputs must be true or driver, got "${text}"`);
}

/** `--caps 20,30`. */
export function capsOf({ option }: BenchArgs): readonly number[] | undefined {
  const caps = option('caps')?.split(',').map(Number);
  if (caps?.some((capKw) => !(capKw > 0))) throw new Error(`bench: --caps must be kW > 0, got "${option('caps')}"`);
  return caps;
}
