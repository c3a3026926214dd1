import {
  bindingRows,
  commandedKw,
  connectorReason,
  exposureKw,
  isDistrusted,
  rowCapacities,
  strictestLimit,
} from '../../dispatch/index.ts';
import type {
  Allocation,
  BindingRow,
  CompiledGrid,
  Connector,
  Distrust,
  GridEnvelope,
  GridNode,
  LedgerBounds,
  NodeId,
  Plan,
  RowCapacity,
} from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Override } from '../store/port.ts';
import type { BaseLoads } from './base-loads.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';
import { statedDemand } from './demand-of.ts';
import type { Estimates } from './estimates.ts';
import type { StationRecord } from './station-record.ts';
import type { Thermals } from './thermals.ts';
import type {
  Alarm,
  ConnectorView,
  ControlView,
  LimitTiming,
  NodeView,
  PlannerState,
  SessionView,
  StationView,
} from './view.ts';

export type Looked = {
  readonly atMs: number;
  readonly site: SiteConfig;
  readonly grid: CompiledGrid;
  /** In the order of `grid.connectors`. */
  readonly records: readonly ConnectorRecord[];
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly envelopes: readonly GridEnvelope[];
  readonly overrides: readonly Override[];
  readonly baseLoads: BaseLoads;
  readonly estimates: Estimates;
  readonly allocation: Allocation | undefined;
  readonly plan: Plan | undefined;
  readonly planner: PlannerState;
  readonly alarms: readonly Alarm[];
  readonly limitTimings: readonly LimitTiming[];
  readonly ledgerBounds: LedgerBounds;
  readonly thermals: Thermals;
  readonly sources: ControlView['sources'];
  readonly restorations: ControlView['restorations'];
  readonly tick: ControlView['tick'];
};

/** The state of the control loop as the outside sees it. */
export function viewOf(looked: Looked): ControlView {
  const { atMs, grid, records, alarms, allocation, plan, planner, limitTimings, tick } = looked;
  const capacity = rowCapacities(grid, {
    envelopes: looked.envelopes,
    baseKw: looked.baseLoads.hiKw(),
    fromMs: atMs,
    toMs: atMs,
  });
  const reservedKw = records.map(
    (record, index) =>
      shareOf(record, grid.connectors[index]?.phases.length ?? 0) *
      exposureKw(record.account, atMs, looked.ledgerBounds),
  );
  const bindings = bindingRows({ grid, capacity, reservedKw, atMs, ...(plan === undefined ? {} : { plan }) });
  const rooted = rootedStations(looked);
  return {
    atMs,
    nodes: grid.nodes.map((node, index) =>
      nodeView(looked, node, { index, capacity, reservedKw, binding: bindings[index] }),
    ),
    stations: [...looked.stations.values()].map((station) => stationView(station, rooted.get(station.stationId))),
    connectors: records.map((record, index) => connectorView(looked, record, grid.connectors[index])),
    sessions: records.flatMap((record) => sessionView(looked, record)),
    alarms,
    ...(allocation === undefined ? {} : { allocation }),
    ...(plan === undefined ? {} : { plan }),
    planner,
    limitTimings,
    tick,
    sources: looked.sources,
    restorations: looked.restorations,
  };
}

function nodeView(
  looked: Looked,
  node: GridNode,
  {
    index,
    capacity,
    reservedKw,
    binding,
  }: {
    readonly index: number;
    readonly capacity: readonly RowCapacity[];
    /** What the ledger counts of each connector, kW. */
    readonly reservedKw: readonly number[];
    readonly binding: BindingRow | undefined;
  },
): NodeView {
  const { atMs, grid, records, envelopes, baseLoads } = looked;
  const below = grid.connectorsBelowNode[index] ?? new Int32Array();
  let chargingKw = 0;
  let exposedKw = 0;
  for (const one of below) {
    chargingKw += records[one]?.reading?.powerKw ?? 0;
    exposedKw += reservedKw[one] ?? 0;
  }
  const base = baseLoads.viewOf(node.id);
  const envelope = strictestLimit(envelopes, { nodeId: node.id, fromMs: atMs, toMs: atMs });
  const byEnvelope = envelope !== undefined && envelope.limitKw <= (node.ratingKw ?? Infinity);
  const limitKw = byEnvelope ? envelope.limitKw : node.ratingKw;
  const baseLoadKw = base?.hiKw ?? 0;
  const thermal = looked.thermals.viewOf(node.id);
  return {
    nodeId: node.id,
    kind: node.kind,
    ...(node.parentId === undefined ? {} : { parentId: node.parentId }),
    ...(node.ratingKw === undefined ? {} : { ratingKw: node.ratingKw }),
    ...(node.ratingA === undefined ? {} : { ratingA: node.ratingA }),
    margin: node.margin,
    ...(limitKw === undefined ? {} : { limitKw, headroomKw: limitKw * (1 - node.margin) - baseLoadKw - exposedKw }),
    ...(byEnvelope
      ? {
          envelopeId: envelope.envelopeId,
          ...(envelope.untilMs === undefined ? {} : { limitUntilMs: envelope.untilMs }),
        }
      : {}),
    baseLoadKw,
    chargingKw,
    exposureKw: exposedKw,
    meter: base?.meter ?? 'none',
    ...(base?.ageMs === undefined ? {} : { meterAgeMs: base.ageMs }),
    phases: phasesOf(looked, node, { index, capacity }),
    ...(thermal === undefined ? {} : { thermal }),
    ...(binding === undefined ? {} : { binding }),
  };
}

