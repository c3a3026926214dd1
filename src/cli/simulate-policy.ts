import {
  BASELINES,
  baselinePolicy,
  headroomPolicy,
  learnedInputs,
  planPolicy,
  STATED_INPUTS,
  TRUE_INPUTS,
  UNCONTROLLED,
} from '../../simulator/index.ts';
import type { BaselineName, Believe, Policy, Scenario } from '../../simulator/index.ts';
import { monotonicMs } from '../clock.ts';
import { createSolverNow } from '../solvers/index.ts';
import { oneOf } from './flags.ts';

type Known = { readonly tickMs: number; readonly believe: Believe };
type Make = (scenario: Scenario, known: Known) => Policy | Promise<Policy>;

/** A plan is this old at most. */
const PLAN_EVERY_MS = 300_000;

/** Every policy by the name that `--policy` gives it. */
const POLICIES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['headroom', (scenario, { believe }) => headroomPolicy({ ...scenario, believe })],
  [
    'headroom-plan',
    async (scenario, { believe, tickMs }) =>
      planPolicy({
        scenario,
        believe,
        planEveryMs: Math.max(PLAN_EVERY_MS, tickMs),
        solveNow: await createSolverNow({ nowMs: monotonicMs }),
      }),
  ],
  ['uncontrolled', () => UNCONTROLLED],
  ...(Object.keys(BASELINES) as BaselineName[]).map((rule): [string, Make] => [
    rule,
    ({ grid }, { tickMs, believe }) => baselinePolicy({ rule, grid, periodMs: tickMs, believe }),
  ]),
]);

export const policyNames: readonly string[] = [...POLICIES.keys()];

/** Throws an Error that lists the names. */
export async function policyByName(
  name: string,
  scenario: Scenario,
  { tickMs, inputs }: { readonly tickMs: number; readonly inputs: string },
): Promise<Policy> {
  const make = POLICIES.get(oneOf('--policy', name, policyNames)) ?? (() => UNCONTROLLED);
  return await make(scenario, { tickMs, believe: believeOf(inputs, scenario) });
}

/** What is believed of the cars: the truth, what drivers state, or what was learned of them in the run so far. */
function believeOf(inputs: string, { timeZone }: Scenario): Believe {
  const kind = oneOf('--inputs', inputs, ['true', 'stated', 'learned']);
  if (kind === 'learned') return learnedInputs({ timeZone });
  return kind === 'true' ? TRUE_INPUTS : STATED_INPUTS;
}
