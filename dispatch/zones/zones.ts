import { compileGrid, type CompiledGrid, type GridNode } from '../grid/index.ts';

/** A part of the grid that is planned by itself: subtrees, or connectors, below one shared node. */
export type Zone = {
  readonly id: string;
  /** The zone with the shared nodes above it, which count as rows to be budgeted. */
  readonly grid: CompiledGrid;
  /** Row of the whole grid for each row of `grid`. */
  readonly rowOf: Int32Array;
  /** Of the whole grid: the shared node right above. */
  readonly aboveNode: number;
  /** Of the whole grid: the tops of the zone's subtrees. */
  readonly tops: readonly number[];
  /** Of the whole grid: connectors at the shared node itself. */
  readonly direct: readonly number[];
};

/** A grid in zones, and what they share. */
export type Zoning = {
  readonly zones: readonly Zone[];
  /** Per node of the whole grid: 1 = above zones. */
  readonly shared: Uint8Array;
};

/** A subtree or the connectors of a shared node; the smallest that is moved as a whole. */
type Piece = { readonly top?: number; readonly direct: readonly number[]; readonly connectors: number };

/**
 * Cuts a grid into zones of at most `maximumConnectors`: subtrees that are small enough, neighbours below the same node together while they fit. A node with
 * phasor rows is never cut, whatever its size: its lines cancel each other in ways that no sum of budgets knows. Depends on the grid alone.
 */
export function zonesOf(grid: CompiledGrid, { maximumConnectors }: { readonly maximumConnectors: number }): Zoning {
  const { nodes, connectors, nodeIndex, connectorsBelowNode } = grid;
  const shared = Uint8Array.from(nodes, (_, node) => {
    const below = connectorsBelowNode[node]?.length ?? 0;
    return below > maximumConnectors ? 1 : 0;
  });
  nodes.forEach((node, index) => {
    if (node.phasorRows === undefined) return;
    for (const below of nodesBelow(grid, index)) shared[below] = 0;
  });
  const pieces = new Map<number, Piece[]>();
  const add = (above: number, piece: Piece): void => {
    if (piece.connectors === 0) return;
    const ofNode = pieces.get(above);
    if (ofNode === undefined) pieces.set(above, [piece]);
    else ofNode.push(piece);
  };
  nodes.forEach((node, top) => {
    if (shared[top] === 1) return;
    const above = node.parentId === undefined ? -1 : (nodeIndex.get(node.parentId) ?? -1);
    if (above >= 0 && shared[above] === 0) return;
    add(above, { top, direct: [], connectors: connectorsBelowNode[top]?.length ?? 0 });
  });
  connectors.forEach(({ nodeId }, connector) => {
    const above = nodeIndex.get(nodeId) ?? -1;
    if (shared[above] === 1) add(above, { direct: [connector], connectors: 1 });
  });
  const zones = [...pieces].flatMap(([above, ofNode]) =>
    bundles(ofNode, maximumConnectors).map((bundle, k) => zoneOf(grid, { above, bundle, name: `zone-${above}-${k}` })),
  );
  return { zones, shared };
}

function bundles(pieces: readonly Piece[], maximum: number): Piece[][] {
  const all: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (piece.connectors > room) {
      all.push([]);
      room = maximum;
    }
    all.at(-1)?.push(piece);
    room -= piece.connectors;
  }
  return all;
}

function zoneOf(
  grid: CompiledGrid,
  { above, bundle, name }: { readonly above: number; readonly bundle: readonly Piece[]; readonly name: string },
): Zone {
  const tops = bundle.flatMap(({ top }) => (top === undefined ? [] : [top]));
  const direct = bundle.flatMap((piece) => piece.direct);
  const inside = new Set([...(grid.ancestorsOfNode[above] ?? []), ...tops.flatMap((top) => nodesBelow(grid, top))]);
  const members = [...direct, ...tops.flatMap((top) => [...(grid.connectorsBelowNode[top] ?? [])])];
  const part = compileGrid({
    nodes: [...inside].sort((a, b) => a - b).flatMap((node): GridNode[] => grid.nodes.slice(node, node + 1)),
    connectors: members.sort((a, b) => a - b).flatMap((connector) => grid.connectors.slice(connector, connector + 1)),
  });
  const rowIndex = new Map(grid.rows.map(({ id }, row) => [id, row]));
  const rowOf = Int32Array.from(part.rows, ({ id }) => rowIndex.get(id) ?? -1);
  return { id: name, grid: part, rowOf, aboveNode: above, tops, direct };
}

/** A node and everything below it. */
function nodesBelow({ ancestorsOfNode }: CompiledGrid, top: number): number[] {
  return ancestorsOfNode.flatMap((ancestors, node) => (ancestors.includes(top) ? [node] : []));
}
