/**
 * A session whose end was lost: its station says that the connector is available, or has said so on this connection before it replayed the beginning
 * alone. It is closed by evidence only, never by time: after a while in
 * which the end may still come out of the station's queue the station is asked, and what it answers decides. 2.x: GetTransactionStatus (E14). Else: it is
 * triggered, says "available" once more, and nothing that it measures speaks against it. What is not proven stays open.
 */
import type { Connection, Known, SendCommand } from '../adapter.ts';
import type { Reading, StationEvent } from '../events.ts';
import { isOngoing } from './transaction-status.ts';

export const STALE = {
  // Stations send StopTransaction right before or after "Available", or out of a queue at one message each few seconds.
  graceMs: 60_000,
  // The triggered messages come within a call timeout or two.
  confirmMs: 15_000,
  // Meters at rest show up to these.
  idleKw: 0.1,
  idleA: 0.5,
  // Registers count Wh; stations round to 10 of them.
  idleKwh: 0.01,
} as const;

type Suspicion = {
  readonly sinceMs: number;
  readonly transactionId: string;
  /** Register when it began, or the first one told since; progress speaks against it. */
  energyKwh: number | undefined;
  isAsked: boolean;
  isConfirmed: boolean;
};
/** Of one connection, by connector number. */
type Notes = {
  readonly suspicions: Map<number, Suspicion>;
  /** The last status of the connection is "available". */
  readonly available: Set<number>;
};
const notesOf = new WeakMap<Known, Notes>();

type Watched = {
  readonly event: StationEvent;
  /** How the station's version is asked for a message; undefined = it cannot be. */
  readonly trigger: SendCommand<'trigger'> | undefined;
};

/** Looks at every event of a connection, after it was told. Never throws. */
export function watchForStaleSession(connection: Connection, { event, trigger }: Watched): void {
  if (event.kind !== 'status' && event.kind !== 'reading' && event.kind !== 'session-started') return;
  if (event.connectorId === undefined) return;
  const { known } = connection;
  const before = notesOf.get(known);
  // The busiest event of all, and nearly always nothing is suspected.
  if (event.kind === 'reading' && (before === undefined || before.suspicions.size === 0)) return;
  const notes = before ?? { suspicions: new Map<number, Suspicion>(), available: new Set<number>() };
  notesOf.set(known, notes);
  const { suspicions: open, available } = notes;
  const connectorNumber = Number(event.connectorId.slice(event.connectorId.lastIndexOf('/') + 1));
  const suspicion = open.get(connectorNumber);
  if (event.kind === 'reading') {
    if (suspicion !== undefined && speaksAgainst(event, suspicion)) open.delete(connectorNumber);
    return;
  }
  if (event.kind === 'session-started') {
    open.delete(connectorNumber);
    // From the queue: what the station has said of the connector is newer. What it counted since is no sign that it still does.
    if (event.offline && available.has(connectorNumber))
      suspect(connection, { connectorNumber, open, trigger, energyKwh: undefined });
    return;
  }
  if (event.status !== 'available') {
    available.delete(connectorNumber);
    open.delete(connectorNumber);
    return;
  }
  available.add(connectorNumber);
  if (suspicion === undefined)
    suspect(connection, { connectorNumber, open, trigger, energyKwh: known.registers.get(connectorNumber)?.energyKwh });
  else suspicion.isConfirmed = suspicion.isAsked;
}

function speaksAgainst({ historic, powerKw, currentA, energyKwh }: Reading, suspicion: Suspicion): boolean {
  if (historic) return false;
  suspicion.energyKwh ??= energyKwh;
  const isRising =
    energyKwh !== undefined && suspicion.energyKwh !== undefined && energyKwh > suspicion.energyKwh + STALE.idleKwh;
  const largestA = Math.max(0, ...Object.values(currentA ?? {}));
  return isRising || (powerKw ?? 0) > STALE.idleKw || largestA > STALE.idleA;
}

type Suspects = Pick<Watched, 'trigger'> & {
  readonly connectorNumber: number;
  readonly open: Map<number, Suspicion>;
};

