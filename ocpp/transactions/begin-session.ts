import type { Connection } from '../adapter.ts';
import type { SessionId } from '../events.ts';
import { noteRegister } from '../metering/index.ts';
import type { AuthorizeAnswer, ReplacedSession } from '../ports.ts';

export type Beginning = {
  readonly connectorNumber: number;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly meterStartKwh?: number;
  /** 2.x: made by the station. */
  readonly transactionId?: string;
  /** It comes from the station's queue. */
  readonly offline: boolean;
  readonly reservationId?: number;
};
export type Begun = { readonly sessionId: SessionId; readonly transactionId: string; readonly isNew: boolean };

/**
 * A transaction begins: on disk when this resolves, and told once. What was still open on the connector ended at the latest now.
 * A replayed beginning that is older than the session of the connector goes to the register alone: its end is still in the station's queue.
 */
export async function beginSession(connection: Connection, beginning: Beginning): Promise<Begun> {
  const { known, stationId, deps, emit } = connection;
  const { offline, reservationId, ...start } = beginning;
  const { connectorNumber, startedAtMs, meterStartKwh } = start;
  const { replaced = [], ...begun } = await deps.sessions.start({ stationId, ...start });
  // The retransmit of a start: whether that session still runs is known from the register, or it has ended meanwhile.
  if (!begun.isNew) return begun;
  const { sessionId, transactionId } = begun;
  for (const session of replaced) tellReplaced(connection, { connectorNumber, session });
  const present = known.sessions.get(connectorNumber);
  const isOverAlready = present?.startedAtMs !== undefined && present.startedAtMs > startedAtMs;
  if (!isOverAlready) {
    known.sessions.set(connectorNumber, { sessionId, transactionId, startedAtMs });
    if (meterStartKwh !== undefined)
      noteRegister(known, { connectorNumber, energyKwh: meterStartKwh, measuredAtMs: startedAtMs });
    emit({
      kind: 'session-started',
      stationId,
      atMs: deps.clock.nowMs(),
      connectorId: `${stationId}/${connectorNumber}`,
      sessionId,
      idToken: start.idToken,
      ...(meterStartKwh === undefined ? {} : { meterStartKwh }),
      startedAtMs,
      offline,
    });
  }
  if (reservationId !== undefined && reservationId >= 0)
    emit({ kind: 'reservation', stationId, atMs: deps.clock.nowMs(), reservationId, status: 'used' });
  return begun;
}

function tellReplaced(
  { stationId, deps, emit }: Connection,
  { connectorNumber, session }: { readonly connectorNumber: number; readonly session: ReplacedSession },
): void {
  const atMs = deps.clock.nowMs();
  const connectorId = `${stationId}/${connectorNumber}` as const;
  const { sessionId, transactionId, endedAtMs, meterStopKwh } = session;
  emit({
    kind: 'session-ended',
    stationId,
    atMs,
    connectorId,
    sessionId,
    ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
    endedAtMs,
    evidence: 'new-transaction',
  });
  const detail = `${connectorId}: transaction ${transactionId} never got its end; closed, because a new one began there`;
  emit({ kind: 'security', stationId, atMs, type: 'stale-session', detail });
}

/** A session that runs on a token that may not: the station decides whether it stops (StopTxOnInvalidId); what it draws is accounted for. */
export function flagToken(
  { stationId, deps, emit }: Connection,
  {
    connectorNumber,
    sessionId,
    status,
  }: { readonly connectorNumber: number; readonly sessionId: SessionId; readonly status: AuthorizeAnswer['status'] },
): void {
  if (status === 'Accepted') return;
  emit({
    kind: 'session-flagged',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${connectorNumber}`,
    sessionId,
    flag: `token-${status === 'ConcurrentTx' ? 'concurrent' : status.toLowerCase()}`,
  });
}
