import { performance } from 'node:perf_hooks';
import { simulate, type Policy, type Scenario, type SimulationResult } from '../../simulator/index.ts';
import { PERIOD_MS } from './acn-input.ts';

export type PolicyRun = {
  readonly result: SimulationResult;
  readonly seconds: number;
  /** Of `policy.decide`. */
  readonly stepMsP50: number;
  readonly stepMsP99: number;
};

/** A closed loop in periods of five minutes, each decision timed. */
export function runPolicy(scenario: Scenario, policy: Policy): PolicyRun {
  const stepsMs: number[] = [];
  const timed: Policy = {
    ...policy,
    decide: (view) => {
      const fromMs = performance.now();
      const limits = policy.decide(view);
      stepsMs.push(performance.now() - fromMs);
      return limits;
    },
  };
  const fromMs = performance.now();
  const result = simulate(scenario, { policy: timed, stepMs: PERIOD_MS, tickMs: PERIOD_MS });
  const seconds = (performance.now() - fromMs) / 1000;
  const sorted = stepsMs.toSorted((a, b) => a - b);
  const percentile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { result, seconds, stepMsP50: percentile(0.5), stepMsP99: percentile(0.99) };
}
