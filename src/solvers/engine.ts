import type { LinearProgram } from '../../dispatch/index.ts';

/** What an engine found; `feasible`: stopped before its end. It is checked before anyone believes it. */
export type Answer =
  | { readonly status: 'optimal' | 'feasible'; readonly x: Float64Array; readonly duals?: Float64Array }
  | { readonly status: 'infeasible' | 'unbounded' | 'late' | 'failed'; readonly detail: string };

/** An LP engine: solves a program without faults, synchronously. May throw; then it is not used again. */
export interface Engine {
  solve(program: LinearProgram, timeLimitMs: number): Answer;
}

export type EngineName = 'network-simplex' | 'javascript-lp-solver' | 'highs';
