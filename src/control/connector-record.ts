import {
  carriedOver,
  failsafeConfirmed,
  limitAnswered,
  limitLeft,
  rebooted,
  sessionEnded,
  usedShare,
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
import type { ConnectorStatus, StationEvent, V2xNeeds } from '../../ocpp/index.ts';
import type { SessionGoal } from '../store/port.ts';
import { withNeeds, withPriority } from './told-needs.ts';
import { registerOnly, withReading } from './connector-reading.ts';

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
  readonly meterStartKwh?: number;
  readonly deliveredKwh: number;
  readonly goal: SessionGoal;
  /** The most the car itself can take, where it said so. */
  readonly carMaximumKw?: number;
  readonly socPercent?: number;
  /** What the car can give back, where it told. Data for people: nothing is discharged. */
  readonly v2x?: V2xNeeds;
  /** Its driver or its station took priority. Told to people: its power is shared like all other. */
  readonly hasPriority?: true;
};

export type LastReading = { readonly powerKw: number; readonly atMs: number; readonly energyKwh?: number | undefined };

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

/** One event, one record. Events of other connectors and stations must not be passed in. */
export function reduceConnector(before: ConnectorRecord, event: StationEvent, facts: ConnectorFacts): ConnectorRecord {
  const { bounds } = facts;
  switch (event.kind) {
    case 'connected':
      // Some stations drop their profiles when they reconnect: share and limit are told again before anything is raised (profile rule 10).
      return { ...before, shareDue: true, account: carried(before.account, event, facts) };
    case 'booted':
      return { ...before, account: rebooted(before.account, event.atMs) };
    case 'status':
      return withStatus(before, event);
    case 'session-started':
      return startSession(before, event, facts);
    case 'session-identified':
      return before.session?.sessionId === event.sessionId
        ? { ...before, session: { ...before.session, idToken: event.idToken } }
        : before;
    case 'session-ended':
      return before.session?.sessionId === event.sessionId ? endSession(before, event, facts) : before;
    case 'reading':
      return event.historic ? registerOnly(before, event) : withReading(before, event, facts);
    case 'charging-needs':
      return withNeeds(before, event);
    case 'priority-charging':
      return withPriority(before, event);
    case 'limit-sent':
      return { ...before, account: limitLeft(before.account, event) };
    case 'limit-answered':
      return { ...before, account: limitAnswered(before.account, event, bounds) };
    case 'failsafe-answered': {
      const confirmed = event.outcome === 'accepted' || event.outcome === 'accepted-late';
      if (!confirmed || event.failsafeKw > before.account.failsafeKw) return before;
      const account = failsafeConfirmed(before.account, event.atMs, bounds);
      return { ...before, account, failsafeSentAtMs: undefined, shareDue: undefined };
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
  return { ...before, status, restingSinceMs: undefined };
}

/** What is known of the car and its charging, and of no other. */
const OF_A_SESSION = {
  reading: undefined,
  offerCap: { lowSamples: 0 },
  taper: undefined,
  phaseUse: undefined,
  setpoint: undefined,
  admitted: false,
} as const;

function startSession(
  before: ConnectorRecord,
  event: Extract<StationEvent, { kind: 'session-started' }>,
  facts: ConnectorFacts,
): ConnectorRecord {
  if (before.session?.sessionId === event.sessionId) return before;
  return {
    ...before,
    ...OF_A_SESSION,
    admittedChangedAtMs: undefined,
    restingSinceMs: undefined,
    account: before.session === undefined ? before.account : withoutSession(before.account, event, facts),
    session: {
      sessionId: event.sessionId,
      idToken: event.idToken,
      startedAtMs: event.startedAtMs,
      deliveredKwh: 0,
      goal: {},
      ...(event.meterStartKwh === undefined ? {} : { meterStartKwh: event.meterStartKwh }),
    },
  };
}

function endSession(before: ConnectorRecord, event: { readonly atMs: number }, facts: ConnectorFacts): ConnectorRecord {
  const account = withoutSession(before.account, event, facts);
  return { ...before, ...OF_A_SESSION, account, session: undefined };
}

function withoutSession(account: Account, event: { readonly atMs: number }, facts: ConnectorFacts): Account {
  return facts.outlivesSession === true ? carried(account, event, facts) : sessionEnded(account);
}

/** What was told still counts, and is told again. */
function carried(account: Account, { atMs }: { readonly atMs: number }, { bounds }: ConnectorFacts): Account {
  return carriedOver(account, { atMs, isVoid: false, bounds });
}

/** Nobody knows any more when the leases of the station end. */
export function withoutLeaseCredit(before: ConnectorRecord, atMs: number, bounds: LedgerBounds): ConnectorRecord {
  return { ...before, account: carriedOver(before.account, { atMs, isVoid: true, bounds }) };
}
