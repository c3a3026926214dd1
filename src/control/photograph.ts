import {
  exposureKw,
  isConfigured,
  isDistrusted,
  isMute,
  protectedClaims,
  rowCapacities,
} from '../../dispatch/index.ts';
import type {
  CompiledGrid,
  ConnectorSnapshot,
  GateSettings,
  GridEnvelope,
  GridSnapshot,
  LedgerBounds,
  NodeId,
  Plan,
} from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Override } from '../store/port.ts';
import type { ControlBounds } from './bounds.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { Restorer } from './restorer.ts';
import { demandOf } from './demand-of.ts';
import type { Estimates } from './estimates.ts';
import type { StationRecord } from './station-record.ts';

export type World = {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  /** In the order of `grid.connectors`. */
  readonly records: readonly ConnectorRecord[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly envelopes: readonly GridEnvelope[];
  readonly overrides: readonly Override[];
  /** Upper estimate of the base load below each node. */
  readonly baseKw: ReadonlyMap<NodeId, number>;
  readonly plan?: Plan;
  readonly defaults: SiteConfig['defaults'];
  readonly estimates: Estimates;
  readonly bounds: ControlBounds;
  readonly ledgerBounds: LedgerBounds;
  readonly gateSettings: GateSettings;
  readonly restorer: Restorer;
};

/** The photograph: everything that a tick decides on, taken at one instant. */
export function photograph(world: World): GridSnapshot {
  const { atMs, grid, envelopes, baseKw, bounds, plan } = world;
  const connectors = world.records.map((record, index) => connectorSnapshot(world, record, index));
  const protectedKw = protectedClaims(grid, connectors);
  const window = { fromMs: atMs, toMs: atMs + bounds.leadMs };
  const capacity = rowCapacities(grid, { envelopes, baseKw, ...window, protectedKw });
  return {
    atMs,
    grid,
    capacity: world.restorer.capacities(capacity, { atMs, grid, floorKw: inescapableKw(connectors, grid) }),
    connectors,
    ...(plan === undefined || atMs - plan.madeAtMs > bounds.planStaleMs ? {} : { plan }),
  };
}

function connectorSnapshot(world: World, record: ConnectorRecord, index: number): ConnectorSnapshot {
  const { atMs, grid, stations, defaults, bounds, ledgerBounds } = world;
  const { account } = record;
  const connector = grid.connectors[index];
  if (connector === undefined) throw new Error(`photograph: ${record.connectorId} has no connector at index ${index}`);
  const station = stations.get(connector.stationId);
  const estimate = world.estimates.of(record, atMs);
  const session = demandOf(record, connector, { atMs, defaults, bounds, estimate });
  const startLimit = world.restorer.startLimit(connector, { atMs, bootedAtMs: station?.bootedAtMs });
  const override = stricter(overrideOf(world, record), startLimit);
  const acceptedKw = account.accepted?.limitKw ?? (isConfigured(account) ? account.failsafeKw : undefined);
  return {
    connectorId: record.connectorId,
    controllable: station?.connected === true && !station.quarantined && isObedient(record, world),
    exposureKw: exposureKw(account, atMs, ledgerBounds),
    ...(acceptedKw === undefined ? {} : { acceptedKw }),
    ...(session === undefined ? {} : { session }),
    ...(override === undefined ? {} : { override }),
  };
}

/** Configured, answering, and not seen to draw more than it was told. After a restart of this process it obeys, only its lease is not known. */
function isObedient({ account }: ConnectorRecord, { atMs, gateSettings }: World): boolean {
  if (isMute(account, gateSettings)) return false;
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

/** The strictest of a person's limits on this connector. */
function overrideOf({ overrides, atMs }: World, { connectorId }: ConnectorRecord): ConnectorSnapshot['override'] {
  const [strictest] = overrides
    .filter(
      (one) =>
        one.connectorId === connectorId &&
        one.status === 'active' &&
        one.startMs <= atMs &&
        (one.endMs ?? Infinity) > atMs,
    )
    .toSorted((a, b) => a.limitKw - b.limitKw);
  if (strictest === undefined) return undefined;
  const { id, limitKw, endMs } = strictest;
  return { id, limitKw, ...(endMs === undefined ? {} : { untilMs: endMs }) };
}
