import type { LinearProgram, Solution } from '../../dispatch/index.ts';

/** Pool to worker. */
export type SolveMessage = { readonly id: number; readonly program: LinearProgram; readonly timeLimitMs: number };

/** Worker to pool: `ready` once, when it is warm; then one `solved` per `SolveMessage`. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'solved'; readonly id: number; readonly solution: Solution };
