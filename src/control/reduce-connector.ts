import {
  carriedOver,
  failsafeConfirmed,
  limitAnswered,
  limitLeft,
  rebooted,
  sessionEnded,
} from '../../dispatch/index.ts';
import type { Account, LedgerBounds } from '../../dispatch/index.ts';
import type { StationEvent } from '../../ocpp/index.ts';
import { registerOnly, withReading } from './connector-reading.ts';
import { copyRecord, OF_A_SESSION, openSession } from './connector-record.ts';
import type { ConnectorFacts, ConnectorRecord } from './connector-record.ts';
import { withNeeds, withPriority } from './told-needs.ts';

/** One event, one record. Events of other connectors and stations must not be passed in. */
export function reduceConnector(before: ConnectorRecord, event: StationEvent, facts: ConnectorFacts): ConnectorRecord {
  const { bounds } = facts;
  switch (event.kind) {
    case 'connected':
      // Some stations drop their profiles when they reconnect: share and limit are told again before anything is raised (profile rule 10).
      return { ...before, shareDue: true, account: carried(before.account, event, facts) };
    case 'booted':
      return withAccount(before, rebooted(before.account, event.atMs));
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
      return withAccount(before, limitLeft(before.account, event));
    case 'limit-answered':
      return withAccount(before, limitAnswered(before.account, event, bounds));
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

function withAccount(before: ConnectorRecord, account: Account): ConnectorRecord {
  const after = copyRecord(before);
  after.account = account;
  return after;
}

function withStatus(
  before: ConnectorRecord,
  { status, atMs }: Extract<StationEvent, { kind: 'status' }>,
): ConnectorRecord {
  if (status === 'suspended-ev') return { ...before, status, restingSinceMs: before.restingSinceMs ?? atMs };
  if (status === 'suspended-evse') return { ...before, status };
  return { ...before, status, restingSinceMs: undefined };
}

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
    session: openSession(event),
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
  return withAccount(before, carriedOver(before.account, { atMs, isVoid: true, bounds }));
}
