import { acnInput, capsOf } from './acn-input.ts';
import { makePolicy, OUR_POLICIES } from './acn-policies.ts';
import type { Bench, BenchRow } from './bench.ts';
import { PUBLISHED_REALISM } from './published.ts';
import { runPolicy } from './run-policy.ts';

const CASES = PUBLISHED_REALISM.map(({ quantised, battery }) => ({ quantised, battery }));
const CAPS_KW = [20, 40];

/** `--caps 20,40 --policies a,b`, and the input's options of `acn`. The first case of each policy is the ideal that the others lose against. */
export const bench: Bench = {
  title: 'What realism costs',
  run: async (args) => {
    const input = acnInput(args);
    const policies = args.option('policies')?.split(',') ?? OUR_POLICIES;
    const rows: BenchRow[] = [];
    for (const policy of policies) {
      for (const capKw of capsOf(args) ?? (args.small ? [20] : CAPS_KW)) {
        let idealPercent: number | undefined;
        for (const { quantised, battery } of CASES) {
          args.say(`realism, ${policy}, ${capKw} kW: ${quantised ? 'quantised' : 'continuous'}, ${battery}`);
          const scenario = input.scenario({ capKw, wiring: 'three-phase', quantised, battery });
          const { result } = runPolicy(scenario, await makePolicy(policy, scenario, input));
          const energyPercent = result.energyDeliveredPercent;
          idealPercent ??= energyPercent;
          rows.push({
            policy,
            capKw,
            quantised,
            battery: battery === 'ideal' ? 'ideal' : 'taper',
            energyPercent,
            lossPoints: idealPercent - energyPercent,
            sessionsFullPercent: result.sessionsFullyServedPercent,
            aboveCapacityS: result.secondsAboveCapacity,
          });
        }
      }
    }
    return rows;
  },
  section: (rows, args) => {
    const { from, to } = acnInput(args);
    const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
    return [
      `The three-phase site from ${from} to ${to}: % of the needed energy, and points lost against continuous limits and ideal batteries. A tapering battery has the highest state of charge at arrival that agrees with the real session.`,
      '',
      line(['policy', 'kW', 'continuous, ideal', 'quantised', 'taper', 'both']),
      '|---|---|---|---|---|---|',
      ...[...new Set(rows.map((row) => `${row['policy']}/${row['capKw']}`))].map((key) => {
        const cells = rows
          .filter((row) => `${row['policy']}/${row['capKw']}` === key)
          .map((row, at) =>
            at === 0
              ? Number(row['energyPercent']).toFixed(2)
              : `${Number(row['energyPercent']).toFixed(2)} (${points(-Number(row['lossPoints']), 2)})`,
          );
        return line([...key.split('/'), ...cells]);
      }),
      ...CAPS_KW.map((capKw, at) => {
        const [ideal = 0, ...others] = PUBLISHED_REALISM.map(({ energyPercent }) => energyPercent[at] ?? 0);
        const losses = others.map((percent) => `${percent.toFixed(1)} (${points(percent - ideal, 1)})`);
        return line(['ASA-QC, September 2018, published', capKw, ideal.toFixed(1), ...losses]);
      }),
    ].join('\n');
  },
};

/** With its sign. */
function points(difference: number, digits: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(digits)}`;
}
