import type { Connector, ConnectorId, Grid, GridNode, NodeId, Phase, PhasorRow } from './grid.ts';
import { PHASES } from './grid.ts';

/**
 * A capacity row: node x phase in A, node in kW, or a phasor row of a line-to-line site.
 * Its load for powers x is the largest magnitude that any x' <= x can cause. For an ordinary row (one group)
 * that is the plain sum; for a phasor row the largest |sum over a subset of groups|, because the load of one line may cancel
 * that of another and a car may stop at any moment.
 */
export type Row = {
  readonly id: string;
  readonly nodeId: NodeId;
  readonly unit: 'kW' | 'A';
  readonly phase?: Phase;
  /** Rating in the row's unit without margin; Infinity for none (an envelope may still limit a kW row). */
  readonly rating: number;
  readonly groups: readonly RowGroup[];
};

/** Connectors whose contribution points in the same direction. */
export type RowGroup = {
  /** Unit vector; (1, 0) in ordinary rows. */
  readonly re: number;
  readonly im: number;
  /** Indexes into `CompiledGrid.connectors`. */
  readonly members: Int32Array;
  /** Row unit per kW of each member, > 0. */
  readonly perKw: Float64Array;
};

export type CompiledGrid = {
  readonly grid: Grid;
  readonly nodes: readonly GridNode[];
  readonly connectors: readonly Connector[];
  readonly rows: readonly Row[];
  readonly nodeIndex: ReadonlyMap<NodeId, number>;
  readonly connectorIndex: ReadonlyMap<ConnectorId, number>;
  /** Row indexes that contain a connector, per connector index, leaf first. */
  readonly rowsOfConnector: readonly Int32Array[];
  /** For each entry of `rowsOfConnector`: the index of the connector's group in that row. */
  readonly groupsOfConnector: readonly Uint8Array[];
  /** For each entry of `rowsOfConnector`: row unit per kW of the connector. */
  readonly perKwOfConnector: readonly Float64Array[];
  /** Indexes of nodes from the node itself up to the root, per node index. */
  readonly ancestorsOfNode: readonly Int32Array[];
  /** Connector indexes anywhere below a node, per node index. */
  readonly connectorsBelowNode: readonly Int32Array[];
};

/** kW or A. Covers the rounding of sums of 10,000 doubles; a tenth of what gate and checker forgive, so that they never disagree. */
export const ROW_TOLERANCE = 1e-7;

/** The load of a phasor row is taken over all subsets of its groups: 8 groups are 256 sums, enough for delta, wye and split wiring. */
export const MAXIMUM_GROUPS = 8;

/**
 * Turns the grid file's tree into capacity rows. Per node: one kW row always, one row in A per phase where `ratingA` is given,
 * one per `phasorRows` entry. A line-to-line connector counts in kW and phasor rows only.
 * Throws an Error that names the fault: duplicate id, unknown parent or node, cycle, AC connector without phases,
 * phasor row that names an unknown connector or one without an angle, or that has more than `MAXIMUM_GROUPS` directions.
 */
export function compileGrid(grid: Grid): CompiledGrid {
  const { nodes, connectors } = grid;
  const nodeIndex = indexById(nodes, 'node');
  const connectorIndex = indexById(connectors, 'connector');
  const ancestorsOfNode = nodes.map((node) => pathToRoot(node, nodes, nodeIndex));
  const below: number[][] = nodes.map(() => []);
  connectors.forEach((connector, index) => {
    const home = nodeIndex.get(connector.nodeId);
    if (home === undefined) {
      throw new Error(`grid: connector "${connector.id}" is at node "${connector.nodeId}", which does not exist`);
    }
    if (connector.kind === 'AC' && connector.phases.length === 0 && connector.phaseDeg === undefined) {
      throw new Error(`grid: AC connector "${connector.id}" has neither phases nor phaseDeg`);
    }
    for (const node of ancestorsOfNode[home] ?? []) below[node]?.push(index);
  });
  const rows = nodes.flatMap((node, index) => {
    const members = below[index] ?? [];
    const phases = node.ratingA === undefined ? [] : PHASES;
    return [
      kwRow(node, members),
      ...phases.map((phase) => phaseRow({ node, phase, members, connectors })),
      ...(node.phasorRows ?? []).map((row) => phasorRow({ node, row, connectors, connectorIndex })),
    ];
  });
  requireUnique(
    rows.map((row) => row.id),
    'row',
  );
  return {
    grid,
    nodes,
    connectors,
    rows,
    nodeIndex,
    connectorIndex,
    ...perConnector(rows, connectors, (row) => ancestorsOfNode[nodeIndex.get(row.nodeId) ?? -1]?.length ?? 0),
    ancestorsOfNode,
    connectorsBelowNode: below.map((members) => Int32Array.from(members)),
  };
}

