import { connectorTable } from './connector-table.ts';
import type { Connector, ConnectorId, Grid, GridNode, PhasorRow } from './grid.ts';
import { PHASES } from './grid.ts';
import { placesOf } from './places.ts';
import type { CompiledGrid, Row, RowGroup } from './rows.ts';
import { MAXIMUM_GROUPS } from './rows.ts';
import { ancestorsOf, connectorsBelow, homesOf, parentsOf, preorder } from './tree.ts';

/**
 * Turns the grid file's tree into capacity rows. Per node: one kW row always, one row in A per phase where `ratingA` is given,
 * one per `phasorRows` entry. A line-to-line connector counts in kW and phasor rows only. Linear in connectors x depth.
 * Throws an Error that names the fault: duplicate id, unknown parent or node, cycle, AC connector without phases,
 * phasor row that names an unknown connector or one without an angle, or that has more than `MAXIMUM_GROUPS` directions.
 */
export function compileGrid(grid: Grid): CompiledGrid {
  const { nodes, connectors } = grid;
  const nodeIndex = indexById(nodes, 'node');
  const connectorIndex = indexById(connectors, 'connector');
  const parent = parentsOf(nodes, nodeIndex);
  const home = homesOf(connectors, nodeIndex);
  const ancestorsOfNode = ancestorsOf(parent);
  const below = connectorsBelow(parent, home);
  const phaseOfConnector = new Uint8Array(connectors.length);
  connectors.forEach((connector, index) => {
    phaseOfConnector[index] = phaseMask(connector);
  });
  const firstRow = new Int32Array(nodes.length + 1);
  const rows: Row[] = [];
  nodes.forEach((node, index) => {
    const members = below[index] ?? new Int32Array(0);
    rows.push(kwRow(node, members));
    if (node.ratingA !== undefined) rows.push(...phaseRows(node, members, phaseOfConnector));
    for (const row of node.phasorRows ?? []) rows.push(phasorRow({ node, row, connectors, connectorIndex }));
    firstRow[index + 1] = rows.length;
  });
  requireUnique(rows, 'row');
  const depth = new Int32Array(rows.length);
  const spanOfRow = new Int32Array(rows.length);
  nodes.forEach((_, index) => {
    for (let r = firstRow[index] ?? 0; r < (firstRow[index + 1] ?? 0); r++) {
      depth[r] = ancestorsOfNode[index]?.length ?? 0;
      const row = rows[r];
      // Only a phasor row names its connectors, wherever they are.
      const named = row?.unit === 'A' && row.phase === undefined ? row.groups : [];
      spanOfRow[r] = spanOf(index, named, { parent, home, ancestorsOfNode });
    }
  });
  return {
    grid,
    nodes,
    connectors,
    rows,
    nodeIndex,
    connectorIndex,
    places: placesOf(rows, depth, connectors.length),
    table: connectorTable(connectors),
    tree: { parent, ...preorder(parent), firstRow, spanOfRow, home },
    ancestorsOfNode,
    connectorsBelowNode: below,
  };
}

/** The node of a row, or the lowest one above it that is above all members. */
function spanOf(
  node: number,
  groups: readonly RowGroup[],
  {
    parent,
    home,
    ancestorsOfNode,
  }: {
    readonly parent: Int32Array;
    readonly home: Int32Array;
    readonly ancestorsOfNode: readonly Int32Array[];
  },
): number {
  let span = node;
  for (const { members } of groups) {
    for (const member of members) {
      const path = ancestorsOfNode[home[member] ?? -1];
      while (path?.includes(span) === false && (parent[span] ?? -1) !== -1) span = parent[span] ?? -1;
    }
  }
  return span;
}

function indexById<Id extends string>(items: readonly { readonly id: Id }[], what: string): Map<Id, number> {
  const indexes = new Map<Id, number>();
  items.forEach(({ id }, index) => indexes.set(id, index));
  // Fewer ids than items: look which.
  if (indexes.size < items.length) requireUnique(items, what);
  return indexes;
}

function requireUnique(items: readonly { readonly id: string }[], what: string): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) throw new Error(`grid: ${what} "${id}" is defined twice`);
    seen.add(id);
  }
}

function kwRow(node: GridNode, members: Int32Array): Row {
  return {
    id: `${node.id}/kW`,
    nodeId: node.id,
    unit: 'kW',
    rating: node.ratingKw ?? Number.POSITIVE_INFINITY,
    groups: [{ re: 1, im: 0, members, perKw: new Float64Array(members.length).fill(1) }],
  };
}

const PHASE_BITS = { L1: 1, L2: 2, L3: 4 };

/** Bit f for phase f; 0 for a line-to-line connector: the share of each line is in the phasor rows. DC without phases draws on all. */
function phaseMask(connector: Connector): number {
  if (connector.phaseDeg !== undefined) return 0;
  const phases = connector.phases.length === 0 ? PHASES : connector.phases;
  let mask = 0;
  for (const phase of phases) mask |= PHASE_BITS[phase];
  return mask;
}

/** Number of phases of a mask. */
const PHASE_COUNTS = [0, 1, 1, 2, 1, 2, 2, 3];

function phaseRows(node: GridNode, members: Int32Array, phaseOfConnector: Uint8Array): Row[] {
  const kwToA = PHASE_COUNTS.map((count) => 1000 / (count * node.voltageV));
  return PHASES.map((phase, f) => {
    const bit = 1 << f;
    let count = 0;
    for (const index of members) if (((phaseOfConnector[index] ?? 0) & bit) !== 0) count += 1;
    const onPhase = new Int32Array(count);
    const perKw = new Float64Array(count);
    let at = 0;
    for (const index of members) {
      const mask = phaseOfConnector[index] ?? 0;
      if ((mask & bit) === 0) continue;
      onPhase[at] = index;
      perKw[at] = kwToA[mask] ?? 0;
      at += 1;
    }
    return {
      id: `${node.id}/${phase}`,
      nodeId: node.id,
      unit: 'A',
      phase,
      rating: node.ratingA ?? Number.POSITIVE_INFINITY,
      groups: [{ re: 1, im: 0, members: onPhase, perKw }],
    };
  });
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
  // Ascending like all members, so that sums do not depend on who is asked.
  for (const [, members] of angles) members.sort((a, b) => a.index - b.index);
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