/** Measured load per phase conductor, where the node is rated in A. */
function phasesOf(
  { grid, records }: Looked,
  node: GridNode,
  { index, capacity }: { readonly index: number; readonly capacity: readonly RowCapacity[] },
): NodeView['phases'] {
  const first = grid.tree.firstRow[index] ?? 0;
  return grid.rows.slice(first, grid.tree.firstRow[index + 1]).flatMap((row, k) => {
    const { base = 0, limit = 0 } = capacity[first + k] ?? {};
    if (row.phase === undefined) return [];
    let loadA = base;
    for (const { members, perKw } of row.groups) {
      members.forEach((member, at) => {
        loadA += (perKw[at] ?? 0) * (records[member]?.reading?.powerKw ?? 0);
      });
    }
    return [{ phase: row.phase, loadA, limitA: limit / (1 - node.margin) }];
  });
}

/** What a station's connectors say about it: where it stands, and the first reason to distrust it. */
type Rooted = { readonly nodeId: NodeId; readonly distrust?: Distrust };

function rootedStations({ grid, records, atMs }: Looked): ReadonlyMap<string, Rooted> {
  const rooted = new Map<string, Rooted>();
  for (const [index, { stationId, nodeId }] of grid.connectors.entries()) {
    const account = records[index]?.account;
    const distrust = account !== undefined && isDistrusted(account, atMs) ? account.distrust?.reason : undefined;
    const before = rooted.get(stationId);
    if (before !== undefined && (before.distrust !== undefined || distrust === undefined)) continue;
    rooted.set(stationId, { nodeId, ...(distrust === undefined ? {} : { distrust }) });
  }
  return rooted;
}

function stationView(station: StationRecord, rooted: Rooted | undefined): StationView {
  const { stationId, connected, quarantined, version, vendor, model, firmware, lastHeardAtMs, capability } = station;
  return {
    stationId,
    connected,
    quarantined,
    ...rooted,
    ...(version === undefined ? {} : { version }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(lastHeardAtMs === undefined ? {} : { lastHeardAtMs }),
    ...(capability === undefined ? {} : { capability }),
  };
}

function connectorView(looked: Looked, record: ConnectorRecord, connector: Connector | undefined): ConnectorView {
  const { atMs, grid, plan, ledgerBounds, overrides } = looked;
  const { account, setpoint, reading, session } = record;
  const commanded = commandedKw(account, atMs);
  const reason =
    setpoint === undefined
      ? undefined
      : connectorReason({ setpoint, grid, atMs, ...(plan === undefined ? {} : { plan }) });
  const override = overrides.find(
    (one) => one.connectorId === record.connectorId && one.status === 'active' && (one.endMs ?? Infinity) > atMs,
  );
  return {
    connectorId: record.connectorId,
    stationId: connector?.stationId ?? '',
    ...(connector === undefined ? {} : { nodeId: connector.nodeId }),
    kind: connector?.kind ?? 'AC',
    status: record.status,
    ratingKw: account.ratingKw,
    failsafeKw: account.failsafeKw,
    exposureKw: exposureKw(account, atMs, ledgerBounds),
    ...(reason === undefined ? {} : { setpointKw: reason.limitKw, limitedBy: reason.limitedBy }),
    ...(reason?.untilMs === undefined ? {} : { limitedUntilMs: reason.untilMs }),
    ...(reason?.price === undefined ? {} : { price: reason.price }),
    ...(commanded === undefined ? {} : { commandedKw: commanded }),
    ...(account.accepted === undefined ? {} : { acceptedKw: account.accepted.limitKw }),
    ...(reading === undefined ? {} : { powerKw: reading.powerKw, readAtMs: reading.atMs }),
    ...(session === undefined ? {} : { sessionId: session.sessionId }),
    ...(override === undefined ? {} : { override }),
  };
}

function sessionView({ site, plan, grid, atMs, estimates }: Looked, record: ConnectorRecord): readonly SessionView[] {
  const { session, setpoint, reading, connectorId } = record;
  if (session === undefined) return [];
  const connector = grid.connectors[grid.connectorIndex.get(connectorId) ?? -1];
  const stationId = connector?.stationId ?? '';
  const estimate = estimates.of(record, atMs);
  return [
    {
      sessionId: session.sessionId,
      connectorId,
      stationId,
      idToken: session.idToken,
      startedAtMs: session.startedAtMs,
      goal: session.goal,
      ...statedDemand(session, site.defaults),
      ...(estimate === undefined ? {} : { estimate }),
      deliveredKwh: session.deliveredKwh,
      ...(session.socPercent === undefined ? {} : { socPercent: session.socPercent }),
      ...(setpoint === undefined ? {} : { setpointKw: setpoint.limitKw, limitedBy: setpoint.limitedBy }),
      ...(reading === undefined ? {} : { powerKw: reading.powerKw }),
      shortfallKwh: (plan?.shortfallKwh.get(connectorId) ?? 0) * shareOf(record, connector?.phases.length ?? 0),
    },
  ];
}