/**
 * The worst load in the row's unit that any x' <= `powerKw` (one entry per connector, kW) can cause:
 * the sum of an ordinary row, the largest magnitude over the subsets of a phasor row's groups (a convex function has its
 * maximum at a corner of the box).
 */
export function rowLoad(row: Row, powerKw: ArrayLike<number>): number {
  const sums = row.groups.map(({ members, perKw }) => {
    let sum = 0;
    for (let k = 0; k < members.length; k++) sum += (perKw[k] ?? 0) * (powerKw[members[k] ?? -1] ?? 0);
    return sum;
  });
  return worstMagnitude(row.groups, sums, 0);
}

/** The largest |sum over a subset of groups| for group sums `sums[first...]`, in the row's unit. */
export function worstMagnitude(groups: readonly RowGroup[], sums: ArrayLike<number>, first: number): number {
  if (groups.length <= 1) return sums[first] ?? 0;
  let worstSquare = 0;
  for (let subset = 1; subset < 1 << groups.length; subset++) {
    let re = 0;
    let im = 0;
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g];
      if ((subset & (1 << g)) === 0 || group === undefined) continue;
      re += group.re * (sums[first + g] ?? 0);
      im += group.im * (sums[first + g] ?? 0);
    }
    worstSquare = Math.max(worstSquare, re * re + im * im);
  }
  return Math.sqrt(worstSquare);
}

function indexById<Id extends string>(items: readonly { readonly id: Id }[], what: string): Map<Id, number> {
  requireUnique(
    items.map((item) => item.id),
    what,
  );
  return new Map(items.map((item, index) => [item.id, index]));
}

function requireUnique(ids: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new Error(`grid: ${what} "${id}" is defined twice`);
    seen.add(id);
  }
}

function pathToRoot(
  node: GridNode,
  nodes: readonly GridNode[],
  nodeIndex: ReadonlyMap<NodeId, number>,
): Int32Array<ArrayBuffer> {
  const path: number[] = [];
  for (let at: GridNode | undefined = node; at !== undefined;) {
    if (path.length === nodes.length) throw new Error(`grid: node "${node.id}" is its own ancestor (cycle)`);
    path.push(nodeIndex.get(at.id) ?? -1);
    if (at.parentId === undefined) break;
    const parent = nodeIndex.get(at.parentId);
    if (parent === undefined) {
      throw new Error(`grid: node "${at.id}" has parent "${at.parentId}", which does not exist`);
    }
    at = nodes[parent];
  }
  return Int32Array.from(path);
}

function kwRow(node: GridNode, members: readonly number[]): Row {
  const group = {
    re: 1,
    im: 0,
    members: Int32Array.from(members),
    perKw: Float64Array.from({ length: members.length }, () => 1),
  };
  return {
    id: `${node.id}/kW`,
    nodeId: node.id,
    unit: 'kW',
    rating: node.ratingKw ?? Number.POSITIVE_INFINITY,
    groups: [group],
  };
}

