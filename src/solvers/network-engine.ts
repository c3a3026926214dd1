import { createNetworkSimplex, type NetworkSimplex } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { Engine } from './engine.ts';

/**
 * Our own engine, for programs that are flow networks. It starts from the basis of the program of the same family before, and at its time limit gives what it
 * has, which is feasible. `nowMs` only bounds it: the objective is the same whatever it says, unless it stops.
 */
export function createNetworkEngine(deps: { readonly nowMs: () => number }): Engine {
  const families = new Map<number, NetworkSimplex>();
  return {
    solve(program, timeLimitMs) {
      const untilMs = deps.nowMs() + timeLimitMs;
      const family = program.network?.family ?? 0;
      const simplex = families.get(family) ?? createNetworkSimplex();
      // The one used last comes last; the first is forgotten when there are too many.
      families.delete(family);
      families.set(family, simplex);
      if (families.size > SOLVER_BOUNDS.families)
        for (const oldest of [...families.keys()].slice(0, 1)) families.delete(oldest);
      const answer = simplex.solve(program, () => deps.nowMs() < untilMs);
      if (!('x' in answer)) return answer;
      return { status: answer.status, x: answer.x, duals: answer.duals };
    },
  };
}
