import {
  commissioningViolations,
  compileGrid,
  type Connector,
  type Grid,
  type GridNode,
} from '../../dispatch/index.ts';
import { tidy } from './connectors.ts';
import type { Fault, Path, Placed } from './problems.ts';
import type { NodeEntry } from './site-schema.ts';

/** Duplicate ids, parents that do not exist, cycles. `knownIds` also has the nodes that have faults of their own. */
export function nodeFaults(nodes: readonly Placed<NodeEntry>[], knownIds: ReadonlySet<string>): readonly Fault[] {
  const faults: Fault[] = [];
  const parentOf = new Map<string, string | undefined>();
  const inCycle = new Set<string>();
  for (const { entry, path } of nodes) {
    if (parentOf.has(entry.id)) faults.push({ path: [...path, 'id'], message: `node ${entry.id} is defined twice` });
    else parentOf.set(entry.id, entry.parent);
  }
  for (const { entry, path } of nodes) {
    const { id, parent } = entry;
    if (parent === undefined) continue;
    if (!knownIds.has(parent)) {
      if (path.at(-2) !== 'children') faults.push({ path: [...path, 'parent'], message: `there is no node ${parent}` });
      continue;
    }
    if (inCycle.has(id)) continue;
    const cycle = cycleThrough(id, parentOf);
    cycle.forEach((member) => inCycle.add(member));
    if (cycle.length > 0)
      faults.push({ path: [...path, 'parent'], message: `the tree has a cycle: ${[...cycle, id].join(' < ')}` });
  }
  return faults;
}

/** Nodes from `start` up to itself again, or none when it is in no cycle. */
function cycleThrough(start: string, parentOf: ReadonlyMap<string, string | undefined>): readonly string[] {
  const path = [start];
  const seen = new Set(path);
  for (let at = parentOf.get(start); at !== undefined; at = parentOf.get(at)) {
    if (at === start) return path;
    if (seen.has(at)) return [];
    seen.add(at);
    path.push(at);
  }
  return [];
}

/** Connectors above which nothing has a rating: nothing would ever limit them. */
export function unlimitedFaults(grid: Grid, pathOf: (connector: Connector) => Path): readonly Fault[] {
  const nodeById = new Map(grid.nodes.map((node) => [node.id, node]));
  const isLimited = (node: GridNode | undefined): boolean =>
    node !== undefined &&
    (node.ratingKw !== undefined ||
      node.ratingA !== undefined ||
      (node.phasorRows ?? []).length > 0 ||
      isLimited(nodeById.get(node.parentId ?? '')));
  const told = new Set<string>();
  return grid.connectors.flatMap((connector) => {
    if (isLimited(nodeById.get(connector.nodeId)) || told.has(connector.stationId)) return [];
    told.add(connector.stationId);
    return [
      {
        path: pathOf(connector),
        message: `nothing limits station ${connector.stationId}: neither node ${connector.nodeId} nor any above it has a rating`,
      },
    ];
  });
}

/** Line-to-line wiring: every connector with an angle stands in a phasor row above it, and no rating in A ignores it. */
export function phasorFaults(options: {
  readonly grid: Grid;
  readonly plannedIds: ReadonlySet<string>;
  readonly pathOfNode: (nodeId: string) => Path;
  readonly pathOfConnector: (connectorId: Connector['id']) => Path;
}): readonly Fault[] {
  const { grid, plannedIds, pathOfNode, pathOfConnector } = options;
  const nodeById = new Map(grid.nodes.map((node) => [node.id, node]));
  const ancestors = (nodeId: string): readonly GridNode[] => {
    const node = nodeById.get(nodeId);
    return node === undefined ? [] : [node, ...ancestors(node.parentId ?? '')];
  };
  const connectorById = new Map(grid.connectors.map((connector) => [connector.id, connector]));
  const faults: Fault[] = [];
  for (const node of grid.nodes) {
    node.phasorRows?.forEach((row, index) => {
      for (const id of Object.keys(row.coefficients) as Connector['id'][]) {
        const connector = connectorById.get(id);
        const wrong =
          connector === undefined
            ? plannedIds.has(id)
              ? undefined
              : `there is no connector ${id}`
            : connector.phaseDeg === undefined
              ? `connector ${id} has no phaseDeg`
              : ancestors(connector.nodeId).includes(node)
                ? undefined
                : `connector ${id} is not below node ${node.id}`;
        if (wrong !== undefined)
          faults.push({ path: [...pathOfNode(node.id), 'phasorRows', index, 'coefficients', id], message: wrong });
      }
    });
  }
  for (const { id, nodeId, phaseDeg } of grid.connectors) {
    if (phaseDeg === undefined) continue;
    const above = ancestors(nodeId);
    const inA = above.find(({ ratingA }) => ratingA !== undefined);
    if (inA !== undefined)
      faults.push({
        path: pathOfConnector(id),
        message: `connector ${id} has phaseDeg, but ratingA of node ${inA.id} above it cannot count line-to-line currents; use phasorRows there`,
      });
    const rows = above.flatMap(({ phasorRows = [] }) => phasorRows);
    if (!rows.some((row) => (row.coefficients[id] ?? 0) !== 0))
      faults.push({
        path: pathOfConnector(id),
        message: `connector ${id} has phaseDeg, but no phasor row above it counts it`,
      });
  }
  return faults;
}

/** The commissioning rule: with control lost at the worst hour, every row still holds. */
export function commissioningFaults(grid: Grid, pathOfNode: (nodeId: string) => Path): readonly Fault[] {
  let compiled;
  try {
    compiled = compileGrid(grid);
  } catch (error) {
    return [{ path: ['nodes'], message: error instanceof Error ? error.message : String(error) }];
  }
  return commissioningViolations(compiled).map(({ nodeId, rowId, failsafe, baseMaximum, capacity, unit }) => ({
    path: pathOfNode(nodeId),
    message:
      `failsafe shares ${tidy(failsafe)} ${unit} + base load up to ${tidy(baseMaximum)} ${unit} = ${tidy(failsafe + baseMaximum)} ${unit}` +
      ` do not fit into ${tidy(capacity)} ${unit} (${rowId}, rating less margin): lower the failsafe shares or the base load's maximumKw, or raise the rating`,
  }));
}

export function unknownNode(nodeId: string, path: Path): Fault {
  return { path: [...path, 'node'], message: `there is no node ${nodeId}` };
}
