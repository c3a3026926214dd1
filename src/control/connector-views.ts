import { commandedKw, connectorReason, slotAt } from '../../dispatch/index.ts';
import type { CompiledGrid, Connector, ConnectorReason, Estimate, Plan } from '../../dispatch/index.ts';
import type { SiteConfig } from '../config/site.ts';
import type { Override } from '../store/port.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';
import { statedDemand } from './demand-of.ts';
import { siteNodeOf } from './station-nodes.ts';
import type { ConnectorView, ControlView, SessionView } from './view.ts';

/** What the views of connectors and sessions are made of. */
export type ConnectorsLook = {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  /** In the order of `grid.connectors`. */
  readonly records: readonly ConnectorRecord[];
  readonly plan: Plan | undefined;
  readonly overrides: readonly Override[];
  readonly defaults: SiteConfig['defaults'];
  readonly estimateOf: (record: ConnectorRecord) => Estimate | undefined;
};

/** What one connector was seen as, and what that was made of. */
type Seen = {
  readonly record: ConnectorRecord;
  readonly connector: Connector | undefined;
  readonly reason: ConnectorReason | undefined;
  readonly view: ConnectorView;
  readonly estimate: Estimate | undefined;
  readonly session: SessionView | undefined;
};
type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Of 10,000 connectors few change within a second: a view that is as it was is the same object again, so whoever looks on sees at once what changed. */
export class ConnectorViews {
  #seen: readonly Seen[] = [];
  /** What the reasons of the last look were made of, besides the setpoints. */
  #basis: { readonly grid: CompiledGrid; readonly plan: Plan | undefined; readonly slot: number } | undefined;

