import type { CompiledGrid } from '../grid/index.ts';
import type { PlanRequest } from '../plan/index.ts';

/**
 * The most that can flow into each node in each slot, kW at `node * slots + slot`: what the sessions below may take while they are there, under every
 * limit on the way (rows in A as if all their phases were full).
 */
export function reachOf(request: PlanRequest, presentKw: Float64Array): Float64Array {
  const { grid } = request;
  const slots = request.slotStartMs.length - 1;
  const reachKw = limitsKw(request);
  const sumKw = new Float64Array(reachKw.length);
  grid.connectors.forEach(({ nodeId }, connector) => {
    const node = grid.nodeIndex.get(nodeId) ?? 0;
    for (let slot = 0; slot < slots; slot += 1) {
      const at = node * slots + slot;
      sumKw[at] = (sumKw[at] ?? 0) + (presentKw[connector * slots + slot] ?? 0);
    }
  });
  for (const node of deepestFirst(grid)) {
    const above = grid.ancestorsOfNode[node]?.[1] ?? -1;
    for (let slot = 0; slot < slots; slot += 1) {
      const at = node * slots + slot;
      reachKw[at] = Math.min(reachKw[at] ?? 0, sumKw[at] ?? 0);
      if (above >= 0) sumKw[above * slots + slot] = (sumKw[above * slots + slot] ?? 0) + (reachKw[at] ?? 0);
    }
  }
  return reachKw;
}

function limitsKw({ grid, rowLimit, slotStartMs }: PlanRequest): Float64Array {
  const slots = slotStartMs.length - 1;
  const limitKw = new Float64Array(grid.nodes.length * slots).fill(Infinity);
  const phasesKw = new Float64Array(limitKw.length);
  grid.rows.forEach(({ nodeId, unit, phase }, row) => {
    const node = grid.nodeIndex.get(nodeId) ?? 0;
    const { voltageV = 0 } = grid.nodes[node] ?? {};
    for (let slot = 0; slot < slots; slot += 1) {
      const at = node * slots + slot;
      const limit = Math.max(0, rowLimit(row, slot));
      if (unit === 'kW') limitKw[at] = limit;
      else if (phase !== undefined) {
        phasesKw[at] = (phasesKw[at] ?? 0) + (limit * voltageV) / 1000;
        if (phase === 'L3') limitKw[at] = Math.min(limitKw[at] ?? 0, phasesKw[at] ?? 0);
      }
    }
  });
  return limitKw;
}

function deepestFirst({ ancestorsOfNode }: CompiledGrid): number[] {
  const depthOf = (node: number): number => ancestorsOfNode[node]?.length ?? 0;
  return ancestorsOfNode.map((_, node) => node).sort((a, b) => depthOf(b) - depthOf(a));
}
