import { nodeUsers } from '../../dispatch/index.ts';
import type { NodeUser } from '../../dispatch/index.ts';
import type { ControlView, NodeView } from './view.ts';

/** Who below a node has power reserved, the largest first, at most `most`, and the sum of the others, kW. For API and reports alike. */
export function usersOfNode(
  view: ControlView,
  node: NodeView,
  most: number,
): { readonly users: readonly NodeUser[]; readonly othersKw: number } {
  const below = belowOf(view, node);
  const reserved = view.connectors
    .filter(({ nodeId }) => nodeId !== undefined && below.has(nodeId))
    .map(({ connectorId, exposureKw }) => ({ connectorId, reservedKw: exposureKw }));
  return nodeUsers(reserved, most);
}

/** The node and all that hang on it; a Set is walked while it grows. */
function belowOf({ nodes }: ControlView, node: NodeView): ReadonlySet<string> {
  const below = new Set([node.nodeId]);
  for (const parent of below) for (const { nodeId, parentId } of nodes) if (parentId === parent) below.add(nodeId);
  return below;
}
