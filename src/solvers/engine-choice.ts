import type { LinearProgram } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { EngineName } from './engine.ts';

/**
 * Which engine solves what: the first line that fits, by shape, then by size. The network simplex is ten times faster than the others on what it takes;
 * javascript-lp-solver needs no wasm and is as fast on small programs, but has no duals, is only right for columns from 0 up and time-bounded only by size;
 * HiGHS takes everything up to the bounds of its memory.
 */
const CHOICE: readonly {
  readonly engine: EngineName;
  readonly columns: number;
  readonly rows: number;
  readonly onlyNetworks: boolean;
  readonly onlyFromZero: boolean;
  readonly duals: boolean;
}[] = [
  {
    engine: 'network-simplex',
    columns: SOLVER_BOUNDS.networkColumns,
    rows: SOLVER_BOUNDS.networkColumns,
    onlyNetworks: true,
    onlyFromZero: false,
    duals: true,
  },
  {
    engine: 'javascript-lp-solver',
    columns: SOLVER_BOUNDS.smallColumns,
    rows: SOLVER_BOUNDS.smallRows,
    onlyNetworks: false,
    onlyFromZero: true,
    duals: false,
  },
  {
    engine: 'highs',
    columns: SOLVER_BOUNDS.columns,
    rows: SOLVER_BOUNDS.rows,
    onlyNetworks: false,
    onlyFromZero: false,
    duals: true,
  },
];

/** The engine for a program, or undefined when it is too large for any. */
export function chooseEngine(program: LinearProgram): EngineName | undefined {
  const { columnCount, rowCount } = program;
  return CHOICE.find(
    ({ columns, rows, onlyNetworks, onlyFromZero, duals }) =>
      columnCount <= columns &&
      rowCount <= rows &&
      (duals || program.wantsDuals !== true) &&
      (!onlyNetworks || program.network !== undefined) &&
      (!onlyFromZero || (fromZero(program) && rowCount + boundedColumns(program) <= rows)),
  )?.engine;
}

function fromZero({ columnLower }: LinearProgram): boolean {
  return columnLower.every((lower) => lower === 0);
}

function boundedColumns({ columnUpper }: LinearProgram): number {
  return columnUpper.reduce((count, upper) => count + (upper < Infinity ? 1 : 0), 0);
}
