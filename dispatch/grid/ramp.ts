import type { NodeId } from './grid.ts';
import type { CompiledGrid } from './rows.ts';
import { rowLoad } from './rows.ts';

/** How far all charging below a node may be raised now, kW, and as of when. */
export type RampCeiling = { readonly atMs: number; readonly ceilingKw: number };

/**
 * The ceilings of nodes with `rampPercentPerMinute`, one moment later: each rises with its rate, and is at most a minute's worth above what may be drawn
 * below the node now (`exposureKw` per connector). A bucket of a minute, so that small steps gather into one that a charger takes; what falls gives no
 * more than that back. The first ceiling of a node is a minute's worth above what is drawn.
 */
export function nextCeilings(
  grid: CompiledGrid,
  before: ReadonlyMap<NodeId, RampCeiling>,
  { atMs, exposureKw }: { readonly atMs: number; readonly exposureKw: ArrayLike<number> },
): Map<NodeId, RampCeiling> {
  const after = new Map<NodeId, RampCeiling>();
  grid.nodes.forEach((node, index) => {
    const perMinuteKw = ((node.rampPercentPerMinute ?? Number.NaN) / 100) * ratingOf(node);
    const row = grid.rows[grid.tree.firstRow[index] ?? -1];
    if (!(perMinuteKw >= 0 && perMinuteKw < Number.POSITIVE_INFINITY) || row === undefined) return;
    const drawnKw = rowLoad(row, exposureKw);
    const last = before.get(node.id);
    const grownKw =
      last === undefined
        ? Number.POSITIVE_INFINITY
        : last.ceilingKw + (perMinuteKw * Math.max(0, atMs - last.atMs)) / 60_000;
    after.set(node.id, { atMs, ceilingKw: Math.max(drawnKw, Math.min(grownKw, drawnKw + perMinuteKw)) });
  });
  return after;
}

function ratingOf({ ratingKw, ratingA, voltageV }: CompiledGrid['nodes'][number]): number {
  return ratingKw ?? (3 * (ratingA ?? Number.NaN) * voltageV) / 1000;
}
