import { simulate } from '../../simulator/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import { numberIn } from './flags.ts';
import { formatOf, writeRun } from './simulate-output.ts';
import { policyByName } from './simulate-policy.ts';
import { createProgress } from './simulate-progress.ts';
import { scenarioOf, type ScenarioFlags } from './simulate-scenario.ts';
import { seriesRecorder } from './simulate-series.ts';

export type RunFlags = ScenarioFlags & {
  readonly policy: string;
  readonly inputs: string;
  readonly step?: string;
  readonly out?: string;
  readonly series?: string;
  readonly json?: boolean;
};

type Say = { readonly say: (line: string) => void; readonly print: (text: string) => void };

/** Default steps, seconds: chargers need seconds, a city of thousands is seen by the minute. */
const STEP_S = { site: 1, city: 60 } as const;

/** One run of `headroom simulate`: figures on standard output, files where asked, progress on the error stream. Throws before it runs when an option is wrong. */
export async function runSimulation(flags: RunFlags, { say, print }: Say): Promise<void> {
  const { out } = flags;
  if (out !== undefined) formatOf(out);
  const defaultS = flags.city === undefined ? STEP_S.site : STEP_S.city;
  const stepMs = Math.round(numberIn('--step', flags.step ?? defaultS, { min: 0.1, max: 3600 }) * 1000);
  const scenario = await scenarioOf(flags);
  const policy = await policyByName(flags.policy, scenario, { tickMs: stepMs, inputs: flags.inputs });
  const recorder =
    out === undefined ? undefined : seriesRecorder(scenario, { nodeIds: nodesOf(flags.series, scenario), stepMs });
  const progress = createProgress(process.stderr);
  const result = (() => {
    try {
      return simulate(scenario, {
        policy,
        stepMs,
        tickMs: stepMs,
        onStep: (truth) => {
          recorder?.record(truth);
          progress.advance((truth.atMs - scenario.startMs) / (scenario.endMs - scenario.startMs));
        },
      });
    } finally {
      progress.stop();
    }
  })();
  const { series: _, sessions, ...figures } = result;
  if (out !== undefined) {
    const files = await writeRun(out, {
      figures: { scenario: scenario.name, seed: scenario.seed, stepMs, ...figures },
      sessions,
      series: recorder?.points ?? [],
    });
    say(`wrote ${files.join(' and ')}`);
  }
  if (flags.json === true) {
    print(JSON.stringify({ scenario: scenario.name, ...figures, sessions: sessions.length }, null, 2));
    return;
  }
  print(`${scenario.name}, policy ${figures.policy}`);
  print(`  sessions                ${sessions.length}`);
  print(`  energy delivered        ${figures.energyDeliveredPercent.toFixed(2)} %`);
  print(`  sessions fully served   ${figures.sessionsFullyServedPercent.toFixed(1)} %`);
  print(`  peak                    ${figures.peakKw.toFixed(1)} kW`);
  print(`  above capacity          ${figures.secondsAboveCapacity} s`);
}

function nodesOf(text: string | undefined, { grid, capacityNodeId }: Scenario): readonly string[] {
  if (text === undefined) return [capacityNodeId];
  return text === 'all' ? grid.nodes.map(({ id }) => id) : text.split(',').map((name) => name.trim());
}
