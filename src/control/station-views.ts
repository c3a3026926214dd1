import { isDistrusted } from '../../dispatch/index.ts';
import type { Distrust, NodeId } from '../../dispatch/index.ts';
import { siteNodeOf } from './station-nodes.ts';
import type { StationRecord } from './station-record.ts';
import type { Looked } from './view-of.ts';
import type { StationView } from './view.ts';

type Seen = { readonly station: StationRecord; readonly view: StationView };

/** A station of which nothing has changed since the last look is the same object again. */
export class StationViews {
  /** One for each station record, and those stay while this process runs. */
  readonly #seen = new Map<string, Seen>();
  #nodes: ReadonlyMap<string, NodeId> = new Map();
  #connectors: Looked['grid']['connectors'] | undefined;

  look(looked: Looked): readonly StationView[] {
    const { connectors } = looked.grid;
    if (connectors !== this.#connectors) this.#nodes = nodesOf(looked.grid);
    this.#connectors = connectors;
    const distrusts = distrustsOf(looked);
    const views: StationView[] = [];
    for (const [stationId, station] of looked.stations) {
      const nodeId = this.#nodes.get(stationId);
      const distrust = distrusts.get(stationId);
      let seen = this.#seen.get(stationId);
      if (seen?.station !== station || seen.view.nodeId !== nodeId || seen.view.distrust !== distrust) {
        seen = { station, view: stationView(station, { nodeId, distrust }) };
        this.#seen.set(stationId, seen);
      }
      views.push(seen.view);
    }
    return views;
  }
}

/** Where the first connector of each station stands. */
function nodesOf(grid: Looked['grid']): ReadonlyMap<string, NodeId> {
  const nodes = new Map<string, NodeId>();
  for (const connector of grid.connectors) {
    const node = nodes.has(connector.stationId) ? undefined : siteNodeOf(grid, connector);
    if (node !== undefined) nodes.set(connector.stationId, node.id);
  }
  return nodes;
}

function distrustsOf({ grid, records, atMs }: Looked): ReadonlyMap<string, Distrust> {
  const distrusts = new Map<string, Distrust>();
  for (const [index, { account }] of records.entries()) {
    if (account.distrust === undefined || !isDistrusted(account, atMs)) continue;
    const stationId = grid.connectors[index]?.stationId;
    if (stationId !== undefined && !distrusts.has(stationId)) distrusts.set(stationId, account.distrust.reason);
  }
  return distrusts;
}

/** What a station's connectors say about it: where it stands, and the first reason to distrust it. */
function stationView(
  station: StationRecord,
  { nodeId, distrust }: { readonly nodeId: NodeId | undefined; readonly distrust: Distrust | undefined },
): StationView {
  const { stationId, connected, quarantined, version, vendor, model, firmware, lastHeardAtMs, capability } = station;
  const view: { -readonly [Name in keyof StationView]: StationView[Name] } = { stationId, connected, quarantined };
  if (nodeId !== undefined) view.nodeId = nodeId;
  if (distrust !== undefined) view.distrust = distrust;
  if (version !== undefined) view.version = version;
  if (vendor !== undefined) view.vendor = vendor;
  if (model !== undefined) view.model = model;
  if (firmware !== undefined) view.firmware = firmware;
  if (lastHeardAtMs !== undefined) view.lastHeardAtMs = lastHeardAtMs;
  if (capability !== undefined) view.capability = capability;
  return view;
}
