import type { z } from 'zod';
import type { Estimate, GridEnvelope, LimitedBy, Plan } from '../../dispatch/index.ts';
import type {
  Alarm,
  ConnectorView,
  NodeView,
  PlannerState,
  SessionView,
  SourceView,
  StationView,
} from '../control/view.ts';
import type { SignedValue } from '../../ocpp/index.ts';
import { goalEtag, stationEtag } from '../operations/index.ts';
import type {
  ApiKeyRecord,
  AuditRecord,
  Override,
  SessionGoal,
  SecurityEventRecord,
  SessionRecord,
  StationRecord,
} from '../store/index.ts';
import { type MaskToken, redact } from '../wire-log/index.ts';
import { presentEnvelope, presentOverride } from './present-limits.ts';
import { presentSignedValue } from './present-signed.ts';
import { presentSource, presentThermal } from './present-source.ts';
import { presentBinding, presentLimitedBy, presentPrice } from './reasons.ts';
import type * as schemas from './schemas.ts';
import { createFormatTime, type FormatTime } from './times.ts';

type Out<Schema extends z.ZodType> = z.output<Schema>;

/** From the records of the inside to the resources of the wire: times as text, powers rounded to the watt, no secrets. */
export type Present = ReturnType<typeof createPresent>;

export function createPresent({
  timeZone,
  nowMs,
  maskToken,
}: {
  readonly timeZone: string;
  readonly nowMs: () => number;
  readonly maskToken: MaskToken;
}) {
  const time = createFormatTime(timeZone);
  const limitedBy = (value: LimitedBy | undefined) => (value === undefined ? undefined : presentLimitedBy(value, time));
  const override = (value: Override) => presentOverride(value, { time, nowMs: nowMs() });

  return {
    time,
    limitedBy: (value: LimitedBy) => presentLimitedBy(value, time),
    override,
    node: (view: NodeView) => presentNode(view, time),
    connector: (view: ConnectorView): Out<typeof schemas.connectorSchema> => ({
      connectorId: view.connectorId,
      stationId: view.stationId,
      nodeId: view.nodeId,
      kind: view.kind,
      status: view.status,
      ratingKw: rounded(view.ratingKw),
      failsafeKw: rounded(view.failsafeKw),
      setpointKw: roundedOrAbsent(view.setpointKw),
      commandedKw: roundedOrAbsent(view.commandedKw),
      acceptedKw: roundedOrAbsent(view.acceptedKw),
      powerKw: roundedOrAbsent(view.powerKw),
      readAt: timeOrAbsent(view.readAtMs, time),
      exposureKw: rounded(view.exposureKw),
      limitedBy: view.limitedBy === undefined ? undefined : presentLimitedBy(view.limitedBy, time, view.limitedUntilMs),
      price: view.price === undefined ? undefined : presentPrice(view.price),
      sessionId: view.sessionId,
      override: view.override === undefined ? undefined : override(view.override),
    }),
    /** An open session as the control loop sees it. */
    liveSession: (view: SessionView): Out<typeof schemas.sessionSchema> => ({
      sessionId: view.sessionId,
      connectorId: view.connectorId,
      stationId: view.stationId,
      idToken: masked(view.idToken),
      state: 'open',
      startedAt: time(view.startedAtMs),
      goal: presentGoal(view.goal, time),
      energyGoalKwh: rounded(view.energyGoalKwh),
      departure: time(view.departureMs),
      estimate: view.estimate === undefined ? undefined : presentEstimate(view.estimate, time),
      deliveredKwh: rounded(view.deliveredKwh),
      remainingKwh: rounded(view.remainingKwh),
      socPercent: roundedOrAbsent(view.socPercent),
      priorityCharging: view.hasPriority,
      v2x: view.v2x,
      setpointKw: roundedOrAbsent(view.setpointKw),
      powerKw: roundedOrAbsent(view.powerKw),
      limitedBy: limitedBy(view.limitedBy),
      shortfallKwh: rounded(view.shortfallKwh),
      etag: goalEtag(view.goal),
    }),
    /** A session of the store: ended, or open and not seen by the control loop yet. */
    storedSession: (record: SessionRecord): Out<typeof schemas.sessionSchema> => ({
      sessionId: record.sessionId,
      connectorId: `${record.stationId}/${record.connectorNumber}`,
      stationId: record.stationId,
      idToken: masked(record.idToken),
      state: record.endedAtMs === undefined ? 'open' : 'ended',
      startedAt: time(record.startedAtMs),
      endedAt: timeOrAbsent(record.endedAtMs, time),
      stopReason: record.stopReason,
      evidence: record.evidence,
      flags: record.flags === undefined ? undefined : [...record.flags],
      goal: presentGoal(record.goal, time),
      deliveredKwh: deliveredKwh(record),
      etag: goalEtag(record.goal),
    }),
    signedValue: (value: SignedValue) => presentSignedValue(value, time),
    securityEvent: (record: SecurityEventRecord): Out<typeof schemas.securityEventSchema> => ({
      seq: record.seq,
      at: time(record.atMs),
      stationId: record.stationId,
      source: record.source,
      type: record.type,
      critical: record.isCritical,
      detail: record.detail,
      measuredAt: timeOrAbsent(record.measuredAtMs, time),
    }),
    stationLive: (view: StationView): Out<typeof schemas.streamState>['stations'][number] => ({
      stationId: view.stationId,
      nodeId: view.nodeId,
      connected: view.connected,
      quarantined: view.quarantined,
      version: view.version,
      vendor: view.vendor,
      model: view.model,
      firmware: view.firmware,
      lastHeardAt: timeOrAbsent(view.lastHeardAtMs, time),
      distrust: view.distrust,
      capability: capabilityOf(view),
    }),
    station: (parts: StationParts) => presentStation(parts, time),
    source: (view: SourceView) => presentSource(view, time),
    envelope: (value: GridEnvelope) => presentEnvelope(value, { time, nowMs: nowMs() }),
    alarm: ({ id, severity, sinceMs, kind, subject, text }: Alarm): Out<typeof schemas.alarmSchema> => ({
      alarmId: id,
      severity,
      since: time(sinceMs),
      kind,
      subject,
      text,
    }),
    planner: (state: PlannerState): Out<typeof schemas.plannerSchema> => ({
      lastStatus: state.lastStatus,
      lastAt: timeOrAbsent(state.lastAtMs, time),
      engine: state.engine,
      solveMs: roundedOrAbsent(state.solveMs),
      discarded: state.discarded,
    }),
    plan: (plan: Plan): Out<typeof schemas.planSchema> => ({
      madeAt: time(plan.madeAtMs),
      engine: plan.engine,
      solveMs: rounded(plan.solveMs),
      slotStarts: plan.slotStartMs.map(time),
      connectors: [...plan.powerKw].map(([connectorId, powerKw]) => ({
        connectorId,
        powerKw: powerKw.map(rounded),
        shortfallKwh: rounded(plan.shortfallKwh.get(connectorId) ?? 0),
      })),
    }),
    audit: ({ seq, atMs, actor, action, subject, detail, hash }: AuditRecord): Out<typeof schemas.auditSchema> => ({
      seq,
      at: time(atMs),
      actor,
      action,
      // Whoever has the number has the card; who may read the audit may not read the tokens.
      subject: TOKEN_ACTIONS.has(action) ? maskToken(subject) : subject,
      detail: redact(detail ?? null, maskToken),
      hash,
    }),
    apiKey: (key: ApiKeyRecord): Out<typeof schemas.apiKeySchema> => ({
      apiKeyId: key.id,
      name: key.name,
      role: key.role,
      createdAt: time(key.createdAtMs),
      expiresAt: timeOrAbsent(key.expiresAtMs, time),
      revokedAt: timeOrAbsent(key.revokedAtMs, time),
    }),
  };
}

