import type { NodeId } from '../../dispatch/index.ts';
import type { Scenario, Truth } from '../../simulator/index.ts';

/** One node at one instant: the mean of the step before it. */
export type SeriesPoint = {
  readonly atMs: number;
  readonly nodeId: NodeId;
  readonly loadKw: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  /** min(rating, limits in force); null = none in kW. */
  readonly limitKw: number | null;
};

/** More points than this help nobody and fill the memory. */
const EVERY_MS = 60_000;
const MOST_POINTS = 5_000_000;

/** Collects a point a minute (or a step, if that is longer) of some nodes. Throws an Error when a node is unknown or the series would be too long. */
export function seriesRecorder(
  scenario: Scenario,
  { nodeIds, stepMs }: { readonly nodeIds: readonly NodeId[]; readonly stepMs: number },
): { readonly record: (truth: Truth) => void; readonly points: readonly SeriesPoint[] } {
  const nodes = nodeIds.map((nodeId) => {
    const node = scenario.grid.nodes.find(({ id }) => id === nodeId);
    if (node === undefined) throw new Error(`--series: no node "${nodeId}" in ${scenario.name}`);
    return node;
  });
  const everyMs = Math.max(EVERY_MS, stepMs);
  const count = nodes.length * Math.floor((scenario.endMs - scenario.startMs) / everyMs);
  if (count > MOST_POINTS)
    throw new Error(`--series: ${count} points are more than ${MOST_POINTS}; choose fewer nodes or days`);
  const points: SeriesPoint[] = [];
  let dueMs = scenario.startMs + everyMs;
  return {
    points,
    record: (truth) => {
      if (truth.atMs < dueMs) return;
      while (dueMs <= truth.atMs) dueMs += everyMs;
      for (const node of nodes) {
        const loadKw = truth.nodeKw.get(node.id) ?? 0;
        const chargingKw = truth.nodeChargingKw.get(node.id) ?? 0;
        const limitKw = scenario.events.reduce(
          (least, event) =>
            event.nodeId === node.id && event.startMs <= truth.atMs && truth.atMs < event.endMs
              ? Math.min(least, event.limitKw)
              : least,
          node.ratingKw ?? Infinity,
        );
        points.push({
          atMs: truth.atMs,
          nodeId: node.id,
          loadKw,
          baseLoadKw: loadKw - chargingKw,
          chargingKw,
          limitKw: Number.isFinite(limitKw) ? limitKw : null,
        });
      }
    },
  };
}
