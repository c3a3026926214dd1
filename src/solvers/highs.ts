import * as imported from 'highs';
import type { LinearProgram } from '../../dispatch/index.ts';
import type { Answer, Engine } from './engine.ts';

type Highs = imported.Highs;

/** highs 1.15.3 is typed as CommonJS but loads as an ES module: its default export is the loader itself. */
const load = imported.default as unknown as () => Promise<Highs>;

/**
 * Loads HiGHS (wasm, about 0.1 s). One solve at a time; each makes a model, sets its time limit, and disposes it whatever happens,
 * because an undisposed one is never freed. After a throw the wasm memory is not to be trusted: load a new engine.
 */
export async function loadHighs(): Promise<Engine> {
  const highs = await load();
  return { solve: (program, timeLimitMs) => solveWith(highs, program, timeLimitMs) };
}

function solveWith(highs: Highs, program: LinearProgram, timeLimitMs: number): Answer {
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
    model.options.set({ output_flag: false, time_limit: timeLimitMs / 1000 });
    const status = run(model);
    const { modelStatus } = highs.constants;
    if (status === modelStatus.optimal) {
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
