import { isConfigured, isDistrusted, isMute, protectedClaims, rowCapacities } from '../../dispatch/index.ts';
import type {
  CompiledGrid,
  Connector,
  ConnectorSnapshot,
  GateSettings,
  GridEnvelope,
  GridSnapshot,
  NodeId,
  Plan,
  RampCeiling,
  RowCapacity,
} from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Override } from '../store/port.ts';
import type { ControlBounds } from './bounds.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { Restorer } from './restorer.ts';
import { demandOf } from './demand-of.ts';
import { externalOverride } from './external-limits.ts';
import type { Estimates } from './estimates.ts';
import type { StationRecord } from './station-record.ts';

/** A ladder of capability that was exhausted is begun again after this; a boot and a new connection begin it at once. */
export const LADDER_AGAIN_MS = 600_000;

export type World = {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  /** In the order of `grid.connectors`. */
  readonly records: readonly ConnectorRecord[];
  /** W of each of them at `atMs`, kW. */
  readonly exposuresKw: readonly number[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly connectorCountOf: (stationId: string) => number;
  readonly envelopes: readonly GridEnvelope[];
  readonly overrides: readonly Override[];
  /** Upper estimate of the base load below each node. */
  readonly baseKw: ReadonlyMap<NodeId, number>;
  /** The same for each phase, where meters tell them apart. */
  readonly basePhaseKw: ReadonlyMap<NodeId, readonly [number, number, number]>;
  /** How far charging below nodes with a ramp may be raised. */
  readonly ceilings: ReadonlyMap<NodeId, RampCeiling>;
  readonly plan?: Plan;
  readonly defaults: SiteConfig['defaults'];
  readonly estimates: Estimates;
  readonly bounds: ControlBounds;
  readonly gateSettings: GateSettings;
  readonly restorer: Restorer;
};

/** The photograph: everything that a tick decides on, taken at one instant. */
export function photograph(world: World): GridSnapshot {
  const { atMs, grid, envelopes, baseKw, basePhaseKw, bounds, plan } = world;
  const overridden = strictestOverrides(world);
  const connectors = world.records.map((record, index) =>
    connectorSnapshot(world, record, { index, override: overridden.get(record.connectorId) }),
  );
  const protectedKw = protectedClaims(grid, connectors);
  const window = { fromMs: atMs, toMs: atMs + bounds.leadMs };
  const electrical = rowCapacities(grid, { envelopes, baseKw, basePhaseKw, ...window, protectedKw });
  const capacity = withCeilings(electrical, world);
  return {
    atMs,
    grid,
    capacity: world.restorer.capacities(capacity, { atMs, grid, floorKw: () => inescapableKw(connectors, grid) }),
    connectors,
    ...(plan === undefined || atMs - plan.madeAtMs > bounds.planStaleMs ? {} : { plan }),
  };
}

function withCeilings(capacity: RowCapacity[], { grid, ceilings }: World): RowCapacity[] {
  for (const [nodeId, { ceilingKw }] of ceilings) {
    const row = grid.tree.firstRow[grid.nodeIndex.get(nodeId) ?? -1] ?? -1;
    const one = capacity[row];
    if (one !== undefined) capacity[row] = { ...one, raiseTo: ceilingKw };
  }
  return capacity;
}

function connectorSnapshot(
  world: World,
  record: ConnectorRecord,
  { index, override: own }: { readonly index: number; readonly override: ConnectorSnapshot['override'] },
): ConnectorSnapshot {
  const { atMs, grid, stations, defaults, bounds } = world;
  const { account } = record;
  const connector = grid.connectors[index];
  if (connector === undefined) throw new Error(`photograph: ${record.connectorId} has no connector at index ${index}`);
  const station = stations.get(connector.stationId);
  const estimate = world.estimates.of(record, atMs);
  const session = demandOf(record, connector, { atMs, defaults, bounds, estimate });
  const startLimit = world.restorer.startLimit(connector, { atMs, bootedAtMs: station?.bootedAtMs });
  const override = stricter(stricter(own, startLimit), stationLimit(world, station, connector));
  const acceptedKw = account.accepted?.limitKw ?? (isConfigured(account) ? account.failsafeKw : undefined);
  // Made for every connector at every tick: spreading what is not there would cost more than all the rest.
  const snapshot: { -readonly [K in keyof ConnectorSnapshot]: ConnectorSnapshot[K] } = {
    connectorId: record.connectorId,
    controllable:
      station?.connected === true && !station.quarantined && isControllable(station, atMs) && isObedient(record, world),
    exposureKw: world.exposuresKw[index] ?? account.ratingKw,
  };
  if (acceptedKw !== undefined) snapshot.acceptedKw = acceptedKw;
  if (session !== undefined) snapshot.session = session;
  if (override !== undefined) snapshot.override = override;
  return snapshot;
}

/** A station that refused every way to put a limit is asked anew now and then. */
function isControllable({ capability }: StationRecord, atMs: number): boolean {
  return capability?.isControllable !== false || atMs - capability.atMs >= LADDER_AGAIN_MS;
}

/** What holds for a connector because of its station: no grant without an end, and what other systems limit it to. */
function stationLimit(
  world: World,
  station: StationRecord | undefined,
  connector: Connector,
): ConnectorSnapshot['override'] {
  const external = station?.externalLimits === undefined ? undefined : externalLimit(world, station, connector);
  if (station?.capability?.leaseForm !== 'none') return external;
  return stricter(external, { id: 'no-lease', limitKw: connector.failsafeKw });
}

function externalLimit(
  { grid, atMs, bounds, connectorCountOf }: World,
  { stationId, externalLimits = [] }: StationRecord,
  connector: Connector,
): ConnectorSnapshot['override'] {
  const node = grid.nodes[grid.nodeIndex.get(connector.nodeId) ?? -1];
  return externalOverride(externalLimits, connector, {
    fromMs: atMs,
    toMs: atMs + bounds.leadMs,
    // Where the station is no node of its own, its limit is split evenly.
    stationShare: node?.kind === 'station' ? undefined : 1 / Math.max(1, connectorCountOf(stationId)),
    voltageV: node?.voltageV ?? connector.voltageV,
  });
}

/** Configured, answering, and not seen to draw more than it was told. After a restart of this process it obeys, only its lease is not known. */
function isObedient({ account, shareDue }: ConnectorRecord, { atMs, gateSettings }: World): boolean {
  if (isMute(account, gateSettings) || shareDue === true) return false;
  return isConfigured(account) && (!isDistrusted(account, atMs) || account.distrust?.reason === 'restarted');
}

/** What each connector may draw whatever we decide: its failsafe share, or all of its exposure where it does not listen. */
function inescapableKw(connectors: readonly ConnectorSnapshot[], grid: CompiledGrid): readonly number[] {
  return connectors.map(({ controllable, exposureKw: worstKw }, index) =>
    controllable ? Math.min(worstKw, grid.connectors[index]?.failsafeKw ?? worstKw) : worstKw,
  );
}

function stricter(
  one: ConnectorSnapshot['override'],
  other: ConnectorSnapshot['override'],
): ConnectorSnapshot['override'] {
  if (one === undefined || other === undefined) return one ?? other;
  return other.limitKw < one.limitKw ? other : one;
}

/** The strictest of the limits that people set on a connector, where there is one. */
function strictestOverrides({
  overrides,
  atMs,
}: World): ReadonlyMap<string, NonNullable<ConnectorSnapshot['override']>> {
  const strictest = new Map<string, NonNullable<ConnectorSnapshot['override']>>();
  for (const { connectorId, id, limitKw, status, startMs, endMs } of overrides) {
    if (status !== 'active' || startMs > atMs || (endMs ?? Infinity) <= atMs) continue;
    const before = strictest.get(connectorId);
    // Of two equal ones the first that was set is named.
    if (before !== undefined && before.limitKw <= limitKw) continue;
    strictest.set(connectorId, { id, limitKw, ...(endMs === undefined ? {} : { untilMs: endMs }) });
  }
  return strictest;
}
