import type { Connection } from '../../adapter.ts';
import { emitReadings, type Sample, signedValuesOf } from '../../metering/index.ts';
import type { RequestV201, ResponseV201, V201 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';
import { keepSigned } from '../../transactions/index.ts';

/** 2.0.1 J01, outside of transactions. EVSE 0 is the station's own main meter, which says nothing about an EVSE. */
export function meterValues(
  connection: Connection,
  { evseId, meterValue }: RequestV201<'MeterValues'>,
): ResponseV201<'MeterValues'> | Promise<ResponseV201<'MeterValues'>> {
  if (evseId === 0) return {};
  requireConnector(connection, evseId, 'MeterValues: evseId');
  const open = connection.known.sessions.get(evseId);
  const message = {
    connectorNumber: evseId,
    ...(open === undefined ? {} : { sessionId: open.sessionId }),
    meterValues: meterValue.map(samplesOf),
    isOffline: false,
  };
  const values = open === undefined ? [] : signedValuesOf(message.meterValues);
  if (open === undefined || values.length === 0) return told();
  return keepSigned(connection, { transactionId: open.transactionId, values }).then(told);

  function told(): ResponseV201<'MeterValues'> {
    emitReadings(connection, message);
    return {};
  }
}

export function samplesOf({ timestamp, sampledValue }: V201.MeterValueType): {
  readonly timestamp: string;
  readonly samples: readonly Sample[];
} {
  const samples = sampledValue.map(
    ({ value, measurand, phase, location, context, unitOfMeasure, signedMeterValue }) => ({
      value,
      ...(measurand === undefined ? {} : { measurand }),
      ...(phase === undefined ? {} : { phase }),
      ...(location === undefined ? {} : { location }),
      ...(context === undefined ? {} : { context }),
      ...(unitOfMeasure?.unit === undefined ? {} : { unit: unitOfMeasure.unit }),
      ...(unitOfMeasure?.multiplier === undefined ? {} : { multiplier: unitOfMeasure.multiplier }),
      ...(signedMeterValue === undefined ? {} : { signed: signedMeterValue }),
    }),
  );
  return { timestamp, samples };
}
