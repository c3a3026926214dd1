import { exposureKw, isConfigured, isDistrusted, isMute, rowCapacities } from '../../dispatch/index.ts';
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
import { demandOf } from './demand-of.ts';
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
  readonly bounds: ControlBounds;
  readonly ledgerBounds: LedgerBounds;
  readonly gateSettings: GateSettings;
};

/** The photograph: everything that a tick decides on, taken at one instant. */
export function photograph(world: World): GridSnapshot {
  const { atMs, grid, envelopes, baseKw, bounds, plan } = world;
  return {
    atMs,
    grid,
    capacity: rowCapacities(grid, { envelopes, baseKw, fromMs: atMs, toMs: atMs + bounds.leadMs }),
    connectors: world.records.map((record, index) => connectorSnapshot(world, record, index)),
    ...(plan === undefined || atMs - plan.madeAtMs > bounds.planStaleMs ? {} : { plan }),
  };
}

function connectorSnapshot(world: World, record: ConnectorRecord, index: number): ConnectorSnapshot {
  const { atMs, grid, stations, defaults, bounds, ledgerBounds } = world;
  const { account } = record;
  const connector = grid.connectors[index];
  if (connector === undefined) throw new Error(`photograph: ${record.connectorId} has no connector at index ${index}`);
  const station = stations.get(connector.stationId);
  const session = demandOf(record, connector, { atMs, defaults, bounds });
  const override = overrideOf(world, record);
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
