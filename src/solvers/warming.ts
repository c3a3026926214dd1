import type { LinearProgram, Solve } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';

/** Solves a few made-up programs so that the first real one does not pay for compiling wasm and JavaScript. */
export async function warm(solve: Solve): Promise<void> {
  const program = assignment({ groups: SOLVER_BOUNDS.smallColumns / 2, members: 4 });
  for (let count = 0; count < SOLVER_BOUNDS.warmingSolves; count += 1) {
    const { status } = await solve(program, { timeLimitMs: SOLVER_BOUNDS.startMs });
    if (status !== 'optimal') throw new Error(`warming the solver: ${status}`);
  }
}

/** Columns from 0 to 2 in groups of at most 3, each column also in one of ten rows across the groups: too large for the small engine. */
function assignment({ groups, members }: { readonly groups: number; readonly members: number }): LinearProgram {
  const columnCount = groups * members;
  const across = 10;
  const indexes = Array.from({ length: columnCount }, (_, column) => column);
  const rowCount = groups + across;
  return {
    columnCount,
    rowCount,
    objective: Float64Array.from(indexes, (column) => 1 + ((column * 7919) % 101) / 101),
    columnLower: new Float64Array(columnCount),
    columnUpper: new Float64Array(columnCount).fill(2),
    rowLower: new Float64Array(rowCount).fill(-Infinity),
    rowUpper: Float64Array.from({ length: rowCount }, (_, row) => (row < groups ? 3 : groups / 8)),
    columnStart: Int32Array.from({ length: columnCount + 1 }, (_, column) => 2 * column),
    rowIndex: Int32Array.from(indexes.flatMap((column) => [Math.floor(column / members), groups + (column % across)])),
    value: new Float64Array(2 * columnCount).fill(1),
  };
}
