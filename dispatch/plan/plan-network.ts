import type { NetworkShape } from './plan.ts';
import type { PlanRequest } from './plan-request.ts';
import type { CapacityRows, PowerColumns } from './plan-rows.ts';
import type { Balances } from './plan-program.ts';

/**
 * The program as a flow network, or undefined where it is none: rows with unequal coefficients (piles of one and three phases in rows of amperes, line-to-line
 * wiring), or rows of a slot that overlap without one containing the other.
 */
export function networkShape(args: {
  readonly request: PlanRequest;
  readonly columns: PowerColumns;
  readonly rows: CapacityRows;
  readonly balances: Balances;
}): Omit<NetworkShape, 'columnKey' | 'rowKey'> | undefined {
  const { request, columns, rows, balances } = args;
  if (rows.plain.includes(false)) return undefined;
  const rowCount = balances.count + rows.count;
  const columnCount = columns.count + balances.servedCount;
  const capacityRow = new Int32Array(columnCount).fill(-1);
  const parentRow = new Int32Array(rowCount).fill(-1);
  for (let first = 0; first < rows.count;) {
    let end = first + 1;
    while (end < rows.count && rows.slot[end] === rows.slot[first]) end += 1;
    if (!nest({ rows, first, end, offset: balances.count, capacityRow, parentRow })) return undefined;
    first = end;
  }
  return { capacityRow, parentRow, ...places({ request, columns, balances }) };
}

/** Places the rows of one slot, largest first, around their columns; false when two of them cross. */
function nest(args: {
  readonly rows: CapacityRows;
  readonly first: number;
  readonly end: number;
  readonly offset: number;
  readonly capacityRow: Int32Array;
  readonly parentRow: Int32Array;
}): boolean {
  const { rows, first, end, offset, capacityRow, parentRow } = args;
  const sizeOf = (row: number): number => (rows.start[row + 1] ?? 0) - (rows.start[row] ?? 0);
  const order = Array.from({ length: end - first }, (_, k) => first + k).sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const row of order) {
    const around = capacityRow[rows.column[rows.start[row] ?? 0] ?? 0] ?? -1;
    for (let k = rows.start[row] ?? 0; k < (rows.start[row + 1] ?? 0); k += 1) {
      const column = rows.column[k] ?? 0;
      if (capacityRow[column] !== around) return false;
      capacityRow[column] = offset + row;
    }
    parentRow[offset + row] = around;
  }
  return true;
}

/** Balance row and hours of each column. */
function places(args: {
  readonly request: PlanRequest;
  readonly columns: PowerColumns;
  readonly balances: Balances;
}): Pick<NetworkShape, 'balanceRow' | 'hours'> {
  const { request, columns, balances } = args;
  const { slotStartMs } = request;
  const columnCount = columns.count + balances.servedCount;
  const balanceRow = new Int32Array(columnCount);
  const hours = new Float64Array(columnCount).fill(1);
  for (let column = 0; column < columns.count; column += 1) {
    const slot = columns.slot[column] ?? 0;
    balanceRow[column] = balances.rowOf[columns.session[column] ?? 0] ?? -1;
    hours[column] = ((slotStartMs[slot + 1] ?? 0) - (slotStartMs[slot] ?? 0)) / 3_600_000;
  }
  for (let served = 0; served < balances.servedCount; served += 1) {
    balanceRow[columns.count + served] = balances.rowOf[balances.servedSession[served] ?? 0] ?? -1;
  }
  return { balanceRow, hours };
}
