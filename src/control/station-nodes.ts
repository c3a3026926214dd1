/**
 * A node of the grid for a station that another system limits as a whole, between its connectors and the node where they are: so the sum of the
 * connectors is a row like any other, for the allocator, the gate, the checker and the planner. People do not see it as a node.
 */
import type { CompiledGrid, Connector, Grid, GridNode } from '../../dispatch/index.ts';

/** Ids of a grid file begin with a letter or a digit, so that this is nobody else's. */
export function stationNodeId(stationId: string): string {
  return `@${stationId}`;
}

/** The same grid with a node for each of the stations; its connectors stay in their order. Stations whose connectors are at more than one node get none. */
export function withStationNodes(grid: Grid, stationIds: ReadonlySet<string>): Grid {
  if (stationIds.size === 0) return grid;
  const homes = new Map<string, ReadonlySet<string>>();
  for (const { stationId, nodeId } of grid.connectors)
    if (stationIds.has(stationId)) homes.set(stationId, new Set([...(homes.get(stationId) ?? []), nodeId]));
  const added = new Map<string, GridNode>();
  for (const [stationId, nodeIds] of homes) {
    const home = nodeIds.size === 1 ? grid.nodes.find(({ id }) => nodeIds.has(id)) : undefined;
    if (home === undefined) continue;
    const id = stationNodeId(stationId);
    // Rows in A without a rating: they bind where the limit comes in A.
    added.set(stationId, {
      id,
      kind: 'station',
      parentId: home.id,
      voltageV: home.voltageV,
      margin: 0,
      ratingA: Infinity,
    });
  }
  return {
    nodes: [...grid.nodes, ...added.values()],
    connectors: grid.connectors.map((connector) => {
      const node = added.get(connector.stationId);
      return node === undefined ? connector : { ...connector, nodeId: node.id };
    }),
  };
}

/** The node of the grid file at which a connector is. */
export function siteNodeOf(grid: CompiledGrid, { nodeId }: Pick<Connector, 'nodeId'>): GridNode | undefined {
  const node = grid.nodes[grid.nodeIndex.get(nodeId) ?? -1];
  if (node?.kind !== 'station') return node;
  return grid.nodes[grid.nodeIndex.get(node.parentId ?? '') ?? -1];
}
