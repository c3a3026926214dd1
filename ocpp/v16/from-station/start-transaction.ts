import type { Connection } from '../../adapter.ts';
import { isReplay, kwhOfWh, noteStationTime } from '../../metering/index.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { registerKwh } from '../../quirks/index.ts';
import { beginSession, flagToken } from '../../transactions/index.ts';
import { authorized, idTagInfoOf } from './authorize.ts';
import { requireConnector, requirePlausibleMs, requirePrintable } from '../../guards.ts';

/**
 * 1.6 section 4.8. The session is on disk before the answer leaves. A card that is not valid gets its transaction too, as the
 * specification demands: the station decides by StopTransactionOnInvalidId, and what it draws must be accounted for.
 */
export async function startTransaction(
  connection: Connection,
  request: RequestV16<'StartTransaction'>,
): Promise<ResponseV16<'StartTransaction'>> {
  const { known, deps } = connection;
  const { connectorId: connectorNumber, idTag, reservationId } = request;
  requireConnector(connection, connectorNumber, 'StartTransaction: connectorId');
  requirePrintable(idTag, 'StartTransaction: idTag');
  const startedAtMs = requirePlausibleMs(connection, request.timestamp, 'StartTransaction: timestamp');
  const offline = isReplay(known, { stampMs: startedAtMs, nowMs: deps.clock.nowMs() });
  const { sessionId, transactionId, isNew } = await beginSession(connection, {
    connectorNumber,
    idToken: idTag,
    startedAtMs,
    meterStartKwh: registerKwh(kwhOfWh(request.meterStart), known.quirks),
    offline,
    ...(reservationId === undefined ? {} : { reservationId }),
  });
  if (!offline) noteStationTime(connection, { stampMs: startedAtMs });
  // Asked after the start, so that the session itself does not count as another one of its card.
  const answer = await authorized(connection, { idTag, startedSessionId: sessionId });
  if (isNew) flagToken(connection, { connectorNumber, sessionId, status: answer.status });
  return { idTagInfo: idTagInfoOf(answer), transactionId: Number(transactionId) };
}
