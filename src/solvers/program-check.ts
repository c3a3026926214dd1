import type { LinearProgram } from '../../dispatch/index.ts';
import { SOLVER_BOUNDS } from './bounds.ts';
import type { Answer } from './engine.ts';

/** Why a program must not be given to any engine, or undefined. A NaN limit means "no limit" to some: it never gets that far. */
export function programFault(program: LinearProgram): string | undefined {
  return shapeFault(program) ?? numberFault(program);
}

function shapeFault(program: LinearProgram): string | undefined {
  const { columnCount, rowCount, columnStart, rowIndex, value } = program;
  const columns = [program.objective, program.columnLower, program.columnUpper];
  const fits =
    columns.every((array) => array.length === columnCount) &&
    [program.rowLower, program.rowUpper].every((array) => array.length === rowCount) &&
    columnStart.length === columnCount + 1 &&
    columnStart[0] === 0 &&
    columnStart[columnCount] === rowIndex.length &&
    value.length === rowIndex.length;
  if (!fits) return `arrays do not fit ${columnCount} columns, ${rowCount} rows and ${rowIndex.length} entries`;
  for (let column = 0; column < columnCount; column += 1) {
    if ((columnStart[column] ?? 0) > (columnStart[column + 1] ?? 0)) return `column ${column} ends before it starts`;
  }
  const outside = rowIndex.findIndex((row) => row < 0 || row >= rowCount);
  return outside < 0 ? undefined : `entry ${outside} is in row ${rowIndex[outside]} of ${rowCount}`;
}

function numberFault({ objective, value, ...bounds }: LinearProgram): string | undefined {
  for (const [name, array] of Object.entries({ objective, value })) {
    const at = array.findIndex((number) => !Number.isFinite(number));
    if (at >= 0) return `${name}[${at}] is ${array[at]}`;
  }
  return (
    rangeFault('column', bounds.columnLower, bounds.columnUpper) ?? rangeFault('row', bounds.rowLower, bounds.rowUpper)
  );
}

function rangeFault(name: string, lower: Float64Array, upper: Float64Array): string | undefined {
  for (const [index, from] of lower.entries()) {
    const to = upper[index] ?? Number.NaN;
    // Written so that NaN fails.
    if (!(from < Infinity && to > -Infinity)) return `${name} ${index} is bounded by ${from} and ${to}`;
  }
  return undefined;
}

/** Where `x` breaks the program by more than the feasibility tolerance, or undefined. NaN breaks it. */
export function answerFault(program: LinearProgram, x: Float64Array): string | undefined {
  const { columnCount, columnStart, rowIndex, value } = program;
  if (x.length !== columnCount) return `${x.length} values for ${columnCount} columns`;
  const activity = new Float64Array(program.rowCount);
  for (let column = 0; column < columnCount; column += 1) {
    for (let k = columnStart[column] ?? 0; k < (columnStart[column + 1] ?? 0); k += 1) {
      const row = rowIndex[k] ?? 0;
      activity[row] = (activity[row] ?? 0) + (value[k] ?? 0) * (x[column] ?? 0);
    }
  }
  return (
    outsideFault('column', x, program.columnLower, program.columnUpper) ??
    outsideFault('row', activity, program.rowLower, program.rowUpper)
  );
}

function outsideFault(
  name: string,
  values: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): string | undefined {
  for (const [index, value] of values.entries()) {
    const from = lower[index] ?? Number.NaN;
    const to = upper[index] ?? Number.NaN;
    const inside = value >= from - slack(from) && value <= to + slack(to);
    if (!inside) return `${name} ${index} is ${value}, outside ${from} to ${to}`;
  }
  return undefined;
}

/** 0 at an open side, because Infinity minus Infinity is no number. */
function slack(bound: number): number {
  return Number.isFinite(bound) ? SOLVER_BOUNDS.feasibility * Math.max(1, Math.abs(bound)) : 0;
}

/** The objective at `x`, computed here: engines round theirs. */
export function objectiveAt({ objective }: LinearProgram, x: Float64Array): number {
  return objective.reduce((sum, worth, column) => sum + worth * (x[column] ?? 0), 0);
}

/** An engine's answer with its objective; one that breaks the program it answers is a failure of the engine. */
export function judged(program: LinearProgram, answer: Answer): Judged {
  if (!('x' in answer)) return answer;
  const fault = answerFault(program, answer.x);
  if (fault !== undefined) return { status: 'failed', detail: `wrong answer: ${fault}` };
  return { ...answer, objective: objectiveAt(program, answer.x) };
}

type Found = Extract<Answer, { readonly x: Float64Array }>;
type Judged = Exclude<Answer, Found> | (Found & { readonly objective: number });
