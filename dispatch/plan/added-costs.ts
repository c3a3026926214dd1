import type { Worths } from './objective.ts';
import { FLAT_STEPS } from './plan-bounds.ts';
import type { BaseOfRow, DemandCharge, PlanRequest } from './plan-request.ts';
import type { PowerColumns } from './plan-rows.ts';

/** Columns and rows for costs of a row's load as a whole. Rows as in `CapacityRows`; columns follow all others. */
export type AddedCosts = {
  readonly objective: number[];
  readonly upper: number[];
  readonly limitKw: number[];
  readonly start: number[];
  readonly column: number[];
  readonly coefficient: number[];
};

type Args = {
  readonly request: PlanRequest;
  readonly columns: PowerColumns;
  readonly hours: Float64Array;
  readonly worths: Worths;
  /** Index of the first added column. */
  readonly firstColumn: number;
};

/** The rise of the month's peak, paid per kW, and the evenness of a load: each where the request asks and the objective weighs it. */
export function addedCosts(args: Args): AddedCosts {
  const added: AddedCosts = { objective: [], upper: [], limitKw: [], start: [0], column: [], coefficient: [] };
  const { request, worths } = args;
  for (const charge of request.demandCharges ?? []) {
    if (worths.peak * charge.pricePerKw > 0) addPeak(args, charge, added);
  }
  if (request.flatten !== undefined && worths.flat > 0) addFlat(args, request.flatten, added);
  return added;
}

/** One column for the rise; in each slot: load of the cars - rise <= what is free. A base load that passes the peak by itself is lost in any case. */
function addPeak(args: Args, charge: DemandCharge, added: AddedCosts): void {
  const { pricePerKw, peakSoFarKw, baseKw, rowIndex } = charge;
  const loads = loadOfSlots(args, rowIndex);
  const freeKw = baseKw.reduce((most, kw) => Math.max(most, kw), peakSoFarKw);
  const rise = args.firstColumn + added.objective.length;
  added.objective.push(-args.worths.peak * pricePerKw);
  added.upper.push(loads.reduce((most, { reachKw }) => Math.max(most, reachKw), 0));
  loads.forEach(({ from, to, reachKw }, slot) => {
    const limitKw = freeKw - (baseKw[slot] ?? 0);
    if (reachKw <= limitKw) return;
    addMembers({ args, from, to, rowIndex, added });
    added.column.push(rise);
    added.coefficient.push(-1);
    closeRow(added, limitKw);
  });
}

/** Per slot columns for steps of load, each dearer than the one below; in each slot: load of the cars = their sum. */
function addFlat(args: Args, { rowIndex, baseKw }: BaseOfRow, added: AddedCosts): void {
  const loads = loadOfSlots(args, rowIndex);
  const topKw = loads.reduce((most, { reachKw }, slot) => Math.max(most, reachKw + (baseKw[slot] ?? 0)), 0);
  const bottomKw = baseKw.reduce((least, kw) => Math.min(least, kw), 0);
  const stepKw = (topKw - bottomKw) / FLAT_STEPS;
  loads.forEach(({ from, to, reachKw }, slot) => {
    if (reachKw === 0) return;
    addMembers({ args, from, to, rowIndex, added });
    for (let step = 0; step < FLAT_STEPS; step += 1) {
      const widthKw = bottomKw + (step + 1) * stepKw - Math.max(baseKw[slot] ?? 0, bottomKw + step * stepKw);
      if (widthKw <= 0) continue;
      added.column.push(args.firstColumn + added.objective.length);
      added.coefficient.push(-1);
      added.objective.push((-(args.hours[slot] ?? 0) * args.worths.flat * (step + 0.5)) / FLAT_STEPS);
      added.upper.push(widthKw);
    }
    closeRow(added, 0);
  });
}

type SlotLoad = { readonly from: number; readonly to: number; readonly reachKw: number };

/** Per slot: its power columns [from, to), and the most they can draw in the row. */
function loadOfSlots({ request, columns, hours }: Args, rowIndex: number): readonly SlotLoad[] {
  const perKw = perKwOf(request, rowIndex);
  let to = 0;
  return Array.from(hours, (_, slot) => {
    const from = to;
    let reachKw = 0;
    for (; to < columns.count && columns.slot[to] === slot; to += 1) {
      reachKw += (perKw[columns.session[to] ?? 0] ?? 0) * (columns.upperKw[to] ?? 0);
    }
    return { from, to, reachKw };
  });
}

function addMembers(row: {
  readonly args: Args;
  readonly from: number;
  readonly to: number;
  readonly rowIndex: number;
  readonly added: AddedCosts;
}): void {
  const { args, from, to, rowIndex, added } = row;
  const perKw = perKwOf(args.request, rowIndex);
  for (let column = from; column < to; column += 1) {
    const coefficient = perKw[args.columns.session[column] ?? 0] ?? 0;
    if (coefficient === 0) continue;
    added.column.push(column);
    added.coefficient.push(coefficient);
  }
}

function closeRow(added: AddedCosts, limitKw: number): void {
  added.limitKw.push(limitKw);
  added.start.push(added.column.length);
}

/** How much of each session's power counts in a row in kW. */
function perKwOf({ grid, sessions }: PlanRequest, rowIndex: number): Float64Array {
  const ofConnector = new Float64Array(grid.connectors.length);
  for (const { members, perKw } of grid.rows[rowIndex]?.groups ?? []) {
    members.forEach((member, k) => {
      ofConnector[member] = perKw[k] ?? 0;
    });
  }
  return Float64Array.from(sessions, ({ connectorId }) => ofConnector[grid.connectorIndex.get(connectorId) ?? -1] ?? 0);
}
