import type { Connection } from '../../adapter.ts';
import type { SessionId } from '../../events.ts';
import { isReplay, emitReadings, noteRegister, REGISTER, measure } from '../../metering/index.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';
import { plausibleMsOrNow, requireConnector, requirePlausibleMs, requirePrintable } from '../../guards.ts';
import { idTokenInfoOf } from './authorize.ts';
import { samplesOf } from './meter-values.ts';
import { noteChargingState } from './status-notification.ts';

type Event = RequestV201<'TransactionEvent'>;
type Session = { readonly evseId: number; readonly sessionId: SessionId };

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
  if (event.eventType === 'Ended') await endSession(connection, event);
  else await goOn(connection, event);
  return idToken === undefined ? {} : { idTokenInfo: await idTokenInfoOf(connection, idToken) };
}

async function goOn(connection: Connection, event: Event): Promise<void> {
  const session = openSession(connection, event) ?? (await startSession(connection, event));
  if (session === undefined) return;
  takeReadings(connection, { event, session });
  const { chargingState } = event.transactionInfo;
  // A state from the queue is over.
  if (chargingState !== undefined && !isQueued(connection, event))
    noteChargingState(connection, { evseId: session.evseId, state: chargingState });
}

/** A transaction that is not known here begins with its first event that names its EVSE, also when "Started" was lost. */
async function startSession(connection: Connection, event: Event): Promise<Session | undefined> {
  const { known, stationId, deps, emit } = connection;
  const evseId = evseOf(connection, event);
  if (evseId === undefined) return undefined;
  const startedAtMs = requirePlausibleMs(connection, event.timestamp, 'TransactionEvent: timestamp');
  const meterStartKwh = registerOf(event);
  const idToken = event.idToken?.idToken ?? '';
  const { sessionId, transactionId, isNew } = await deps.sessions.start({
    stationId,
    connectorNumber: evseId,
    idToken,
    startedAtMs,
    transactionId: event.transactionInfo.transactionId,
    ...(meterStartKwh === undefined ? {} : { meterStartKwh }),
  });
  // It exists and is not open: an event that comes after its end, for the history at most.
  if (!isNew) return undefined;
  known.sessions.set(evseId, { sessionId, transactionId });
  if (meterStartKwh !== undefined)
    noteRegister(known, { connectorNumber: evseId, energyKwh: meterStartKwh, measuredAtMs: startedAtMs });
  emit({
    kind: 'session-started',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${evseId}`,
    sessionId,
    idToken,
    ...(meterStartKwh === undefined ? {} : { meterStartKwh }),
    startedAtMs,
    offline: isQueued(connection, event),
  });
  return { evseId, sessionId };
}

async function endSession(connection: Connection, event: Event): Promise<void> {
  const { known, stationId, deps, emit } = connection;
  const { transactionId, stoppedReason: reason } = event.transactionInfo;
  const endedAtMs = plausibleMsOrNow(connection, event.timestamp);
  const session = openSession(connection, event);
  const stated = registerOf(event);
  const before = session === undefined ? undefined : known.registers.get(session.evseId);
  const isBackwards = stated !== undefined && before !== undefined && stated < before.energyKwh - REGISTER.noiseKwh;
  const meterStopKwh = isBackwards ? undefined : stated;
  const rest = {
    endedAtMs,
    ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
    ...(reason === undefined ? {} : { reason }),
  };
  const ended = await deps.sessions.end({ stationId, transactionId, ...rest });
  const atMs = deps.clock.nowMs();
  if (ended === undefined) {
    const detail = `TransactionEvent Ended of transaction ${transactionId}, which this station does not have`;
    emit({ kind: 'security', stationId, atMs, type: 'unknown-transaction', detail });
    return;
  }
  if (!ended.isNew) return;
  const evseId = ended.connectorNumber;
  const connectorId = `${stationId}/${evseId}` as const;
  const sessionId = `${stationId}#${transactionId}` as const;
  if (isBackwards) {
    const detail = `${connectorId}: the last register ${stated} kWh is below ${before.energyKwh} kWh`;
    emit({ kind: 'security', stationId, atMs, type: 'decreasing-register', detail });
  }
  takeReadings(connection, { event, session: { evseId, sessionId } });
  if (known.sessions.get(evseId)?.transactionId === transactionId) {
    known.sessions.delete(evseId);
    noteChargingState(connection, { evseId });
  }
  emit({ kind: 'session-ended', stationId, atMs, connectorId, sessionId, ...rest });
}

function takeReadings(
  connection: Connection,
  { event, session }: { readonly event: Event; readonly session: Session },
): void {
  emitReadings(connection, {
    connectorNumber: session.evseId,
    sessionId: session.sessionId,
    meterValues: (event.meterValue ?? []).map(samplesOf),
    isOffline: event.offline ?? false,
  });
}

function openSession({ known }: Connection, event: Event): Session | undefined {
  for (const [evseId, { sessionId, transactionId }] of known.sessions) {
    if (transactionId === event.transactionInfo.transactionId) return { evseId, sessionId };
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
function registerOf({ meterValue = [] }: Event): number | undefined {
  return meterValue
    .map((moment) => measure(samplesOf(moment).samples).energyKwh)
    .findLast((energyKwh) => energyKwh !== undefined);
}

function isQueued(connection: Connection, event: Event): boolean {
  const { known, deps } = connection;
  const stampMs = plausibleMsOrNow(connection, event.timestamp);
  return event.offline === true || isReplay(known, { stampMs, nowMs: deps.clock.nowMs() });
}
