import type { Connection } from '../../adapter.ts';
import type { SessionId } from '../../events.ts';
import { isReplay, emitReadings, measure, signedValuesOf } from '../../metering/index.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';
import {
  beginSession,
  endSession,
  flagToken,
  identifySession,
  keepSigned,
  noteSequence,
} from '../../transactions/index.ts';
import { corrected } from '../../quirks/index.ts';
import { plausibleMsOrNow, requireConnector, requirePlausibleMs, requirePrintable } from '../../guards.ts';
import { authorized, idTokenInfoOf } from './authorize.ts';
import { samplesOf } from './meter-values.ts';
import { noteChargingState } from './status-notification.ts';

type Event = RequestV201<'TransactionEvent'>;
type Session = { readonly evseId: number; readonly sessionId: SessionId; readonly isNew: boolean };

/**
 * 2.0.1 E01-E15. Started, Updated and Ended of one transaction, live or from the station's queue. The transaction id is the station's own and
 * makes every event idempotent; `seqNo` decides nothing, because some firmware counts wrongly. A change is on disk before the answer leaves.
 */
export async function transactionEvent(
  connection: Connection,
  event: Event,
): Promise<ResponseV201<'TransactionEvent'>> {
  const { transactionInfo, idToken, evse } = event;
  requirePrintable(transactionInfo.transactionId, 'TransactionEvent: transactionInfo.transactionId');
  if (idToken !== undefined) requirePrintable(idToken.idToken, 'TransactionEvent: idToken');
  if (evse !== undefined) requireConnector(connection, evse.id, 'TransactionEvent: evse.id');
  const begun = event.eventType === 'Ended' ? await end(connection, event) : await goOn(connection, event);
  if (idToken === undefined) return {};
  // Before it is judged, so that the next session with this token counts this one.
  // The card that stops it is none of its own (2.0.1 C01, E07): it may belong to the group, and is not counted as beginning anything.
  const stops = event.eventType === 'Ended' || event.triggerReason === 'StopAuthorized';
  if (begun?.isNew === false && !stops)
    await identifySession(connection, { ...begun, ...event.transactionInfo, idToken });
  const startedSessionId = stops ? undefined : begun?.sessionId;
  const answer = await authorized(connection, {
    idToken,
    ...(startedSessionId === undefined ? {} : { startedSessionId }),
  });
  if (begun !== undefined && !stops)
    flagToken(connection, { connectorNumber: begun.evseId, sessionId: begun.sessionId, status: answer.status });
  return { idTokenInfo: idTokenInfoOf(answer) };
}

/** Resolves to the session that the event belongs to, when it is open. */
async function goOn(connection: Connection, event: Event): Promise<Session | undefined> {
  const session = openSession(connection, event) ?? (await startSession(connection, event));
  if (session === undefined) return undefined;
  const { evseId, sessionId } = session;
  const { chargingState, transactionId } = event.transactionInfo;
  const connectorId = `${connection.stationId}/${evseId}` as const;
  const meterValues = (event.meterValue ?? []).map(samplesOf);
  await keepSigned(connection, { transactionId, values: signedValuesOf(meterValues) });
  noteSequence(connection, { connectorId, sessionId, transactionId, seqNo: event.seqNo });
  emitReadings(connection, {
    connectorNumber: evseId,
    sessionId,
    meterValues,
    isOffline: event.offline ?? false,
  });
  // A state from the queue is over.
  if (chargingState !== undefined && !isQueued(connection, event))
    noteChargingState(connection, { evseId, state: chargingState });
  return session;
}

/** A transaction that is not known here begins with its first event that names its EVSE, also when "Started" was lost. */
async function startSession(connection: Connection, event: Event): Promise<Session | undefined> {
  const { stationId, deps, emit } = connection;
  const { transactionId } = event.transactionInfo;
  const evseId = evseOf(connection, event);
  if (evseId === undefined) {
    const detail = `TransactionEvent of transaction ${transactionId}, whose EVSE the station never named`;
    emit({ kind: 'security', stationId, atMs: deps.clock.nowMs(), type: 'unknown-transaction', detail });
    return undefined;
  }
  const startedAtMs = requirePlausibleMs(connection, event.timestamp, 'TransactionEvent: timestamp');
  const meterStartKwh = registerOf(event, connection.known);
  const { sessionId, isNew } = await beginSession(connection, {
    connectorNumber: evseId,
    idToken: event.idToken?.idToken ?? '',
    startedAtMs,
    transactionId,
    ...(meterStartKwh === undefined ? {} : { meterStartKwh }),
    offline: isQueued(connection, event),
    ...(event.reservationId === undefined ? {} : { reservationId: event.reservationId }),
  });
  if (!isNew) {
    // It exists and is not open: an event that comes after its end. What it measured is history.
    const meterValues = (event.meterValue ?? []).map(samplesOf);
    await keepSigned(connection, { transactionId, values: signedValuesOf(meterValues) });
    emitReadings(connection, { connectorNumber: evseId, sessionId, meterValues, isOffline: true });
    return undefined;
  }
  return { evseId, sessionId, isNew };
}

async function end(connection: Connection, event: Event): Promise<undefined> {
  const { transactionId, stoppedReason: reason } = event.transactionInfo;
  const meterStopKwh = registerOf(event, connection.known);
  const free = await endSession(connection, {
    transactionId,
    endedAtMs: plausibleMsOrNow(connection, event.timestamp),
    ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
    ...(reason === undefined ? {} : { reason }),
    meterValues: (event.meterValue ?? []).map(samplesOf),
    isOffline: event.offline ?? false,
    message: 'TransactionEvent Ended',
  });
  if (free !== undefined) noteChargingState(connection, { evseId: free });
  return undefined;
}

function openSession({ known }: Connection, event: Event): Session | undefined {
  for (const [evseId, { sessionId, transactionId }] of known.sessions) {
    if (transactionId === event.transactionInfo.transactionId) return { evseId, sessionId, isNew: false };
  }
  return undefined;
}

/** Only the first event needs to name it (E01.FR.16); a station with one EVSE may leave it out. */
function evseOf({ deps, stationId }: Connection, { evse }: Event): number | undefined {
  if (evse !== undefined) return evse.id;
  const configured = deps.connectorsOf(stationId);
  return configured?.length === 1 ? configured[0] : undefined;
}

/** The last register that the event tells. */
function registerOf({ meterValue = [] }: Event, { quirks }: Connection['known']): number | undefined {
  return meterValue
    .map((moment) => corrected(measure(samplesOf(moment).samples), quirks).energyKwh)
    .findLast((energyKwh) => energyKwh !== undefined);
}

function isQueued(connection: Connection, event: Event): boolean {
  const { known, deps } = connection;
  const stampMs = plausibleMsOrNow(connection, event.timestamp);
  return event.offline === true || isReplay(known, { stampMs, nowMs: deps.clock.nowMs() });
}
