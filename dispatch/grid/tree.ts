import type { Connector, GridNode, NodeId } from './grid.ts';

/** The shape of the grid in flat arrays, so that a walk over 100,000 connectors allocates nothing. */
export type Tree = {
  /** Index of the node above, -1 at a root; per node. */
  readonly parent: Int32Array;
  /** Node indexes, every node right before all that is below it. */
  readonly order: Int32Array;
  /** Place of a node in `order`, and the place after the last node below it. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** First row of each node; the rows of node n are firstRow[n] <= r < firstRow[n + 1]. */
  readonly firstRow: Int32Array;
  /** The lowest node above or at which are all members of a row; its own node, except for a phasor row that reaches further. */
  readonly spanOfRow: Int32Array;
  /** Node of each connector. */
  readonly home: Int32Array;
};

/** Index of the parent of every node, -1 for a root. Throws for an unknown parent and for a cycle. */
export function parentsOf(nodes: readonly GridNode[], nodeIndex: ReadonlyMap<NodeId, number>): Int32Array<ArrayBuffer> {
  const parent = Int32Array.from(nodes, (node) => {
    if (node.parentId === undefined) return -1;
    const index = nodeIndex.get(node.parentId);
    if (index !== undefined) return index;
    throw new Error(`grid: node "${node.id}" has parent "${node.parentId}", which does not exist`);
  });
  const reachesRoot = new Uint8Array(nodes.length);
  nodes.forEach(({ id }, index) => {
    let steps = 0;
    for (let at = index; at !== -1 && reachesRoot[at] === 0; at = parent[at] ?? -1) {
      steps += 1;
      if (steps > nodes.length) throw new Error(`grid: node "${id}" is its own ancestor (cycle)`);
    }
    for (let at = index; at !== -1 && reachesRoot[at] === 0; at = parent[at] ?? -1) reachesRoot[at] = 1;
  });
  return parent;
}

/** Node index of every connector. Throws for an unknown node and for an AC connector without phases. */
export function homesOf(
  connectors: readonly Connector[],
  nodeIndex: ReadonlyMap<NodeId, number>,
): Int32Array<ArrayBuffer> {
  return Int32Array.from(connectors, (connector) => {
    const home = nodeIndex.get(connector.nodeId);
    if (home === undefined) {
      throw new Error(`grid: connector "${connector.id}" is at node "${connector.nodeId}", which does not exist`);
    }
    if (connector.kind === 'AC' && connector.phases.length === 0 && connector.phaseDeg === undefined) {
      throw new Error(`grid: AC connector "${connector.id}" has neither phases nor phaseDeg`);
    }
    return home;
  });
}

/** From every node up to its root. */
export function ancestorsOf(parent: Int32Array): readonly Int32Array[] {
  return Array.from(parent, (_, index) => {
    const path: number[] = [];
    for (let at = index; at !== -1; at = parent[at] ?? -1) path.push(at);
    return Int32Array.from(path);
  });
}

/** Connectors anywhere below each node, ascending. */
export function connectorsBelow(parent: Int32Array, home: Int32Array): readonly Int32Array[] {
  const counts = new Int32Array(parent.length);
  for (const node of home) for (let at = node; at !== -1; at = parent[at] ?? -1) counts[at] = (counts[at] ?? 0) + 1;
  const below = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let index = 0; index < home.length; index++) {
    for (let at = home[index] ?? -1; at !== -1; at = parent[at] ?? -1) {
      const members = below[at];
      if (members !== undefined) members[counts[at] ?? 0] = index;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return below;
}

/** Nodes in preorder: `order`, `from` and `to` of a tree. */
export function preorder(parent: Int32Array): Pick<Tree, 'order' | 'from' | 'to'> {
  const children: number[][] = Array.from(parent, () => []);
  const stack: number[] = [];
  for (let node = parent.length - 1; node >= 0; node--) {
    const above = parent[node] ?? -1;
    if (above === -1) stack.push(node);
    else children[above]?.push(node);
  }
  const order = new Int32Array(parent.length);
  const from = new Int32Array(parent.length);
  const to = new Int32Array(parent.length);
  let place = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    order[place] = node;
    from[node] = place;
    place += 1;
    stack.push(...(children[node] ?? []));
  }
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    to[node] = Math.max(to[node] ?? 0, at + 1);
    const above = parent[node] ?? -1;
    if (above !== -1) to[above] = Math.max(to[above] ?? 0, to[node] ?? 0);
  }
  return { order, from, to };
}
