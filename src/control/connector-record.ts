import {
  failsafeConfirmed,
  limitAnswered,
  limitLeft,
  powerMeasured,
  rebooted,
  registerJudged,
  sessionEnded,
  usedShare,
  watchRegister,
  withCurrents,
} from '../../dispatch/index.ts';
import type {
  Account,
  ConnectorId,
  LedgerBounds,
  OfferCap,
  PhaseUse,
  RegisterWatch,
  Setpoint,
  Taper,
} from '../../dispatch/index.ts';
import type { ConnectorStatus, StationEvent } from '../../ocpp/index.ts';
import type { SessionGoal } from '../store/port.ts';

/** Everything the control loop knows of one connector. Replaced, never changed. */
export type ConnectorRecord = {
  readonly connectorId: ConnectorId;
  readonly account: Account;
  readonly status: ConnectorStatus | 'unknown';
  /** Since when the car takes nothing of what it is offered. A pause by us does not end it, charging does. */
  readonly restingSinceMs?: number;
  readonly session?: SessionState;
  readonly reading?: LastReading;
  /** What the car was seen to leave unused. */
  readonly offerCap: OfferCap;
  /** How its power falls near the end. */
  readonly taper?: Taper;
  /** Conductors that the car of this session was seen to use. */
  readonly phaseUse?: PhaseUse;
  readonly setpoint?: Setpoint;
  readonly admitted: boolean;
  /** When this session was last admitted or paused; undefined = it was never admitted. */
  readonly admittedChangedAtMs?: number;
  readonly failsafeSentAtMs?: number;
  /** Whether its power fills its register. */
  readonly register?: RegisterWatch;
};

export type SessionState = {
  readonly sessionId: `${string}#${string}`;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly meterStartKwh?: number;
  readonly deliveredKwh: number;
  readonly goal: SessionGoal;
  /** The most the car itself can take, where it said so. */
  readonly carMaximumKw?: number;
  readonly socPercent?: number;
};

export type LastReading = { readonly powerKw: number; readonly atMs: number; readonly energyKwh?: number };

/** Above the standby of a car that is full, below the least a car charges with. */
const AWAKE_KW = 0.5;

/** What the reducer must know of the connector and the safety law. */
export type ConnectorFacts = {
  readonly bounds: LedgerBounds;
  /** Conductors that the connector is wired to; 0 = line to line. */
  readonly phaseCount: number;
};

/** Share of its offer that the present car can draw. */
export function shareOf(record: ConnectorRecord, phaseCount: number): number {
  return usedShare(record.phaseUse, phaseCount);
}

/** One event, one record. Events of other connectors and stations must not be passed in. */
export function reduceConnector(before: ConnectorRecord, event: StationEvent, facts: ConnectorFacts): ConnectorRecord {
  const { bounds } = facts;
  switch (event.kind) {
    case 'booted':
      return { ...before, account: rebooted(before.account, event.atMs) };
    case 'status':
      return withStatus(before, event);
    case 'session-started':
      return startSession(before, event);
    case 'session-ended':
      return before.session?.sessionId === event.sessionId ? endSession(before) : before;
    case 'reading':
      return event.historic ? registerOnly(before, event) : withReading(before, event, facts);
    case 'charging-needs':
      return withNeeds(before, event);
    case 'limit-sent':
      return { ...before, account: limitLeft(before.account, event, bounds) };
    case 'limit-answered':
      return { ...before, account: limitAnswered(before.account, event, bounds) };
    case 'failsafe-answered': {
      const { failsafeSentAtMs: _, ...rest } = before;
      const confirmed = event.outcome === 'accepted' || event.outcome === 'accepted-late';
      if (!confirmed || event.failsafeKw > before.account.failsafeKw) return before;
      return { ...rest, account: failsafeConfirmed(before.account, event.atMs, bounds) };
    }
    default:
      return before;
  }
}

function withStatus(
  before: ConnectorRecord,
  { status, atMs }: Extract<StationEvent, { kind: 'status' }>,
): ConnectorRecord {
  if (status === 'suspended-ev') return { ...before, status, restingSinceMs: before.restingSinceMs ?? atMs };
  if (status === 'suspended-evse') return { ...before, status };
  const { restingSinceMs: _, ...awake } = before;
  return { ...awake, status };
}

