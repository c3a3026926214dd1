import * as imported from 'highs';
import { type LinearProgram, matchKeys, type ProgramKeys } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { Answer, Engine } from './engine.ts';

type Highs = imported.Highs;

/** highs 1.15.3 is typed as CommonJS but loads as an ES module: its default export is the loader itself. */
const load = imported.default as unknown as () => Promise<Highs>;

/**
 * Loads HiGHS (wasm, about 0.1 s). One solve at a time; each makes a model, sets its time limit, and disposes it whatever happens,
 * because an undisposed one is never freed. After a throw the wasm memory is not to be trusted: load a new engine. A program with keys
 * starts from the basis of the one of its family before, where its columns and rows are known: the objective does not depend on it.
 */
export async function loadHighs(): Promise<Engine> {
  const highs = await load();
  const bases = new Map<number, Basis>();
  return { solve: (program, timeLimitMs) => solveWith({ highs, bases, program, timeLimitMs }) };
}

/** The basis that a program ended with. */
type Basis = imported.Basis & { readonly keys: ProgramKeys };

function solveWith(args: {
  readonly highs: Highs;
  readonly bases: Map<number, Basis>;
  readonly program: LinearProgram;
  readonly timeLimitMs: number;
}): Answer {
  const { highs, bases, program, timeLimitMs } = args;
  const model = highs.createModel({
    numCols: program.columnCount,
    numRows: program.rowCount,
    sense: highs.constants.objectiveSense.maximize,
    colCost: program.objective,
    colLower: program.columnLower,
    colUpper: program.columnUpper,
    rowLower: program.rowLower,
    rowUpper: program.rowUpper,
    matrix: {
      format: 'csc',
      numRows: program.rowCount,
      numCols: program.columnCount,
      starts: program.columnStart,
      indices: program.rowIndex,
      values: program.value,
    },
  });
  try {
    const { keys } = program;
    const small = keys !== undefined && program.columnCount <= SOLVER_BOUNDS.unpresolvedColumns;
    model.options.set({ output_flag: false, time_limit: timeLimitMs / 1000, presolve: small ? 'off' : 'choose' });
    const family = keys?.family ?? 0;
    const before = bases.get(family);
    bases.delete(family);
    if (small && before !== undefined) model.setBasis(moved(before, keys));
    const status = run(model);
    const { modelStatus } = highs.constants;
    if (status === modelStatus.optimal) {
      if (small) remember(bases, family, { ...model.getBasis(), keys });
      const { colValue, rowDual } = model.getSolution();
      return { status: 'optimal', x: colValue, duals: rowDual };
    }
    // A solution may be there, but simplex was seen to return zeros marked feasible: it is not read.
    if (status === modelStatus.timeLimit) return { status: 'late', detail: `HiGHS stopped at ${timeLimitMs} ms` };
    if (status === modelStatus.infeasible) return { status: 'infeasible', detail: 'HiGHS proved it' };
    if (status === modelStatus.unbounded) return { status: 'unbounded', detail: 'HiGHS proved it' };
    if (status !== modelStatus.unboundedOrInfeasible) {
      return { status: 'failed', detail: `HiGHS ended with model status ${status}` };
    }
    model.options.set({ presolve: 'off' });
    const either = run(model) === modelStatus.infeasible ? 'infeasible' : 'unbounded';
    return { status: either, detail: 'HiGHS proved it without presolve' };
  } finally {
    model.dispose();
  }
}

/** Its clock is cumulative and would count the run before against the limit. */
function run(model: imported.Model): imported.ModelStatusCode {
  model.zeroAllClocks();
  model.run();
  return model.getModelStatus();
}

/** A basis for other columns and rows: new ones start at their lower end and slack; HiGHS completes what is then missing. */
function moved(before: Basis, { columnKey, rowKey }: ProgramKeys): imported.BasisInput {
  const colStatus = new Int32Array(columnKey.length);
  const rowStatus = new Int32Array(rowKey.length).fill(1);
  matchKeys(before.keys.columnKey, columnKey).forEach((at, column) => {
    if (at >= 0) colStatus[column] = before.colStatus[at] ?? 0;
  });
  matchKeys(before.keys.rowKey, rowKey).forEach((at, row) => {
    if (at >= 0) rowStatus[row] = before.rowStatus[at] ?? 1;
  });
  return { colStatus, rowStatus };
}

/** The one used last comes last; the first is forgotten when there are too many. */
function remember(bases: Map<number, Basis>, family: number, basis: Basis): void {
  bases.set(family, basis);
  if (bases.size > SOLVER_BOUNDS.families) for (const oldest of [...bases.keys()].slice(0, 1)) bases.delete(oldest);
}
