import { acnInput, capsOf } from './acn-input.ts';
import { makePolicy, OUR_POLICIES } from './acn-policies.ts';
import type { Bench, BenchRow } from './bench.ts';
import { runPolicy } from './run-policy.ts';

/** `--caps 20,40 --policies a,b`, and the input's options of `acn`. Wall time of the loop: physics, score and decisions; reading the files is not in it. */
export const bench: Bench = {
  title: 'Wall time of a closed-loop month',
  run: async (args) => {
    const input = acnInput(args);
    const policies = args.option('policies')?.split(',') ?? OUR_POLICIES;
    const rows: BenchRow[] = [];
    for (const policy of policies) {
      for (const capKw of capsOf(args) ?? [20]) {
        args.say(`month, ${policy}, ${capKw} kW`);
        const scenario = input.scenario({ capKw, wiring: 'three-phase', quantised: true });
        const made = await makePolicy(policy, scenario, input);
        const { result, seconds, stepMsP50, stepMsP99 } = runPolicy(scenario, made);
        rows.push({ policy, capKw, seconds, energyPercent: result.energyDeliveredPercent, stepMsP50, stepMsP99 });
      }
    }
    return rows;
  },
  section: (rows, args) => {
    const { from, to } = acnInput(args);
    return [
      `54 places, three-phase, quantised, ${from} to ${to}, a decision every five minutes. Goal: less than 2 s without a plan, less than 30 s with one.`,
      '',
      '| policy | kW | s | % of energy | ms a decision, p50 | p99 |',
      '|---|---|---|---|---|---|',
      ...rows.map(
        (row) =>
          `| ${row['policy']} | ${row['capKw']} | ${Number(row['seconds']).toFixed(2)} | ${Number(row['energyPercent']).toFixed(2)} | ${Number(row['stepMsP50']).toFixed(2)} | ${Number(row['stepMsP99']).toFixed(2)} |`,
      ),
    ].join('\n');
  },
};
