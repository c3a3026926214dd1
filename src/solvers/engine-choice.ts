import type { LinearProgram } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { EngineName } from './engine.ts';

/**
 * Which engine solves what: the first line that fits. javascript-lp-solver needs no wasm and is as fast on small programs, but is only right
 * for columns from 0 up and time-bounded only by size; HiGHS takes everything up to the bounds of its memory.
 */
const CHOICE: readonly {
  readonly engine: EngineName;
  readonly columns: number;
  readonly rows: number;
  readonly onlyFromZero: boolean;
}[] = [
  {
    engine: 'javascript-lp-solver',
    columns: SOLVER_BOUNDS.smallColumns,
    rows: SOLVER_BOUNDS.smallRows,
    onlyFromZero: true,
  },
  { engine: 'highs', columns: SOLVER_BOUNDS.columns, rows: SOLVER_BOUNDS.rows, onlyFromZero: false },
];

/** The engine for a program, or undefined when it is too large for any. */
export function chooseEngine(program: LinearProgram): EngineName | undefined {
  const { columnCount, rowCount, columnLower, columnUpper } = program;
  const fromZero = columnLower.every((lower) => lower === 0);
  const boundedColumns = columnUpper.reduce((count, upper) => count + (upper < Infinity ? 1 : 0), 0);
  return CHOICE.find(
    ({ columns, rows, onlyFromZero }) =>
      columnCount <= columns && rowCount + (onlyFromZero ? boundedColumns : 0) <= rows && (fromZero || !onlyFromZero),
  )?.engine;
}
