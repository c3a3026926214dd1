import type { LinearProgram, Solution, Solve, SolveNow } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import { chooseEngine } from './engine-choice.ts';
import type { Engine, EngineName } from './engine.ts';
import { loadHighs } from './highs.ts';
import { javascriptLpSolver } from './javascript-lp-solver.ts';
import { createNetworkEngine } from './network-engine.ts';
import { answerFault, judged, programFault } from './program-check.ts';

/**
 * `Solve` in the calling thread, for the inside of the worker. It blocks while it solves; the time limit is then as good as the engine's own.
 * Solves run one after the other. HiGHS is loaded when it is first needed. `nowMs` measures `solveMs` and bounds the network simplex.
 */
export function createInProcessSolver(deps: { readonly nowMs: () => number }): Solve {
  let highs: Promise<Engine> | undefined;
  const network = createNetworkEngine(deps);
  const engineOf: Record<EngineName, () => Promise<Engine>> = {
    'network-simplex': () => Promise.resolve(network),
    'javascript-lp-solver': () => Promise.resolve(javascriptLpSolver),
    highs: () => (highs ??= loadHighs()),
  };
  return async (program, { timeLimitMs }) => {
    const choice = chosen(program);
    if ('status' in choice) return choice;
    const startedAtMs = deps.nowMs();
    try {
      const engine = await engineOf[choice.name]();
      return answered({ program, timeLimitMs, name: choice.name, engine, startedAtMs, nowMs: deps.nowMs });
    } catch (error) {
      highs = undefined;
      return failed(error, choice.name, deps.nowMs() - startedAtMs);
    }
  };
}

/**
 * `SolveNow`: the same without a promise, for simulations and benches that must repeat exactly. HiGHS is loaded before it is given; should its wasm
 * abort, which leaves memory that is not to be trusted, everything that needs it fails from then on.
 */
export async function createSolverNow(deps: { readonly nowMs: () => number }): Promise<SolveNow> {
  const engineOf: Record<EngineName, Engine | undefined> = {
    'network-simplex': createNetworkEngine(deps),
    'javascript-lp-solver': javascriptLpSolver,
    highs: await loadHighs(),
  };
  return (program, { timeLimitMs }) => {
    const choice = chosen(program);
    if ('status' in choice) return choice;
    const { name } = choice;
    const engine = engineOf[name];
    if (engine === undefined) return failed('HiGHS aborted before', name, 0);
    const startedAtMs = deps.nowMs();
    try {
      return answered({ program, timeLimitMs, name, engine, startedAtMs, nowMs: deps.nowMs });
    } catch (error) {
      if (name === 'highs') engineOf[name] = undefined;
      return failed(error, name, deps.nowMs() - startedAtMs);
    }
  };
}

/** The engine for a program, or the answer where it needs none. */
function chosen(program: LinearProgram): Solution | { readonly name: EngineName } {
  const fault = programFault(program);
  if (fault !== undefined) return failed(fault, 'none', 0);
  if (program.columnCount === 0) return withoutColumns(program);
  const name = chooseEngine(program);
  return name === undefined ? failed(tooLarge(program), 'none', 0) : { name };
}

function answered(args: {
  readonly program: LinearProgram;
  readonly timeLimitMs: number;
  readonly name: EngineName;
  readonly engine: Engine;
  readonly startedAtMs: number;
  readonly nowMs: () => number;
}): Solution {
  const { program, name } = args;
  const answer = args.engine.solve(program, args.timeLimitMs);
  return { ...judged(program, answer), engine: name, solveMs: args.nowMs() - args.startedAtMs };
}

function failed(error: unknown, engine: string, solveMs: number): Solution {
  return { status: 'failed', detail: error instanceof Error ? error.message : String(error), engine, solveMs };
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
