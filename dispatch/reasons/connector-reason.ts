import type { LimitedBy, Setpoint } from '../allocation.ts';
import type { CompiledGrid, ConnectorId, NodeId } from '../grid/index.ts';
import type { Plan } from '../plan/index.ts';

/** Why a connector gets what it gets: the reason of its setpoint, how long it holds, and what the plan would pay for more. */
export type ConnectorReason = {
  readonly connectorId: ConnectorId;
  readonly limitKw: number;
  readonly limitedBy: LimitedBy;
  /** Until the envelope or override ends, or the plan gives it more. undefined = nobody knows yet. */
  readonly untilMs?: number;
  /** Absent without a plan that covers now and has prices. */
  readonly price?: ConnectorPrice;
};

/**
 * Shadow prices in the plan's objective per kWh, in the slot that covers now. They compare connectors and rows of one plan; they are
 * money only where the objective is.
 */
export type ConnectorPrice = {
  /** What one more kWh for this car would add, before the price of the rows. */
  readonly worthPerKwh?: number;
  /** What a kWh takes from others: the sum over `rows`. */
  readonly rowsPerKwh: number;
  /** The rows on its way that bind in the plan, dearest first. */
  readonly rows: readonly { readonly rowId: string; readonly nodeId: NodeId; readonly pricePerKwh: number }[];
};

/** The reason of one setpoint. An unknown connector has no prices. */
export function connectorReason({
  setpoint: { connectorId, limitKw, limitedBy },
  grid,
  plan,
  atMs,
}: {
  readonly setpoint: Setpoint;
  readonly grid: CompiledGrid;
  readonly plan?: Plan;
  readonly atMs: number;
}): ConnectorReason {
  const slot = plan === undefined ? -1 : slotAt(plan, atMs);
  const untilMs = untilOf(limitedBy) ?? (limitedBy.kind === 'plan' ? nextMoreMs(plan, connectorId, slot) : undefined);
  const price = plan === undefined || slot < 0 ? undefined : priceOf({ connectorId, grid, plan, slot });
  return {
    connectorId,
    limitKw,
    limitedBy,
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(price === undefined ? {} : { price }),
  };
}

/** When the reason itself says that it ends. */
export function untilOf(limitedBy: LimitedBy): number | undefined {
  return limitedBy.kind === 'node' || limitedBy.kind === 'override' ? limitedBy.untilMs : undefined;
}

/** The slot of the plan that covers an instant; -1 = outside its horizon. */
export function slotAt({ slotStartMs }: Plan, atMs: number): number {
  const next = slotStartMs.findIndex((startMs) => startMs > atMs);
  return next <= 0 ? -1 : next - 1;
}

/** When the plan first gives the connector more than it does now. */
function nextMoreMs(plan: Plan | undefined, connectorId: ConnectorId, slot: number): number | undefined {
  const powerKw = plan?.powerKw.get(connectorId);
  if (plan === undefined || powerKw === undefined || slot < 0) return undefined;
  const nowKw = powerKw[slot] ?? 0;
  const next = powerKw.findIndex((kw, index) => index > slot && kw > nowKw + MORE_KW);
  return next < 0 ? undefined : plan.slotStartMs[next];
}

/** Less is rounding of the solver. */
const MORE_KW = 0.01;

function priceOf({
  connectorId,
  grid,
  plan,
  slot,
}: {
  readonly connectorId: ConnectorId;
  readonly grid: CompiledGrid;
  readonly plan: Plan;
  readonly slot: number;
}): ConnectorPrice | undefined {
  const { rowPrice, worthPerKwh } = plan;
  const index = grid.connectorIndex.get(connectorId);
  if (rowPrice === undefined || index === undefined) return undefined;
  const rows: { readonly rowId: string; readonly nodeId: NodeId; readonly pricePerKwh: number }[] = [];
  const { places } = grid;
  for (let k = places.start[index] ?? 0; k < (places.end[index] ?? 0); k += 1) {
    const row = grid.rows[places.row[k] ?? -1];
    const price = row === undefined ? 0 : (rowPrice.get(row.id)?.[slot] ?? 0);
    if (row === undefined || !(price > 0)) continue;
    rows.push({ rowId: row.id, nodeId: row.nodeId, pricePerKwh: price * (places.perKw[k] ?? 0) });
  }
  const worth = worthPerKwh?.get(connectorId);
  return {
    ...(worth === undefined ? {} : { worthPerKwh: worth }),
    rowsPerKwh: rows.reduce((sum, { pricePerKwh }) => sum + pricePerKwh, 0),
    rows: rows.sort((a, b) => b.pricePerKwh - a.pricePerKwh),
  };
}
