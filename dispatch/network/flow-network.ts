import type { LinearProgram } from '../plan/index.ts';

/**
 * A program as a circulation of energy: ground -> car (served energy) -> capacity row of a slot -> the row around it -> ... -> ground.
 * Node 0 is the ground, node `row + 1` stands for a row: a car for a balance row. Arc `column` is the column, in kWh; arc
 * `columnCount + row` leads out of the row: from a capacity row to the one around it with the row's limit, from a car to the ground with nothing.
 */
export type FlowNetwork = {
  readonly nodeCount: number;
  readonly arcCount: number;
  readonly columnCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Objective per kWh, to be maximised. */
  readonly gain: Float64Array;
  /** kWh, >= 0, may be Infinity. Every flow starts at 0. */
  readonly upperKwh: Float64Array;
  /** Hours per row: those of its slot; 1 for a balance row. */
  readonly rowHours: Float64Array;
};

/**
 * The network of a program that says it is one, or why it is none: columns start at 0, balances are equalities with 0, capacity rows are open
 * below and not less than 0, and each column has the entries that `NetworkShape` promises.
 */
export function flowNetwork(program: LinearProgram): FlowNetwork | string {
  const { columnCount, rowCount, network: shape } = program;
  if (shape === undefined) return 'the program does not say that it is a network';
  const rowHours = hoursOfRows(program);
  if (typeof rowHours === 'string') return rowHours;
  const arcCount = columnCount + rowCount;
  const from = new Int32Array(arcCount);
  const to = new Int32Array(arcCount);
  const gain = new Float64Array(arcCount);
  const upperKwh = new Float64Array(arcCount);
  for (let column = 0; column < columnCount; column += 1) {
    const car = (shape.balanceRow[column] ?? 0) + 1;
    const hours = shape.hours[column] ?? 1;
    const power = (program.value[program.columnStart[column] ?? 0] ?? 0) > 0;
    from[column] = power ? car : 0;
    to[column] = power ? (shape.capacityRow[column] ?? -1) + 1 : car;
    gain[column] = (program.objective[column] ?? 0) / hours;
    upperKwh[column] = (program.columnUpper[column] ?? 0) * hours;
    if (program.columnLower[column] !== 0 || !((upperKwh[column] ?? -1) >= 0)) return `column ${column} starts below 0`;
  }
  for (let row = 0; row < rowCount; row += 1) {
    const arc = columnCount + row;
    const hours = rowHours[row] ?? 0;
    const upper = program.rowUpper[row] ?? 0;
    const balance = hours === 0;
    if (program.rowLower[row] !== (balance ? 0 : -Infinity) || (balance ? upper !== 0 : !(upper >= 0))) {
      return `row ${row} is bounded by ${program.rowLower[row]} and ${upper}`;
    }
    from[arc] = row + 1;
    to[arc] = balance ? 0 : (shape.parentRow[row] ?? -1) + 1;
    upperKwh[arc] = balance ? 0 : upper * hours;
    if (balance) rowHours[row] = 1;
  }
  return { nodeCount: rowCount + 1, arcCount, columnCount, from, to, gain, upperKwh, rowHours };
}

/** Hours per capacity row, 0 for a balance row, and a check of every entry; or which column breaks the shape. */
function hoursOfRows(program: LinearProgram): Float64Array | string {
  const { columnCount, rowCount, columnStart, rowIndex, value, network: shape } = program;
  if (shape === undefined) return 'no shape';
  const rowHours = new Float64Array(rowCount).fill(1);
  const seen = new Int32Array(rowCount).fill(-1);
  for (let column = 0; column < columnCount; column += 1) rowHours[shape.balanceRow[column] ?? 0] = 0;
  for (let column = 0; column < columnCount; column += 1) {
    const start = columnStart[column] ?? 0;
    const hours = shape.hours[column] ?? 0;
    const balance = shape.balanceRow[column] ?? -1;
    let entries = 1;
    seen[balance] = column;
    for (let row = shape.capacityRow[column] ?? -1; row >= 0 && entries <= rowCount; row = shape.parentRow[row] ?? -1) {
      seen[row] = column;
      rowHours[row] = hours;
      entries += 1;
    }
    if (!(hours > 0) || (columnStart[column + 1] ?? 0) - start !== entries) return `column ${column} is in other rows`;
    const served = entries === 1 && value[start] === -1;
    for (let entry = start; entry < start + entries; entry += 1) {
      const row = rowIndex[entry] ?? -1;
      const coefficient = row === balance ? (served ? -1 : hours) : 1;
      if (seen[row] !== column || value[entry] !== coefficient || (served && hours !== 1)) {
        return `column ${column} is in row ${row} with ${value[entry]}`;
      }
    }
  }
  return sameHours(program, rowHours);
}

/** Flow is energy: every column below a row must count the same hours. */
function sameHours({ columnCount, network: shape }: LinearProgram, rowHours: Float64Array): Float64Array | string {
  for (let column = 0; column < columnCount; column += 1) {
    for (let row = shape?.capacityRow[column] ?? -1; row >= 0; row = shape?.parentRow[row] ?? -1) {
      if (rowHours[row] !== shape?.hours[column]) return `column ${column} has other hours than row ${row}`;
    }
  }
  return rowHours;
}
