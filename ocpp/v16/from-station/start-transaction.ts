import type { Connection } from '../../adapter.ts';
import { isReplay, noteStationTime, noteRegister, kwhOfWh } from '../../metering/index.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { idTagInfoOf } from './authorize.ts';
import { requireConnector, requirePlausibleMs, requirePrintable } from '../../guards.ts';

/**
 * 1.6 section 4.8. The session is on disk before the answer leaves. A card that is not valid gets its transaction too, as the
 * specification demands: the station decides by StopTransactionOnInvalidId, and what it draws must be accounted for.
 */
export async function startTransaction(
  connection: Connection,
  request: RequestV16<'StartTransaction'>,
): Promise<ResponseV16<'StartTransaction'>> {
  const { known, stationId, deps, emit } = connection;
  const { connectorId: connectorNumber, idTag } = request;
  requireConnector(connection, connectorNumber, 'StartTransaction: connectorId');
  requirePrintable(idTag, 'StartTransaction: idTag');
  const startedAtMs = requirePlausibleMs(connection, request.timestamp, 'StartTransaction: timestamp');
  const idTagInfo = await idTagInfoOf(connection, idTag);
  const meterStartKwh = kwhOfWh(request.meterStart);
  const { sessionId, transactionId, isNew } = await deps.sessions.start({
    stationId,
    connectorNumber,
    idToken: idTag,
    startedAtMs,
    meterStartKwh,
  });
  const atMs = deps.clock.nowMs();
  const offline = isReplay(known, { stampMs: startedAtMs, nowMs: atMs });
  if (!offline) noteStationTime(connection, { stampMs: startedAtMs });
  // The retransmit of a start: whether that session still runs is known from the register, or it has ended meanwhile.
  if (isNew) {
    known.sessions.set(connectorNumber, { sessionId, transactionId });
    noteRegister(known, { connectorNumber, energyKwh: meterStartKwh, measuredAtMs: startedAtMs });
    emit({
      kind: 'session-started',
      stationId,
      atMs,
      connectorId: `${stationId}/${connectorNumber}`,
      sessionId,
      idToken: idTag,
      meterStartKwh,
      startedAtMs,
      offline,
    });
  }
  return { idTagInfo, transactionId: Number(transactionId) };
}
