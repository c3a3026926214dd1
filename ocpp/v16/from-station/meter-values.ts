import type { Connection } from '../../adapter.ts';
import { emitReadings, type Sample, signedValuesOf } from '../../metering/index.ts';
import type { MeterValueV16, RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';
import { keepSigned } from '../../transactions/index.ts';

/**
 * 1.6 section 4.7. Connector 0 is the station's own main meter, which says nothing about a connector. Signed values of a transaction, also of one
 * that has ended, are on disk before the answer leaves; without any the answer needs no waiting.
 */
export function meterValues(
  connection: Connection,
  request: RequestV16<'MeterValues'>,
): ResponseV16<'MeterValues'> | Promise<ResponseV16<'MeterValues'>> {
  const { connectorId: connectorNumber, transactionId, meterValue } = request;
  if (connectorNumber === 0) return {};
  requireConnector(connection, connectorNumber, 'MeterValues: connectorId');
  const open = connection.known.sessions.get(connectorNumber);
  // Without an id, or with 0 as some stations send outside of a transaction, the connector's own session is meant.
  const stated = transactionId !== undefined && transactionId > 0 ? String(transactionId) : undefined;
  const isOther = stated !== undefined && open?.transactionId !== stated;
  const message = {
    connectorNumber,
    sessionId: isOther ? undefined : open?.sessionId,
    meterValues: meterValue.map(samplesOf),
    isOffline: false,
  };
  const ofTransaction = stated ?? open?.transactionId;
  const values = ofTransaction === undefined ? [] : signedValuesOf(message.meterValues);
  if (ofTransaction === undefined || values.length === 0) return told();
  return keepSigned(connection, { transactionId: ofTransaction, values }).then(told);

  function told(): ResponseV16<'MeterValues'> {
    emitReadings(connection, message);
    return {};
  }
}

export function samplesOf({ timestamp, sampledValue }: MeterValueV16): {
  readonly timestamp: string;
  readonly samples: readonly Sample[];
} {
  return { timestamp, samples: sampledValue };
}