/** Changes whose subject is a token. */
const TOKEN_ACTIONS: ReadonlySet<string> = new Set(['token.add', 'token.change', 'token.remove']);

/** What the store knows of a station, what the control loop knows, or both. */
export type StationParts = {
  readonly stationId: string;
  readonly record: StationRecord | undefined;
  readonly view: StationView | undefined;
  readonly connectorIds: readonly string[];
};

function presentStation(
  { stationId, record, view, connectorIds }: StationParts,
  time: FormatTime,
): Out<typeof schemas.stationSchema> {
  const quarantined = record === undefined ? view?.quarantined === true : record.state === 'quarantined';
  return {
    stationId,
    nodeId: view?.nodeId,
    state: record?.state ?? (quarantined ? 'quarantined' : 'enabled'),
    origin: record?.origin,
    connected: view?.connected ?? false,
    version: view?.version,
    vendor: view?.vendor ?? record?.vendor,
    model: view?.model ?? record?.model,
    firmware: view?.firmware ?? record?.firmware,
    lastHeardAt: timeOrAbsent(view?.lastHeardAtMs, time),
    distrust: view?.distrust,
    capability: view === undefined ? undefined : capabilityOf(view),
    hasPassword: record?.passwordHash !== undefined,
    securityProfile: record?.securityProfile,
    certificateEndsAt: timeOrAbsent(record?.certificate?.validUntilMs, time),
    certificateNumber: record?.certificate?.serialNumber,
    withdrawnCertificates: record?.withdrawnCertificates === undefined ? undefined : [...record.withdrawnCertificates],
    connectorIds: [...connectorIds],
    etag: record === undefined ? 'unknown' : stationEtag(record),
  };
}

