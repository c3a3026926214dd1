import type { AddedCosts } from './added-costs.ts';
import type { Balances } from './plan-program.ts';
import type { PlanRequest } from './plan-request.ts';
import type { CapacityRows, PowerColumns } from './plan-rows.ts';
import type { ProgramKeys } from './plan.ts';

/** More than the minutes since 1970 for the next century, so that car and minute share one number without a clash. */
const MINUTES = 2 ** 27;

/** More than the sides of a row's polygon. */
const SIDES = 2 ** 7;

/** Below every key of a car. */
const ADDED = -(2 ** 45);

/** The key of each column and row. A slot is known by its end: the first one begins at an odd moment. */
export function planKeys(args: {
  readonly request: PlanRequest;
  readonly columns: PowerColumns;
  readonly rows: CapacityRows;
  readonly balances: Balances;
  readonly added: AddedCosts;
}): ProgramKeys {
  const { request, columns, rows, balances, added } = args;
  const { slotStartMs, sessions, grid } = request;
  const connectorOf = Float64Array.from(sessions, ({ connectorId }) => grid.connectorIndex.get(connectorId) ?? -1);
  const endMinute = Float64Array.from(slotStartMs.slice(1), (endMs) => Math.floor(endMs / 60_000) % MINUTES);
  const owned = columns.count + balances.servedCount;
  const columnKey = new Float64Array(owned + added.objective.length);
  const rowKey = new Float64Array(balances.count + rows.count + added.limitKw.length);
  for (let column = 0; column < columns.count; column += 1) {
    const connector = connectorOf[columns.session[column] ?? 0] ?? 0;
    columnKey[column] = connector * MINUTES + (endMinute[columns.slot[column] ?? 0] ?? 0);
  }
  for (let served = 0; served < balances.servedCount; served += 1) {
    const connector = connectorOf[balances.servedSession[served] ?? 0] ?? 0;
    columnKey[columns.count + served] = -(connector * balances.segmentCount + (served % balances.segmentCount) + 1);
  }
  balances.rowOf.forEach((row, session) => {
    if (row >= 0) rowKey[row] = -((connectorOf[session] ?? 0) + 1);
  });
  let side = 0;
  for (let row = 0; row < rows.count; row += 1) {
    const again = row > 0 && rows.gridRow[row] === rows.gridRow[row - 1] && rows.slot[row] === rows.slot[row - 1];
    side = again ? side + 1 : 0;
    rowKey[balances.count + row] =
      ((rows.gridRow[row] ?? 0) * SIDES + side) * MINUTES + (endMinute[rows.slot[row] ?? 0] ?? 0);
  }
  columnKey.forEach((_, column) => {
    if (column >= owned) columnKey[column] = ADDED - (column - owned);
  });
  for (let row = 0; row < added.limitKw.length; row += 1) {
    const own = balances.count + rows.count + row;
    const first = added.column[added.start[row] ?? 0] ?? 0;
    const last = added.column[(added.start[row + 1] ?? 1) - 1] ?? 0;
    // A half tells the sum of a row from the first column that it sums up.
    rowKey[own] = (columnKey[first] ?? 0) + 0.5;
    if (last >= owned) columnKey[last] = rowKey[own] ?? 0;
  }
  return { columnKey, rowKey };
}