function suspect(
  connection: Connection,
  { connectorNumber, open, trigger, energyKwh }: Suspects & { readonly energyKwh: number | undefined },
): void {
  const { known, deps, stationId } = connection;
  const session = known.sessions.get(connectorNumber);
  if (session === undefined) return;
  const suspicion: Suspicion = {
    sinceMs: deps.clock.nowMs(),
    transactionId: session.transactionId,
    energyKwh,
    isAsked: false,
    isConfirmed: false,
  };
  open.set(connectorNumber, suspicion);
  deps.clock.after(STALE.graceMs, () => {
    investigate(connection, { connectorNumber, open, suspicion, trigger }).catch((error: unknown) => {
      open.delete(connectorNumber);
      const reason = error instanceof Error ? error.message : 'unknown failure';
      deps.log({
        level: 'warn',
        stationId,
        message: `${stationId}/${connectorNumber}: its open session stays: ${reason}`,
      });
    });
  });
}

type Case = Suspects & { readonly suspicion: Suspicion };

/** Whether the suspicion still stands: nothing spoke against it, and the session is open. */
function stands(connection: Connection, { connectorNumber, open, suspicion }: Case): boolean {
  return (
    open.get(connectorNumber) === suspicion &&
    connection.known.sessions.get(connectorNumber)?.transactionId === suspicion.transactionId
  );
}

async function investigate(connection: Connection, theCase: Case): Promise<void> {
  const { connectorNumber, open, suspicion, trigger } = theCase;
  if (!stands(connection, theCase)) {
    if (open.get(connectorNumber) === suspicion) open.delete(connectorNumber);
    return;
  }
  if (connection.version !== '1.6') {
    const status = await isOngoing(connection, suspicion.transactionId);
    if (status.isOngoing === true || status.areMessagesQueued === true) {
      // It goes on, or its end is on the way: a later "available" asks again.
      open.delete(connectorNumber);
      return;
    }
    if (status.isOngoing === false) return conclude(connection, { ...theCase, evidence: 'not-ongoing' });
  }
  suspicion.isAsked = true;
  // Both reject when the station does not answer, or nobody can ask.
  const status = await trigger?.(connection, { kind: 'trigger', message: 'status', connectorNumber });
  const isWilling = status?.status === 'accepted';
  if (isWilling) await trigger?.(connection, { kind: 'trigger', message: 'meter', connectorNumber });
  if (isWilling) await new Promise<void>((resolve) => connection.deps.clock.after(STALE.confirmMs, resolve));
  if (isWilling && suspicion.isConfirmed) await conclude(connection, { ...theCase, evidence: 'available-confirmed' });
  else if (open.get(connectorNumber) === suspicion) open.delete(connectorNumber);
}

async function conclude(connection: Connection, theCase: Case & { readonly evidence: string }): Promise<void> {
  const { known, deps, stationId, emit } = connection;
  const { connectorNumber, open, suspicion, evidence } = theCase;
  if (!stands(connection, theCase)) return;
  const { transactionId, sinceMs } = suspicion;
  const meterStopKwh = known.registers.get(connectorNumber)?.energyKwh;
  const rest = { endedAtMs: sinceMs, ...(meterStopKwh === undefined ? {} : { meterStopKwh }), evidence };
  const ended = await deps.sessions.end({ stationId, transactionId, ...rest });
  open.delete(connectorNumber);
  if (ended?.isNew !== true) return;
  if (known.sessions.get(connectorNumber)?.transactionId === transactionId) known.sessions.delete(connectorNumber);
  const atMs = deps.clock.nowMs();
  const connectorId = `${stationId}/${connectorNumber}` as const;
  emit({
    kind: 'session-ended',
    stationId,
    atMs,
    connectorId,
    sessionId: `${stationId}#${transactionId}`,
    ...rest,
  });
  const detail = `${connectorId}: transaction ${transactionId} never got its end; closed, because it is ${evidence}`;
  emit({ kind: 'security', stationId, atMs, type: 'stale-session', detail });
}
