import type { Connection } from '../../adapter.ts';
import { emitReadings, type Sample } from '../../metering/index.ts';
import type { MeterValueV16, RequestV16, ResponseV16 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';

/** 1.6 section 4.7. Connector 0 is the station's own main meter, which says nothing about a connector. */
export function meterValues(connection: Connection, request: RequestV16<'MeterValues'>): ResponseV16<'MeterValues'> {
  const { connectorId: connectorNumber, transactionId, meterValue } = request;
  if (connectorNumber === 0) return {};
  requireConnector(connection, connectorNumber, 'MeterValues: connectorId');
  const open = connection.known.sessions.get(connectorNumber);
  // Without an id, or with 0 as some stations send outside of a transaction, the connector's own session is meant.
  const isOther = transactionId !== undefined && transactionId > 0 && open?.transactionId !== String(transactionId);
  emitReadings(connection, {
    connectorNumber,
    sessionId: isOther ? undefined : open?.sessionId,
    meterValues: meterValue.map(samplesOf),
    isOffline: false,
  });
  return {};
}

export function samplesOf({ timestamp, sampledValue }: MeterValueV16): {
  readonly timestamp: string;
  readonly samples: readonly Sample[];
} {
  return { timestamp, samples: sampledValue };
}