  /** `exposuresKw`: W of each connector at `looked.atMs`, kW; in the order of `looked.records`. */
  look(looked: ConnectorsLook, exposuresKw: readonly number[]): Pick<ControlView, 'connectors' | 'sessions'> {
    const { grid, plan, atMs, records } = looked;
    const slot = plan === undefined ? -1 : slotAt(plan, atMs);
    const basis = this.#basis;
    const isSameBasis = basis?.grid === grid && basis.plan === plan && basis.slot === slot;
    if (!isSameBasis) this.#basis = { grid, plan, slot };
    const overrides = activeOverrides(looked);
    this.#seen = records.map((record, index) => {
      const override = overrides.get(record.connectorId);
      const now = { exposureKw: exposuresKw[index] ?? record.account.ratingKw, override, index, isSameBasis };
      return seen(looked, record, { ...now, before: this.#seen[index] });
    });
    const sessions: SessionView[] = [];
    for (const { session } of this.#seen) if (session !== undefined) sessions.push(session);
    return { connectors: this.#seen.map(({ view }) => view), sessions };
  }
}

/** The first active override of each connector. */
function activeOverrides({ overrides, atMs }: ConnectorsLook): ReadonlyMap<string, Override> {
  const active = new Map<string, Override>();
  for (const one of overrides)
    if (one.status === 'active' && (one.endMs ?? Infinity) > atMs && !active.has(one.connectorId))
      active.set(one.connectorId, one);
  return active;
}

/** The one before, where nothing of it has changed. */
function seen(
  looked: ConnectorsLook,
  record: ConnectorRecord,
  {
    index,
    exposureKw,
    override,
    before,
    isSameBasis,
  }: {
    readonly index: number;
    readonly exposureKw: number;
    readonly override: Override | undefined;
    readonly before: Seen | undefined;
    readonly isSameBasis: boolean;
  },
): Seen {
  const { atMs, grid, plan, estimateOf } = looked;
  const { setpoint } = record;
  const connector = grid.connectors[index];
  const commanded = commandedKw(record.account, atMs);
  const hasReason = isSameBasis && before !== undefined && before.record.setpoint === setpoint;
  const reason = hasReason ? before.reason : reasonOf(looked, record);
  const estimate = estimateOf(record);
  const isSame = before !== undefined && before.record === record && before.connector === connector;
  const isSameView =
    isSame &&
    before.reason === reason &&
    before.view.exposureKw === exposureKw &&
    before.view.commandedKw === commanded &&
    before.view.override === override;
  const isSameSession = isSame && isSameBasis && before.estimate === estimate;
  if (isSameView && isSameSession) return before;
  return {
    record,
    connector,
    reason,
    view: isSameView
      ? before.view
      : connectorView(record, connector, {
          exposureKw,
          nodeId: connector === undefined ? undefined : siteNodeOf(grid, connector)?.id,
          commandedKw: commanded,
          reason,
          override,
        }),
    estimate,
    session: isSameSession
      ? before.session
      : sessionView(record, connector, {
          defaults: looked.defaults,
          estimate,
          shortfallKwh: plan?.shortfallKwh.get(record.connectorId) ?? 0,
        }),
  };
}

function reasonOf({ grid, plan, atMs }: ConnectorsLook, { setpoint }: ConnectorRecord): ConnectorReason | undefined {
  if (setpoint === undefined) return undefined;
  return connectorReason({ setpoint, grid, atMs, ...(plan === undefined ? {} : { plan }) });
}

/** Fields are set one by one: spreading what is not there would cost more than all the rest. */
function connectorView(
  record: ConnectorRecord,
  connector: Connector | undefined,
  now: {
    readonly exposureKw: number;
    readonly nodeId: string | undefined;
    readonly commandedKw: number | undefined;
    readonly reason: ConnectorReason | undefined;
    readonly override: Override | undefined;
  },
): ConnectorView {
  const { account, reading, session } = record;
  const { reason } = now;
  const view: Mutable<ConnectorView> = {
    connectorId: record.connectorId,
    stationId: connector?.stationId ?? '',
    kind: connector?.kind ?? 'AC',
    status: record.status,
    ratingKw: account.ratingKw,
    failsafeKw: account.failsafeKw,
    exposureKw: now.exposureKw,
  };
  if (now.nodeId !== undefined) view.nodeId = now.nodeId;
  if (reason !== undefined) {
    view.setpointKw = reason.limitKw;
    view.limitedBy = reason.limitedBy;
    if (reason.untilMs !== undefined) view.limitedUntilMs = reason.untilMs;
    if (reason.price !== undefined) view.price = reason.price;
  }
  if (now.commandedKw !== undefined) view.commandedKw = now.commandedKw;
  if (account.accepted !== undefined) view.acceptedKw = account.accepted.limitKw;
  if (reading !== undefined) {
    view.powerKw = reading.powerKw;
    view.readAtMs = reading.atMs;
  }
  if (session !== undefined) view.sessionId = session.sessionId;
  if (now.override !== undefined) view.override = now.override;
  return view;
}

function sessionView(
  record: ConnectorRecord,
  connector: Connector | undefined,
  now: {
    readonly defaults: ConnectorsLook['defaults'];
    readonly estimate: Estimate | undefined;
    /** Of the whole offer; the car may use a part of it. */
    readonly shortfallKwh: number;
  },
): SessionView | undefined {
  const { session, setpoint, reading, connectorId } = record;
  if (session === undefined) return undefined;
  const { energyGoalKwh, departureMs, remainingKwh } = statedDemand(session, now.defaults);
  const view: Mutable<SessionView> = {
    sessionId: session.sessionId,
    connectorId,
    stationId: connector?.stationId ?? '',
    idToken: session.idToken,
    startedAtMs: session.startedAtMs,
    goal: session.goal,
    energyGoalKwh,
    departureMs,
    remainingKwh,
    deliveredKwh: session.deliveredKwh,
    shortfallKwh: now.shortfallKwh * shareOf(record, connector?.phases.length ?? 0),
  };
  if (now.estimate !== undefined) view.estimate = now.estimate;
  if (session.socPercent !== undefined) view.socPercent = session.socPercent;
  if (session.v2x !== undefined) view.v2x = session.v2x;
  if (session.hasPriority !== undefined) view.hasPriority = session.hasPriority;
  if (setpoint !== undefined) {
    view.setpointKw = setpoint.limitKw;
    view.limitedBy = setpoint.limitedBy;
  }
  if (reading !== undefined) view.powerKw = reading.powerKw;
  return view;
}
