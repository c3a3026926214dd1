import type { Connection } from '../../adapter.ts';
import { emitReadings, type Sample } from '../../metering/index.ts';
import type { RequestV201, ResponseV201, V201 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';

/** 2.0.1 J01, outside of transactions. EVSE 0 is the station's own main meter, which says nothing about an EVSE. */
export function meterValues(
  connection: Connection,
  { evseId, meterValue }: RequestV201<'MeterValues'>,
): ResponseV201<'MeterValues'> {
  if (evseId === 0) return {};
  requireConnector(connection, evseId, 'MeterValues: evseId');
  const open = connection.known.sessions.get(evseId);
  emitReadings(connection, {
    connectorNumber: evseId,
    ...(open === undefined ? {} : { sessionId: open.sessionId }),
    meterValues: meterValue.map(samplesOf),
    isOffline: false,
  });
  return {};
}

export function samplesOf({ timestamp, sampledValue }: V201.MeterValueType): {
  readonly timestamp: string;
  readonly samples: readonly Sample[];
} {
  const samples = sampledValue.map(({ value, measurand, phase, location, context, unitOfMeasure }) => ({
    value,
    ...(measurand === undefined ? {} : { measurand }),
    ...(phase === undefined ? {} : { phase }),
    ...(location === undefined ? {} : { location }),
    ...(context === undefined ? {} : { context }),
    ...(unitOfMeasure?.unit === undefined ? {} : { unit: unitOfMeasure.unit }),
    ...(unitOfMeasure?.multiplier === undefined ? {} : { multiplier: unitOfMeasure.multiplier }),
  }));
  return { timestamp, samples };
}
