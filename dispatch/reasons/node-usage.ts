import type { CompiledGrid, ConnectorId, NodeId, Phase } from '../grid/index.ts';
import { rowLoad } from '../grid/index.ts';
import type { Plan } from '../plan/index.ts';
import type { RowCapacity } from '../snapshot.ts';
import { slotAt } from './connector-reason.ts';

/** The row of a node with the least room, in its own unit. */
export type BindingRow = {
  readonly rowId: string;
  readonly unit: 'kW' | 'A';
  readonly phase?: Phase;
  /** min(rating, envelopes) after the margin. */
  readonly capacity: number;
  readonly base: number;
  /** Reserved for the connectors below. */
  readonly charging: number;
  /** capacity - base - charging; below 0 it is overcommitted. */
  readonly free: number;
  /** Set when an envelope, not the rating, makes the limit; until when. */
  readonly envelopeId?: string;
  readonly untilMs?: number;
  /** Shadow price of the row now: the plan's objective per unit and hour. Absent where it does not bind in the plan. */
  readonly pricePerUnitH?: number;
};

export type NodeUser = {
  readonly connectorId: ConnectorId;
  readonly reservedKw: number;
  /** Of all that the connectors below have reserved. */
  readonly sharePercent: number;
};

/**
 * The row of each node that has the least room for its size; undefined for a node whose rows are all without a limit. One entry per `grid.nodes`.
 * `reservedKw`: what counts of each connector (its exposure), one per `grid.connectors`; `capacity`: one per `grid.rows`.
 */
export function bindingRows({
  grid,
  capacity,
  reservedKw,
  plan,
  atMs,
}: {
  readonly grid: CompiledGrid;
  readonly capacity: readonly RowCapacity[];
  readonly reservedKw: ArrayLike<number>;
  readonly plan?: Plan;
  readonly atMs: number;
}): readonly (BindingRow | undefined)[] {
  const slot = plan === undefined ? -1 : slotAt(plan, atMs);
  const tightest: (BindingRow | undefined)[] = grid.nodes.map(() => undefined);
  grid.rows.forEach((row, index) => {
    const { limit = Infinity, base = 0, envelopeId, untilMs } = capacity[index] ?? {};
    if (!Number.isFinite(limit)) return;
    const node = grid.nodeIndex.get(row.nodeId) ?? -1;
    const charging = rowLoad(row, reservedKw);
    const free = limit - base - charging;
    const before = tightest[node];
    if (before !== undefined && roomShare(before) <= roomShare({ free, capacity: limit })) return;
    const price = slot < 0 ? 0 : (plan?.rowPrice?.get(row.id)?.[slot] ?? 0);
    tightest[node] = {
      rowId: row.id,
      unit: row.unit,
      ...(row.phase === undefined ? {} : { phase: row.phase }),
      capacity: limit,
      base,
      charging,
      free,
      ...(envelopeId === undefined ? {} : { envelopeId }),
      ...(untilMs === undefined ? {} : { untilMs }),
      ...(price > 0 ? { pricePerUnitH: price } : {}),
    };
  });
  return tightest;
}

/**
 * Who below a node has power reserved, the largest first, at most `most`; the rest is their sum. Nobody is listed with nothing.
 * `connectors`: those below the node.
 */
export function nodeUsers(
  connectors: readonly { readonly connectorId: ConnectorId; readonly reservedKw: number }[],
  most: number,
): { readonly users: readonly NodeUser[]; readonly othersKw: number } {
  const totalKw = connectors.reduce((sum, { reservedKw }) => sum + reservedKw, 0);
  const ordered = connectors
    .filter(({ reservedKw }) => reservedKw > 0)
    .toSorted((a, b) => b.reservedKw - a.reservedKw || (a.connectorId < b.connectorId ? -1 : 1));
  return {
    users: ordered.slice(0, most).map(({ connectorId, reservedKw }) => ({
      connectorId,
      reservedKw,
      sharePercent: (100 * reservedKw) / totalKw,
    })),
    othersKw: ordered.slice(most).reduce((sum, { reservedKw }) => sum + reservedKw, 0),
  };
}

export type NodeUsage = {
  readonly nodeId: NodeId;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly binding?: BindingRow;
};

/** Rows of different units are compared by the share of their limit that is left; a limit of 0 has no room at all. */
function roomShare({ free, capacity }: { readonly free: number; readonly capacity: number }): number {
  return capacity > 0 ? free / capacity : -Infinity;
}