function startSession(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'session-started' }>,
): ConnectorRecord {
  if (before.session?.sessionId === event.sessionId) return before;
  const {
    reading: _,
    setpoint: __,
    admittedChangedAtMs: ___,
    restingSinceMs: ____,
    phaseUse: _____,
    taper: ______,
    ...rest
  } = before;
  return {
    ...rest,
    account: before.session === undefined ? before.account : sessionEnded(before.account),
    session: {
      sessionId: event.sessionId,
      idToken: event.idToken,
      startedAtMs: event.startedAtMs,
      deliveredKwh: 0,
      goal: {},
      ...(event.meterStartKwh === undefined ? {} : { meterStartKwh: event.meterStartKwh }),
    },
    offerCap: { lowSamples: 0 },
    admitted: false,
  };
}

function endSession(before: ConnectorRecord): ConnectorRecord {
  const { session: _, setpoint: __, reading: ___, phaseUse: ____, taper: _____, ...rest } = before;
  return { ...rest, account: sessionEnded(before.account), offerCap: { lowSamples: 0 }, admitted: false };
}

function withReading(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'reading' }>,
  { bounds, phaseCount }: ConnectorFacts,
): ConnectorRecord {
  // Chargers resend stored readings after an outage; an old one must not overwrite a new one.
  if (before.reading !== undefined && event.atMs < before.reading.atMs) return before;
  const withRegister = registerOnly(before, event);
  if (event.powerKw === undefined) return withRegister;
  const phaseUse = withCurrents(before.phaseUse, terminalsOf(event));
  // A car on one of three phases that draws a third of the offer draws all that it may.
  const share = usedShare(phaseUse, phaseCount);
  const energyKwh = event.energyKwh ?? before.reading?.energyKwh;
  const account = powerMeasured(before.account, { powerKw: event.powerKw / share, atMs: event.atMs }, bounds);
  return {
    ...awake(withRegister, event.powerKw),
    reading: { powerKw: event.powerKw, atMs: event.atMs, ...(energyKwh === undefined ? {} : { energyKwh }) },
    ...judgedByRegister(account, before.register, event),
    ...(phaseUse === undefined ? {} : { phaseUse }),
  };
}

/** What the station's meter calls L1, L2, L3. */
function terminalsOf({ currentA }: Extract<StationEvent, { kind: 'reading' }>): readonly number[] {
  return [currentA?.L1 ?? 0, currentA?.L2 ?? 0, currentA?.L3 ?? 0];
}

function judgedByRegister(
  account: Account,
  before: RegisterWatch | undefined,
  { powerKw, energyKwh, atMs }: Extract<StationEvent, { kind: 'reading' }>,
): Pick<ConnectorRecord, 'account' | 'register'> {
  if (powerKw === undefined || energyKwh === undefined || !Number.isFinite(powerKw + energyKwh)) return { account };
  const { after, verdict } = watchRegister(before, { atMs, powerKw, energyKwh });
  return { account: verdict === undefined ? account : registerJudged(account, verdict, atMs), register: after };
}

/** Some stations never say that the car charges again; its meter does. */
function awake(record: ConnectorRecord, powerKw: number): ConnectorRecord {
  if (powerKw < AWAKE_KW || record.restingSinceMs === undefined) return record;
  const { restingSinceMs: _, ...rest } = record;
  return rest;
}

function registerOnly(before: ConnectorRecord, event: Extract<StationEvent, { kind: 'reading' }>): ConnectorRecord {
  const { session } = before;
  if (session === undefined || (event.sessionId !== undefined && event.sessionId !== session.sessionId)) return before;
  const startKwh = session.meterStartKwh ?? event.energyKwh;
  const deliveredKwh = event.energyKwh === undefined || startKwh === undefined ? 0 : event.energyKwh - startKwh;
  return {
    ...before,
    session: {
      ...session,
      // A register never runs backwards; a replayed one only fills gaps.
      deliveredKwh: Math.max(session.deliveredKwh, deliveredKwh),
      ...(startKwh === undefined ? {} : { meterStartKwh: startKwh }),
      ...(event.socPercent === undefined ? {} : { socPercent: event.socPercent }),
    },
  };
}

function withNeeds(before: ConnectorRecord, event: Extract<StationEvent, { kind: 'charging-needs' }>): ConnectorRecord {
  const { session } = before;
  if (session === undefined) return before;
  // A person's goal is worth more than the car's default.
  const goal: SessionGoal =
    session.goal.source === 'operator'
      ? session.goal
      : {
          ...(event.energyKwh === undefined ? {} : { energyKwh: session.deliveredKwh + event.energyKwh }),
          ...(event.departureMs === undefined ? {} : { departureMs: event.departureMs }),
          source: 'station',
        };
  return {
    ...before,
    session: { ...session, goal, ...(event.maximumKw === undefined ? {} : { carMaximumKw: event.maximumKw }) },
  };
}
