import { usedShare } from '../../dispatch/index.ts';
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
import type { ConnectorStatus, V2xNeeds } from '../../ocpp/index.ts';
import type { SessionGoal } from '../store/port.ts';

/** Everything the control loop knows of one connector. Replaced, never changed. It has all its fields from the begin: copies of one shape cost a third. */
export type ConnectorRecord = {
  readonly connectorId: ConnectorId;
  readonly account: Account;
  readonly status: ConnectorStatus | 'unknown';
  /** Since when the car takes nothing of what it is offered. A pause by us does not end it, charging does. */
  readonly restingSinceMs: number | undefined;
  readonly session: SessionState | undefined;
  readonly reading: LastReading | undefined;
  /** What the car was seen to leave unused. */
  readonly offerCap: OfferCap;
  /** How its power falls near the end. */
  readonly taper: Taper | undefined;
  /** Conductors that the car of this session was seen to use. */
  readonly phaseUse: PhaseUse | undefined;
  readonly setpoint: Setpoint | undefined;
  readonly admitted: boolean;
  /** When this session was last admitted or paused; undefined = it was never admitted. */
  readonly admittedChangedAtMs: number | undefined;
  readonly failsafeSentAtMs: number | undefined;
  /** It reconnected: whether it still holds its failsafe share is not known until it confirms it again. */
  readonly shareDue: true | undefined;
  /** Its lease is left to run out, to see whether it ends: then low power says nothing about its car. */
  readonly leaseWatched: true | undefined;
  /** What it says it offers was seen to follow a limit; before, it may be a number that never changes. */
  readonly offerFollows: true | undefined;
  /** Whether its power fills its register. */
  readonly register: RegisterWatch | undefined;
};

export type SessionState = {
  readonly sessionId: `${string}#${string}`;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly meterStartKwh: number | undefined;
  readonly deliveredKwh: number;
  readonly goal: SessionGoal;
  /** The most the car itself can take, where it said so. */
  readonly carMaximumKw: number | undefined;
  readonly socPercent: number | undefined;
  /** What the car can give back, where it told. Data for people: nothing is discharged. */
  readonly v2x: V2xNeeds | undefined;
  /** Its driver or its station took priority. Told to people: its power is shared like all other. */
  readonly hasPriority: true | undefined;
};

export type LastReading = { readonly powerKw: number; readonly atMs: number; readonly energyKwh?: number | undefined };

/** What is known of the car and its charging, and of no other. */
export const OF_A_SESSION = {
  reading: undefined,
  offerCap: { lowSamples: 0 },
  taper: undefined,
  phaseUse: undefined,
  setpoint: undefined,
  admitted: false,
} as const;

/** A connector of which nothing is known but its account. */
export function openRecord(connectorId: ConnectorId, account: Account): ConnectorRecord {
  return {
    connectorId,
    account,
    status: 'unknown',
    ...OF_A_SESSION,
    session: undefined,
    restingSinceMs: undefined,
    admittedChangedAtMs: undefined,
    failsafeSentAtMs: undefined,
    shareDue: undefined,
    leaseWatched: undefined,
    offerFollows: undefined,
    register: undefined,
  };
}

/** The same record, to be changed by whoever asked for it. Written out for the reason of `copyAccount`. */
export function copyRecord(record: ConnectorRecord): {
  -readonly [Name in keyof ConnectorRecord]: ConnectorRecord[Name];
} {
  return {
    connectorId: record.connectorId,
    account: record.account,
    status: record.status,
    reading: record.reading,
    offerCap: record.offerCap,
    taper: record.taper,
    phaseUse: record.phaseUse,
    setpoint: record.setpoint,
    admitted: record.admitted,
    session: record.session,
    restingSinceMs: record.restingSinceMs,
    admittedChangedAtMs: record.admittedChangedAtMs,
    failsafeSentAtMs: record.failsafeSentAtMs,
    shareDue: record.shareDue,
    leaseWatched: record.leaseWatched,
    offerFollows: record.offerFollows,
    register: record.register,
  };
}

/** A session that has just begun, or of which nothing else is known. */
export function openSession({
  sessionId,
  idToken,
  startedAtMs,
  meterStartKwh,
}: Pick<SessionState, 'sessionId' | 'idToken' | 'startedAtMs'> & {
  readonly meterStartKwh?: number | undefined;
}): { -readonly [Name in keyof SessionState]: SessionState[Name] } {
  return {
    sessionId,
    idToken,
    startedAtMs,
    meterStartKwh,
    deliveredKwh: 0,
    goal: {},
    carMaximumKw: undefined,
    socPercent: undefined,
    v2x: undefined,
    hasPriority: undefined,
  };
}

/** The same session, to be changed by whoever asked for it. */
export function copySession(session: SessionState): { -readonly [Name in keyof SessionState]: SessionState[Name] } {
  return {
    sessionId: session.sessionId,
    idToken: session.idToken,
    startedAtMs: session.startedAtMs,
    meterStartKwh: session.meterStartKwh,
    deliveredKwh: session.deliveredKwh,
    goal: session.goal,
    carMaximumKw: session.carMaximumKw,
    socPercent: session.socPercent,
    v2x: session.v2x,
    hasPriority: session.hasPriority,
  };
}

/** What the reducer must know of the connector and the safety law. */
export type ConnectorFacts = {
  readonly bounds: LedgerBounds;
  /** Conductors that the connector is wired to; 0 = line to line. */
  readonly phaseCount: number;
  /** kW per A of what the car is offered; undefined = DC. */
  readonly kwPerA?: number | undefined;
  /** Its limits are defaults of the connector: they do not end with the session. */
  readonly outlivesSession?: boolean;
};

/** Share of its offer that the present car can draw. */
export function shareOf(record: ConnectorRecord, phaseCount: number): number {
  return usedShare(record.phaseUse, phaseCount);
}
