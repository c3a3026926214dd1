import * as imported from 'javascript-lp-solver';
import type { LinearProgram } from '../../dispatch/index.ts';
import { SNAP } from './bounds.ts';
import type { Answer, Engine } from './engine.ts';

/**
 * The part of javascript-lp-solver 1.0.3 that is used; its own typings do not resolve for ES modules.
 * Guards, each against a wrong answer that was seen: `max` (with `opType: 'maximize'` it minimises), `presolve: false`, no unrestricted
 * variables, finite numbers only, tiny right-hand sides snapped to 0. `timeout` is ignored for LPs: its size is its bound.
 */
type Solver = { readonly Solve: (model: Model) => Result };
type Model = {
  readonly optimize: 'worth';
  readonly opType: 'max';
  readonly constraints: Readonly<
    Record<string, { readonly min?: number; readonly max?: number; readonly equal?: number }>
  >;
  readonly variables: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly options: { readonly presolve: false };
};
/** Variables that are 0 are left out. */
type Result = { readonly feasible: boolean; readonly bounded?: boolean; readonly [variable: string]: unknown };

const solver = (imported as unknown as { readonly default: Solver }).default;

/** The engine for small programs whose columns all start at 0. */
export const javascriptLpSolver: Engine = {
  solve(program: LinearProgram): Answer {
    const result = solver.Solve(modelOf(program));
    if (!result.feasible) return { status: 'infeasible', detail: 'javascript-lp-solver found no feasible point' };
    if (result.bounded === false) return { status: 'unbounded', detail: 'javascript-lp-solver found no bound' };
    const x = Float64Array.from(program.objective, (_, column) => Number(result[`x${column}`] ?? 0));
    return { status: 'optimal', x };
  },
};

function modelOf(program: LinearProgram): Model {
  const { columnCount, columnStart, rowIndex, value, objective, columnUpper } = program;
  const constraints: Record<string, { min?: number; max?: number; equal?: number }> = {};
  for (const [row, lower] of program.rowLower.entries()) {
    const range = rangeOf(snap(lower), snap(program.rowUpper[row] ?? Infinity));
    if (range !== undefined) constraints[`r${row}`] = range;
  }
  const variables: Record<string, Record<string, number>> = {};
  for (let column = 0; column < columnCount; column += 1) {
    const entries: Record<string, number> = { worth: objective[column] ?? 0 };
    for (let k = columnStart[column] ?? 0; k < (columnStart[column + 1] ?? 0); k += 1) {
      const row = `r${rowIndex[k]}`;
      if (row in constraints) entries[row] = (entries[row] ?? 0) + (value[k] ?? 0);
    }
    const upper = snap(columnUpper[column] ?? Infinity);
    if (upper < Infinity) {
      constraints[`u${column}`] = { max: upper };
      entries[`u${column}`] = 1;
    }
    variables[`x${column}`] = entries;
  }
  return { optimize: 'worth', opType: 'max', constraints, variables, options: { presolve: false } };
}

function rangeOf(lower: number, upper: number): { min?: number; max?: number; equal?: number } | undefined {
  if (lower === upper) return { equal: lower };
  const range = { ...(lower > -Infinity ? { min: lower } : {}), ...(upper < Infinity ? { max: upper } : {}) };
  return Object.keys(range).length === 0 ? undefined : range;
}

function snap(bound: number): number {
  return Math.abs(bound) < SNAP ? 0 : bound;
}