function phaseRow({
  node,
  phase,
  members,
  connectors,
}: {
  readonly node: GridNode;
  readonly phase: Phase;
  readonly members: readonly number[];
  readonly connectors: readonly Connector[];
}): Row {
  const onPhase = members.flatMap((index) => {
    const connector = connectors[index];
    // An angle means line-to-line: the share of each line is in the phasor rows, not here.
    if (connector === undefined || connector.phaseDeg !== undefined) return [];
    const phases = connector.phases.length === 0 ? PHASES : connector.phases;
    return phases.includes(phase) ? [{ index, perKw: 1000 / (phases.length * node.voltageV) }] : [];
  });
  const group = {
    re: 1,
    im: 0,
    members: Int32Array.from(onPhase, (member) => member.index),
    perKw: Float64Array.from(onPhase, (member) => member.perKw),
  };
  return {
    id: `${node.id}/${phase}`,
    nodeId: node.id,
    unit: 'A',
    phase,
    rating: node.ratingA ?? Number.POSITIVE_INFINITY,
    groups: [group],
  };
}

function phasorRow({
  node,
  row,
  connectors,
  connectorIndex,
}: {
  readonly node: GridNode;
  readonly row: PhasorRow;
  readonly connectors: readonly Connector[];
  readonly connectorIndex: ReadonlyMap<ConnectorId, number>;
}): Row {
  const byAngle = new Map<number, { readonly index: number; readonly perKw: number }[]>();
  for (const [id, coefficient] of Object.entries(row.coefficients) as [ConnectorId, number][]) {
    const index = connectorIndex.get(id);
    const connector = index === undefined ? undefined : connectors[index];
    if (index === undefined || connector === undefined) {
      throw new Error(
        `grid: phasor row "${row.id}" of node "${node.id}" names connector "${id}", which does not exist`,
      );
    }
    if (connector.phaseDeg === undefined) {
      throw new Error(
        `grid: phasor row "${row.id}" of node "${node.id}" names connector "${id}", which has no phaseDeg`,
      );
    }
    if (coefficient === 0) continue;
    const turned = connector.phaseDeg + (coefficient < 0 ? 180 : 0);
    // A millionth of a degree: 150 and -210 written by different hands must fall together.
    const angle = Math.round((((turned % 360) + 360) % 360) * 1e6) % 360e6;
    const group = byAngle.get(angle) ?? [];
    group.push({ index, perKw: (Math.abs(coefficient) * 1000) / connector.voltageV });
    byAngle.set(angle, group);
  }
  if (byAngle.size > MAXIMUM_GROUPS) {
    throw new Error(
      `grid: phasor row "${row.id}" of node "${node.id}" has ${byAngle.size} directions, at most ${MAXIMUM_GROUPS} are handled`,
    );
  }
  const angles = [...byAngle].sort(([a], [b]) => a - b);
  return {
    id: `${node.id}/${row.id}`,
    nodeId: node.id,
    unit: 'A',
    rating: row.limitA,
    groups: angles.map(([angle, members]) => ({
      re: Math.cos((angle / 1e6) * (Math.PI / 180)),
      im: Math.sin((angle / 1e6) * (Math.PI / 180)),
      members: Int32Array.from(members, (member) => member.index),
      perKw: Float64Array.from(members, (member) => member.perKw),
    })),
  };
}

function perConnector(
  rows: readonly Row[],
  connectors: readonly Connector[],
  depthOf: (row: Row) => number,
): Pick<CompiledGrid, 'rowsOfConnector' | 'groupsOfConnector' | 'perKwOfConnector'> {
  const places: { readonly row: number; readonly group: number; readonly perKw: number }[][] = connectors.map(() => []);
  const leafFirst = rows.map((row, index) => ({ row, index, depth: depthOf(row) })).sort((a, b) => b.depth - a.depth);
  for (const { row, index } of leafFirst) {
    row.groups.forEach((group, g) => {
      group.members.forEach((member, k) => {
        places[member]?.push({ row: index, group: g, perKw: group.perKw[k] ?? 0 });
      });
    });
  }
  return {
    rowsOfConnector: places.map((list) => Int32Array.from(list, (place) => place.row)),
    groupsOfConnector: places.map((list) => Uint8Array.from(list, (place) => place.group)),
    perKwOfConnector: places.map((list) => Float64Array.from(list, (place) => place.perKw)),
  };
}
