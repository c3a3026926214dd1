import { RESTORATION } from '../../dispatch/index.ts';
import type { Connector, Grid } from '../../dispatch/index.ts';
import { connectorsOf } from './connectors.ts';
import { toGridNode, walkNodes, withoutPlanned } from './node-entries.ts';
import { objectiveFaults, toObjective } from './objective.ts';
import { type Fault, faultsOfSchema, GridFileError, type Path, type Placed } from './problems.ts';
import { toQuirkRule } from './quirks.ts';
import type { SiteConfig } from './site.ts';
import { commissioningFaults, nodeFaults, phasorFaults, unknownNode, unlimitedFaults } from './site-checks.ts';
import { keysAt, type SiteEntry, siteSchema } from './site-schema.ts';
import { readStations, type StationEntry } from './station-entries.ts';
import { readYaml } from './yaml-source.ts';

/**
 * Reads a grid file (YAML; see docs/sample-grid.yaml) into the units of the inside.
 * Throws a GridFileError with every problem it can find, in the order of the file. Only the commissioning rule (every failsafe share and the base
 * load's maximum fit below every rating) waits until the rest is right: before, its sums would mean nothing.
 */
export function parseGridFile(text: string, fileName: string): SiteConfig {
  const source = readYaml(text, fileName);
  if (source.problems.length > 0) throw new GridFileError(source.problems);
  const { site, faults } = readSite(source.value);
  if (site === undefined || faults.length > 0) {
    const problems = faults.map((fault) => source.problemAt(fault));
    throw new GridFileError(problems.sort((a, b) => a.line - b.line || a.column - b.column));
  }
  return site;
}

function readSite(value: unknown): { readonly site?: SiteConfig; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const parsed = siteSchema.safeParse(value);
  const raw = typeof value === 'object' && value !== null ? (value as { nodes?: unknown; stations?: unknown }) : {};
  if (!parsed.success)
    faults.push(
      ...faultsOfSchema({ issues: parsed.error.issues, value, path: [], keysAt: (path) => keysAt(path, 'site') }),
    );
  // Nodes and stations are looked at even when the top is not in order: all problems at once.
  const nodes = walkNodes(raw.nodes, faults);
  const stations = readStations(raw.stations, faults);
  faults.push(...nodeFaults(nodes.entries, nodes.knownIds));
  for (const { entry, path } of stations)
    if (!nodes.knownIds.has(entry.node)) faults.push(unknownNode(entry.node, path));
  if (!parsed.success) return { faults };

  const top = parsed.data;
  const gridNodes = nodes.entries.map(({ entry }) => toGridNode(entry, top.defaults));
  faults.push(...objectiveFaults(top.objective, nodes.knownIds), ...sourceFaults(top, nodes.knownIds));
  const nodeById = new Map(gridNodes.map((node) => [node.id, node]));
  const pathOfConnector = new Map<Connector['id'], Path>();
  const connectors: Connector[] = [];
  const plannedIds = new Set<string>();
  for (const { entry, path } of stations) {
    const node = nodeById.get(entry.node);
    // Told above, or at the node.
    if (node === undefined) continue;
    const { id, password: _, passwordHash: __, planned, ...definition } = entry;
    const made = connectorsOf({ stationId: id, definition, defaults: top.defaults.connector, node });
    faults.push(...made.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] })));
    for (const connector of made.connectors) {
      pathOfConnector.set(connector.id, path);
      if (planned) plannedIds.add(connector.id);
      else connectors.push(connector);
    }
  }
  if (faults.length > 0) return { faults };

  const grid: Grid = { nodes: gridNodes.map((node) => withoutPlanned(node, plannedIds)), connectors };
  const pathOfNode = (id: string): Path => nodes.entries.find(({ entry }) => entry.id === id)?.path ?? ['nodes'];
  const pathOf = (id: Connector['id']): Path => pathOfConnector.get(id) ?? ['stations'];
  const unfit = [
    ...unlimitedFaults(grid, (connector) => [...pathOf(connector.id), 'node']),
    ...phasorFaults({ grid: { nodes: gridNodes, connectors }, plannedIds, pathOfNode, pathOfConnector: pathOf }),
  ];
  if (unfit.length > 0) return { faults: unfit };
  const overloads = commissioningFaults(grid, pathOfNode);
  if (overloads.length > 0) return { faults: overloads };
  return { site: toSite({ top, grid, stations }), faults: [] };
}

function toSite(parts: {
  readonly top: SiteEntry;
  readonly grid: Grid;
  readonly stations: readonly Placed<StationEntry>[];
}): SiteConfig {
  const { top, grid } = parts;
  return {
    name: top.name,
    timeZone: top.timeZone,
    grid,
    stations: parts.stations.map(({ entry: { id, password, passwordHash, securityProfile, planned } }) => ({
      stationId: id,
      ...(password === undefined ? {} : { password }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(securityProfile === undefined ? {} : { securityProfile }),
      planned,
    })),
    unknownStations: top.unknownStations,
    ...(top.tokens === 'list' ? { tokens: top.tokens } : {}),
    defaults: { energyKwh: top.defaults.energyKwh, stayMs: top.defaults.stayMinutes * 60_000 },
    objective: toObjective(top.objective),
    estimates: top.estimates,
    sources: top.sources.map(({ id, node, failsafeKw, heartbeatSeconds, mqtt }) => ({
      id,
      nodeId: node,
      failsafeKw,
      heartbeatMs: heartbeatSeconds * 1_000,
      ...(mqtt ? { mqtt } : {}),
    })),
    ...(top.quirks.length === 0 ? {} : { quirks: top.quirks.map(toQuirkRule) }),
    fleet: top.fleet,
    ...restorationOf(top),
  };
}

/** On unless the file says otherwise: nobody thinks of it before the first outage. */
function restorationOf({ restoration }: SiteEntry): Pick<SiteConfig, 'restoration'> {
  const { enabled, startSeconds, sharePercent, holdMinutes } = restoration;
  if (!enabled) return {};
  return {
    restoration: {
      ...RESTORATION,
      startMs: startSeconds * 1_000,
      share: sharePercent / 100,
      holdMs: holdMinutes * 60_000,
    },
  };
}

function sourceFaults({ sources }: SiteEntry, knownIds: ReadonlySet<string>): readonly Fault[] {
  return sources.flatMap(({ id, node }, index) => [
    ...(knownIds.has(node) ? [] : [unknownNode(node, ['sources', index])]),
    ...(sources.findIndex((other) => other.id === id) < index
      ? [{ path: ['sources', index, 'id'], message: `source ${id} is defined twice` }]
      : []),
  ]);
}
