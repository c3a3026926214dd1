import type { Connection } from '../../adapter.ts';
import { emitReadings, REGISTER, kwhOfWh } from '../../metering/index.ts';
import type { RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { idTagInfoOf } from './authorize.ts';
import { plausibleMsOrNow, requirePrintable } from '../../guards.ts';
import { samplesOf } from './meter-values.ts';

/**
 * 1.6 section 4.10. Looked up by station and id alone. An id that this station does not have is acknowledged and reported, and changes
 * nothing; some stations stop twice, which changes nothing either.
 */
export async function stopTransaction(
  connection: Connection,
  request: RequestV16<'StopTransaction'>,
): Promise<ResponseV16<'StopTransaction'>> {
  const { known, stationId, deps, emit } = connection;
  const { idTag } = request;
  if (idTag !== undefined) requirePrintable(idTag, 'StopTransaction: idTag');
  const transactionId = String(request.transactionId);
  const endedAtMs = plausibleMsOrNow(connection, request.timestamp);
  const session = sessionOf(connection, transactionId);
  const stated = kwhOfWh(request.meterStop);
  const before = session === undefined ? undefined : known.registers.get(session.connectorNumber);
  // Below the register that was seen it is no measurement: reported, never billed.
  const isBackwards = stated < 0 || (before !== undefined && stated < before.energyKwh - REGISTER.noiseKwh);
  const meterStopKwh = isBackwards ? undefined : stated;
  const { reason } = request;
  const ended = await deps.sessions.end({
    stationId,
    transactionId,
    endedAtMs,
    ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
    ...(reason === undefined ? {} : { reason }),
  });
  const atMs = deps.clock.nowMs();
  if (ended === undefined) {
    const detail = `StopTransaction of transaction ${transactionId}, which this station does not have`;
    emit({ kind: 'security', stationId, atMs, type: 'unknown-transaction', detail });
  } else if (ended.isNew) {
    const { connectorNumber } = ended;
    if (isBackwards) {
      const detail = `${stationId}/${connectorNumber}: meterStop ${stated} kWh is below the register ${before?.energyKwh ?? 0} kWh`;
      emit({ kind: 'security', stationId, atMs, type: 'decreasing-register', detail });
    }
    const sessionId = `${stationId}#${transactionId}` as const;
    emitReadings(connection, {
      connectorNumber,
      sessionId,
      meterValues: (request.transactionData ?? []).map(samplesOf),
      isOffline: false,
    });
    if (known.sessions.get(connectorNumber)?.transactionId === transactionId) known.sessions.delete(connectorNumber);
    emit({
      kind: 'session-ended',
      stationId,
      atMs,
      connectorId: `${stationId}/${connectorNumber}`,
      sessionId,
      ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
      endedAtMs,
      ...(reason === undefined ? {} : { reason }),
    });
  }
  return idTag === undefined ? {} : { idTagInfo: await idTagInfoOf(connection, idTag) };
}

function sessionOf({ known }: Connection, transactionId: string): { readonly connectorNumber: number } | undefined {
  for (const [connectorNumber, session] of known.sessions) {
    if (session.transactionId === transactionId) return { connectorNumber };
  }
  return undefined;
}