function capabilityOf({ capability }: StationView): Out<typeof schemas.stationSchema>['capability'] {
  return capability === undefined
    ? undefined
    : { leaseForm: capability.leaseForm, controllable: capability.isControllable };
}

function presentNode(view: NodeView, time: FormatTime): Out<typeof schemas.nodeSchema> {
  const loadKw = view.baseLoadKw + view.chargingKw;
  const hasLimit = view.limitKw !== undefined && Number.isFinite(view.limitKw) && view.limitKw > 0;
  return {
    nodeId: view.nodeId,
    kind: view.kind,
    parentId: view.parentId,
    ratingKw: roundedOrAbsent(view.ratingKw),
    ratingA: roundedOrAbsent(view.ratingA),
    margin: view.margin,
    limitKw: roundedOrAbsent(view.limitKw),
    envelopeId: view.envelopeId,
    limitUntil: timeOrAbsent(view.limitUntilMs, time),
    baseLoadKw: rounded(view.baseLoadKw),
    chargingKw: rounded(view.chargingKw),
    loadKw: rounded(loadKw),
    loadingPercent: hasLimit && view.limitKw !== undefined ? rounded((loadKw / view.limitKw) * 100) : undefined,
    exposureKw: rounded(view.exposureKw),
    headroomKw: roundedOrAbsent(view.headroomKw),
    meter: view.meter,
    meterAgeSeconds: view.meterAgeMs === undefined ? undefined : rounded(view.meterAgeMs / 1000),
    transformer: view.thermal === undefined ? undefined : presentThermal(view.thermal),
    phases: view.phases.map(({ phase, loadA, limitA }) => ({
      phase,
      loadA: rounded(loadA),
      limitA: roundedOrAbsent(limitA),
    })),
    binding: view.binding === undefined ? undefined : presentBinding(view.binding, time),
  };
}

function presentEstimate({ departureMs, needKwh }: Estimate, time: FormatTime): Out<typeof schemas.estimateSchema> {
  return {
    departure: { p10: time(departureMs.p10), p50: time(departureMs.p50), p90: time(departureMs.p90) },
    energyKwh: { p10: rounded(needKwh.p10), p50: rounded(needKwh.p50), p90: rounded(needKwh.p90) },
  };
}

function presentGoal(
  { energyKwh, departureMs, source }: SessionGoal,
  time: FormatTime,
): Out<typeof schemas.goalSchema> {
  return { energyKwh: roundedOrAbsent(energyKwh), departure: timeOrAbsent(departureMs, time), source };
}

function deliveredKwh({ meterStartKwh, meterStopKwh, meterKwh }: SessionRecord): number | undefined {
  const registerKwh = meterStopKwh ?? meterKwh;
  return registerKwh === undefined || meterStartKwh === undefined
    ? undefined
    : rounded(Math.max(0, registerKwh - meterStartKwh));
}

/** A token opens chargers and can be cloned: four characters tell two cards apart and open nothing. */
function masked(idToken: string): string {
  return idToken.length < 8 ? '***' : `***${idToken.slice(-4)}`;
}

/** To the watt (or milli-unit): more digits are noise. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Infinity means no limit inside; JSON has no word for it. */
function roundedOrAbsent(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : rounded(value);
}

function timeOrAbsent(atMs: number | undefined, time: FormatTime): string | undefined {
  return atMs === undefined ? undefined : time(atMs);
}
