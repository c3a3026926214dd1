import { performance } from 'node:perf_hooks';
import {
  baselinePolicy,
  BASELINES,
  headroomPolicy,
  learnedInputs,
  planPolicy,
  STATED_INPUTS,
  TRUE_INPUTS,
  UNCONTROLLED,
  type BaselineName,
  type Believe,
  type Policy,
  type Scenario,
} from '../../simulator/index.ts';
import { createSolverNow } from '../../src/solvers/index.ts';
import { PERIOD_MS, type AcnInput } from './acn-input.ts';

type Make = (scenario: Scenario, input: AcnInput) => Policy | Promise<Policy>;

/** Baselines believe drivers blindly, as in the published runs; the one with `-reclaim` takes a full car's place back. */
const BASELINE_MAKERS = Object.fromEntries(
  (Object.keys(BASELINES) as BaselineName[]).map((rule): [string, Make] => [rule, baseline(rule, false)]),
);

const MAKERS: Readonly<Record<string, Make>> = {
  uncontrolled: () => UNCONTROLLED,
  ...BASELINE_MAKERS,
  'llf-reclaim': baseline('llf', true),
  headroom: (scenario, input) => headroomPolicy({ ...scenario, believe: ours(scenario, input) }),
  'headroom-plan': async (scenario, input) =>
    planPolicy({
      scenario,
      believe: ours(scenario, input),
      planEveryMs: PERIOD_MS,
      solveNow: await createSolverNow({ nowMs: () => performance.now() }),
    }),
};

/** What the product believes: with drivers' inputs what it has learned from the weeks before the run, and goes on learning. */
function ours({ timeZone }: Scenario, { inputs, past }: AcnInput): Believe {
  return inputs === 'true' ? TRUE_INPUTS : learnedInputs({ timeZone, past: past() });
}

function baseline(rule: BaselineName, reclaim: boolean): Make {
  return ({ grid }, { inputs }) =>
    baselinePolicy({
      rule,
      grid,
      periodMs: PERIOD_MS,
      believe: inputs === 'true' ? TRUE_INPUTS : STATED_INPUTS,
      reclaim,
    });
}

/** All names but those that say nothing below a cap. */
export function usualPolicies({ inputs }: AcnInput): readonly string[] {
  return Object.keys(MAKERS).filter(
    (name) => name !== 'uncontrolled' && (name !== 'llf-reclaim' || inputs === 'driver'),
  );
}

export const OUR_POLICIES = Object.keys(MAKERS).filter((name) => name.startsWith('headroom'));

/** A fresh policy for one run. Throws an Error that lists the names. */
export async function makePolicy(name: string, scenario: Scenario, input: AcnInput): Promise<Policy> {
  const make = MAKERS[name];
  if (make === undefined) throw new Error(`bench: no policy "${name}", there is ${Object.keys(MAKERS).join(', ')}`);
  return await make(scenario, input);
}
