import { exposureKw, HOT_SPOT_LIMITS, isDistrusted, isMute, rowLoad } from '../../dispatch/index.ts';
import type {
  Account,
  Allocation,
  CompiledGrid,
  GateSettings,
  LedgerBounds,
  NodeId,
  RowCapacity,
} from '../../dispatch/index.ts';
import type { BaseLoads } from './base-loads.ts';
import type { ConnectorRecord } from './connector-record.ts';
import type { Escalations } from './escalations.ts';
import type { StationRecord } from './station-record.ts';
import type { Thermals, ThermalView } from './thermals.ts';
import type { Alarm, ControlView, PlannerState } from './view.ts';

export type Condition = Omit<Alarm, 'sinceMs'>;

/** How long a security event stays on the page. */
export const NOTE_MS = 600_000;
/** kW or A: below what anybody could measure. */
const SHARE_TOLERANCE = 0.001;

/** What is wrong now, in the order of `AlarmBook` ids. */
export function alarmsOf(state: {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  readonly records: readonly ConnectorRecord[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly baseLoads: BaseLoads;
  readonly allocation: Allocation | undefined;
  /** Of the last photograph, one per row. */
  readonly capacity: readonly RowCapacity[];
  readonly planner: PlannerState;
  readonly vetoes: number;
  readonly tick: { readonly lastError?: string };
  readonly gateSettings: GateSettings;
  readonly ledgerBounds: LedgerBounds;
  readonly sources: ControlView['sources'];
  readonly restorations: ControlView['restorations'];
  readonly thermals: Thermals;
  readonly escalations: Escalations;
}): readonly Condition[] {
  const { atMs, grid, records, stations, allocation } = state;
  const found: Condition[] = [];
  if (state.tick.lastError !== undefined) {
    found.push({
      id: 'tick-failed',
      severity: 'critical',
      kind: 'tick-failed',
      subject: 'control',
      text: 'The last tick failed; chargers fall back to their failsafe shares as their leases end.',
    });
  }
  if (state.vetoes > 0) {
    found.push({
      id: 'vetoed',
      severity: 'critical',
      kind: 'vetoed',
      subject: 'control',
      text: `The independent checker vetoed increases ${state.vetoes} times.`,
    });
  }
  for (const { rowId, nodeId, excess } of allocation?.overcommitted ?? []) {
    const unit = grid.rows.find((row) => row.id === rowId)?.unit ?? 'kW';
    found.push({
      id: `overcommitted:${rowId}`,
      severity: 'critical',
      kind: 'overcommitted',
      subject: nodeId,
      text: `${rowId} is ${excess.toFixed(1)} ${unit} above its limit with every charger at its floor.`,
    });
  }
  found.push(...shareAlarms(state));
  found.push(...sourceAlarms(state.sources), ...restorationAlarms(state.restorations));
  for (const node of grid.nodes) found.push(...thermalAlarms(node.id, state.thermals.viewOf(node.id)));
  for (const node of grid.nodes) {
    if (state.baseLoads.viewOf(node.id)?.meter !== 'stale') continue;
    found.push({
      id: `meter-stale:${node.id}`,
      severity: 'warning',
      kind: 'meter-stale',
      subject: node.id,
      text: `The meter of ${node.id} is silent; its configured maximum of ${node.baseLoad?.maximumKw ?? 0} kW counts.`,
    });
  }
  for (const [index, { account, connectorId, session }] of records.entries()) {
    if (isDistrusted(account, atMs) && account.distrust?.reason !== 'restarted') {
      const worstKw = exposureKw(account, atMs, state.ledgerBounds);
      found.push({
        id: `untrusted:${connectorId}`,
        severity: account.distrust?.reason === 'above-limit' ? 'critical' : 'warning',
        kind: account.distrust?.reason ?? 'untrusted',
        subject: connectorId,
        text: `${connectorId} is not trusted (${account.distrust?.reason ?? ''}); ${worstKw} kW are reserved for it. ${remedyOf(account)}`,
      });
    }
    if (session !== undefined && stations.get(grid.connectors[index]?.stationId ?? '')?.connected !== true) {
      found.push({
        id: `silent:${connectorId}`,
        severity: 'warning',
        kind: 'silent',
        subject: connectorId,
        text: `${connectorId} charges but its station is not connected; it falls to its failsafe share when its lease ends.`,
      });
    }
  }
  for (const station of stations.values()) found.push(...capabilityAlarms(station, atMs));
  for (const { account, connectorId } of records) {
    if (!isMute(account, state.gateSettings)) continue;
    found.push({
      id: `mute:${connectorId}`,
      severity: 'critical',
      kind: 'mute',
      subject: connectorId,
      text: `${connectorId} has not answered, or has refused, ${account.unanswered} limits in a row; what it may be obeying is reserved, and it gets no more than its failsafe share.`,
    });
  }
  for (const { connectorId } of records) {
    if (!state.escalations.isOutOfService(connectorId)) continue;
    found.push({
      id: `out-of-service:${connectorId}`,
      severity: 'critical',
      kind: 'out-of-service',
      subject: connectorId,
      text: `${connectorId} did not obey and was taken out of service (ChangeAvailability); it comes back by itself when it obeys for a minute.`,
    });
  }
  const { lastStatus } = state.planner;
  if (lastStatus !== 'none' && lastStatus !== 'optimal' && lastStatus !== 'feasible') {
    found.push({
      id: 'planner',
      severity: 'warning',
      kind: 'planner',
      subject: 'planner',
      text: `The last plan was ${lastStatus}; the allocator goes on without it.`,
    });
  }
  return found;
}

/** What a person can do about it. */
function remedyOf({ distrust }: Account): string {
  switch (distrust?.reason) {
    case 'never-configured':
      return 'It never confirmed its failsafe share: connect its station, or mark it `planned: true` (or remove it) if it is not there; then nothing is reserved.';
    case 'rebooted':
      return 'It restarted and has not confirmed its failsafe share again.';
    case 'above-limit':
      return 'It draws more than it was told: inspect it, or switch it off.';
    case 'under-reports':
      return 'Its register grows faster than the power that it reports: inspect its meter.';
    case 'implausible':
      return 'It reports a power that it cannot have: inspect its meter.';
    default:
      return '';
  }
}

/** Rows that would not hold if control were lost now: a limit below base load and failsafe shares. Then no charger gets more than its share. */
function shareAlarms({
  grid,
  records,
  capacity,
  atMs,
}: Pick<Parameters<typeof alarmsOf>[0], 'grid' | 'records' | 'capacity' | 'atMs'>): readonly Condition[] {
  const sharesKw = records.map(({ account }) => (isDistrusted(account, atMs) ? account.ratingKw : account.failsafeKw));
  return capacity.flatMap(({ limit, base }, index) => {
    const row = grid.rows[index];
    if (row === undefined || limit === Infinity) return [];
    const excess = base + rowLoad(row, sharesKw) - limit;
    if (excess <= SHARE_TOLERANCE) return [];
    return [
      {
        id: `shares:${row.id}`,
        severity: 'warning' as const,
        kind: 'shares',
        subject: row.nodeId,
        text: `${row.id}: if control were lost now, base load and failsafe shares would be ${excess.toFixed(1)} ${row.unit} above the limit; until they fit, no charger there gets more than its share.`,
      },
    ];
  });
}

function sourceAlarms(sources: ControlView['sources']): readonly Condition[] {
  return sources.flatMap(({ id, nodeId, failsafeKw, heartbeatMs, phase }) => {
    if (phase === 'controlled') return [];
    const why =
      phase === 'init' ? 'was not heard since the start' : `was silent for more than ${heartbeatMs / 1_000} s`;
    return [
      {
        id: `failsafe:${id}`,
        severity: phase === 'init' ? ('warning' as const) : ('critical' as const),
        kind: 'failsafe',
        subject: nodeId,
        text: `The source of limits ${id} ${why}: the failsafe limit of ${failsafeKw} kW holds at ${nodeId}.`,
      },
    ];
  });
}

function restorationAlarms(restorations: ControlView['restorations']): readonly Condition[] {
  return restorations.map(({ nodeId }) => ({
    id: `restoration:${nodeId}`,
    severity: 'warning',
    kind: 'restoration',
    subject: nodeId,
    text: `The stations of ${nodeId} started together, as after an outage: charging comes back slowly.`,
  }));
}

function thermalAlarms(nodeId: NodeId, thermal: ThermalView | undefined): readonly Condition[] {
  if (thermal === undefined || thermal.hotSpotC <= HOT_SPOT_LIMITS.normalC) return [];
  const { normalC, emergencyC } = HOT_SPOT_LIMITS;
  return [
    {
      id: `hot-spot:${nodeId}`,
      severity: thermal.hotSpotC > emergencyC ? 'critical' : 'warning',
      kind: 'hot-spot',
      subject: nodeId,
      text: `The hot spot of the transformer at ${nodeId} is about ${thermal.hotSpotC.toFixed(0)} °C by its load; more than ${normalC} °C shortens its life (IEC 60076-7).`,
    },
  ];
}

/** What keeps a station from more than its share, or makes its leases worth nothing. */
function capabilityAlarms(
  { stationId, connected, capability, clockSetAtMs }: StationRecord,
  atMs: number,
): Condition[] {
  const found: Condition[] = [];
  const say = (kind: string, severity: Condition['severity'], text: string): number =>
    found.push({ id: `${kind}:${stationId}`, severity, kind, subject: stationId, text: `${stationId} ${text}` });
  if (clockSetAtMs !== undefined && atMs - clockSetAtMs < NOTE_MS)
    say('clock-set', 'warning', 'set its clock: what it was granted counts until it is granted anew.');
  if (!connected || capability === undefined) return found;
  if (!capability.isControllable)
    say('uncontrollable', 'critical', 'refused every way to put a limit: it gets no more than its failsafe share.');
  else if (capability.cause === 'clock')
    say(
      'clock',
      'warning',
      'has a clock that is more than 10 minutes off: no lease can end by it, so it gets its failsafe share at most.',
    );
  else if (capability.leaseForm === 'none')
    say(
      'no-lease',
      'warning',
      'is of a model that does not end a grant by itself: it gets its failsafe share at most.',
    );
  return found;
}
