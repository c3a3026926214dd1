import type { LinearProgram } from './plan.ts';

/** A column from 0 to `upper`. */
export type ProgramColumn = { readonly objective: number; readonly upper: number };

/** lower <= sum of coefficients x members <= upper. `members` are column indexes, each once. */
export type ProgramRow = {
  readonly members: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
};

/** Turns rows over columns into compressed sparse columns: one pass to count, one to place. */
export function linearProgram(columns: readonly ProgramColumn[], rows: readonly ProgramRow[]): LinearProgram {
  const columnStart = new Int32Array(columns.length + 1);
  for (const { members } of rows) {
    for (const column of members) columnStart[column + 1] = (columnStart[column + 1] ?? 0) + 1;
  }
  for (let k = 1; k < columnStart.length; k += 1) columnStart[k] = (columnStart[k] ?? 0) + (columnStart[k - 1] ?? 0);
  const count = columnStart.at(-1) ?? 0;
  const rowIndex = new Int32Array(count);
  const value = new Float64Array(count);
  const next = columnStart.slice();
  rows.forEach(({ members, coefficients }, row) => {
    members.forEach((column, k) => {
      const place = next[column] ?? 0;
      next[column] = place + 1;
      rowIndex[place] = row;
      value[place] = coefficients[k] ?? 0;
    });
  });
  return {
    columnCount: columns.length,
    rowCount: rows.length,
    objective: Float64Array.from(columns, ({ objective }) => objective),
    columnLower: new Float64Array(columns.length),
    columnUpper: Float64Array.from(columns, ({ upper }) => upper),
    rowLower: Float64Array.from(rows, ({ lower }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper }) => upper),
    columnStart,
    rowIndex,
    value,
  };
}
