import { baseInRow, strictestLimit, strictestPhaseLimit } from '../../dispatch/index.ts';
import type { GridEnvelope, GridSnapshot, NodeId, PlanRequest, Row } from '../../dispatch/index.ts';

export type PlanHorizon = {
  readonly slotStartMs: readonly number[];
  /** A limit must be obeyed this long before it begins. */
  readonly leadMs: number;
  /** Upper forecast of the base load below each node, one value a slot, kW. */
  readonly baseKw: ReadonlyMap<NodeId, readonly number[]>;
};

/** What each row has left for charging in each slot: its limit under the envelopes of that slot, minus forecast base load and what connectors may draw that cannot be planned. */
export function planLimits(
  snapshot: GridSnapshot,
  envelopes: readonly GridEnvelope[],
  horizon: PlanHorizon,
): PlanRequest['rowLimit'] {
  const { grid, connectors } = snapshot;
  const othersKw = connectors.map(({ controllable, session, exposureKw }) =>
    controllable && session !== undefined ? 0 : exposureKw,
  );
  const others = grid.rows.map((row) => plainSum(row, othersKw));
  const { slotStartMs, leadMs, baseKw } = horizon;
  const limits = grid.rows.map((row, rowIndex) => {
    const node = grid.nodes[grid.nodeIndex.get(row.nodeId) ?? -1];
    return slotStartMs.slice(1).map((endMs, slot) => {
      if (node === undefined) return 0;
      const window = { nodeId: node.id, fromMs: slotStartMs[slot] ?? endMs, toMs: endMs - 1 + leadMs };
      const limit = Math.min(row.rating, envelopeLimit(row, envelopes, window) ?? Infinity) * (1 - node.margin);
      if (limit === Infinity) return Infinity;
      return Math.max(0, limit - baseInRow(row, node, baseKw.get(node.id)?.[slot] ?? 0) - (others[rowIndex] ?? 0));
    });
  });
  return (rowIndex, slot) => limits[rowIndex]?.[slot] ?? 0;
}

/** In the row's unit. */
function envelopeLimit(
  { unit, phase }: Row,
  envelopes: readonly GridEnvelope[],
  window: Parameters<typeof strictestLimit>[1],
): number | undefined {
  if (unit === 'kW') return strictestLimit(envelopes, window)?.limitKw;
  return phase === undefined ? undefined : strictestPhaseLimit(envelopes, window)?.limitA;
}

/** Upper bound of a row's load: directions that partly cancel are added all the same. */
function plainSum({ groups }: Row, powerKw: readonly number[]): number {
  let sum = 0;
  for (const { members, perKw } of groups) {
    members.forEach((index, k) => {
      sum += (perKw[k] ?? 0) * (powerKw[index] ?? 0);
    });
  }
  return sum;
}
