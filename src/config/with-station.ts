import type { Grid } from '../../dispatch/index.ts';
import { connectorsOf } from './connectors.ts';
import { type Fault, faultsOfSchema } from './problems.ts';
import { commissioningFaults, phasorFaults, unknownNode, unlimitedFaults } from './site-checks.ts';
import { keysAt, stationDefinitionSchema } from './site-schema.ts';
import type { SiteConfig } from './site.ts';

/**
 * The site with one more station, as REST and the command line add it; its credentials are in the store, not here.
 * The faults name paths within the definition (empty: the definition as a whole).
 */
export function withStation(
  site: SiteConfig,
  { stationId, definition }: { readonly stationId: string; readonly definition: unknown },
): { readonly site: SiteConfig } | { readonly faults: readonly Fault[] } {
  if (site.stations.some((station) => station.stationId === stationId)) {
    return { faults: [{ path: [], message: `station ${stationId} is defined already` }] };
  }
  const parsed = stationDefinitionSchema.safeParse(definition);
  if (!parsed.success) {
    const keys = (path: Fault['path']) =>
      keysAt(path, 'station').filter((key) => key in stationDefinitionSchema.shape || path.length > 0);
    return { faults: faultsOfSchema({ issues: parsed.error.issues, value: definition, path: [], keysAt: keys }) };
  }
  const node = site.grid.nodes.find(({ id }) => id === parsed.data.node);
  if (node === undefined) return { faults: [unknownNode(parsed.data.node, [])] };
  const { connectors, faults } = connectorsOf({ stationId, definition: parsed.data, defaults: {}, node });
  if (faults.length > 0) return { faults };
  const grid: Grid = { nodes: site.grid.nodes, connectors: [...site.grid.connectors, ...connectors] };
  const unfit = [
    ...unlimitedFaults(grid, () => ['node']),
    ...phasorFaults({ grid, plannedIds: new Set(), pathOfNode: () => ['node'], pathOfConnector: () => ['connectors'] }),
  ];
  if (unfit.length > 0) return { faults: unfit };
  const overloads = commissioningFaults(grid, () => []);
  if (overloads.length > 0) return { faults: overloads };
  return { site: { ...site, grid, stations: [...site.stations, { stationId, planned: false }] } };
}
