import type { LinearProgram, Solution, Solve } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import { chooseEngine } from './engine-choice.ts';
import type { Engine, EngineName } from './engine.ts';
import { loadHighs } from './highs.ts';
import { javascriptLpSolver } from './javascript-lp-solver.ts';
import { answerFault, judged, programFault } from './program-check.ts';

/**
 * `Solve` in the calling thread, for simulations that must repeat exactly and for the inside of the worker. It blocks while it solves;
 * the time limit is then as good as the engine's own. Solves run one after the other. `nowMs` only measures `solveMs`.
 */
export function createInProcessSolver(deps: { readonly nowMs: () => number }): Solve {
  let highs: Promise<Engine> | undefined;
  const engineOf: Record<EngineName, () => Promise<Engine>> = {
    'javascript-lp-solver': () => Promise.resolve(javascriptLpSolver),
    highs: () => (highs ??= loadHighs()),
  };
  return async (program, { timeLimitMs }) => {
    const fault = programFault(program);
    if (fault !== undefined) return { status: 'failed', detail: fault, engine: 'none', solveMs: 0 };
    if (program.columnCount === 0) return withoutColumns(program);
    const engine = chooseEngine(program);
    if (engine === undefined) return { status: 'failed', detail: tooLarge(program), engine: 'none', solveMs: 0 };
    const startedAtMs = deps.nowMs();
    const stamp = (): { engine: EngineName; solveMs: number } => ({ engine, solveMs: deps.nowMs() - startedAtMs });
    try {
      const answer = (await engineOf[engine]()).solve(program, timeLimitMs);
      return { ...judged(program, answer), ...stamp() };
    } catch (error) {
      highs = undefined;
      return { status: 'failed', detail: error instanceof Error ? error.message : String(error), ...stamp() };
    }
  };
}

function withoutColumns(program: LinearProgram): Solution {
  const x = new Float64Array();
  const fault = answerFault(program, x);
  if (fault !== undefined) return { status: 'infeasible', detail: fault, engine: 'none', solveMs: 0 };
  return { status: 'optimal', x, objective: 0, engine: 'none', solveMs: 0 };
}

function tooLarge({ columnCount, rowCount }: LinearProgram): string {
  return `${columnCount} columns and ${rowCount} rows, at most ${SOLVER_BOUNDS.columns} and ${SOLVER_BOUNDS.rows}`;
}
