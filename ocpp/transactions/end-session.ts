import type { Connection } from '../adapter.ts';
import type { ConnectorId } from '../events.ts';
import { emitReadings, type MeterMessage, registerFault, signedValuesOf } from '../metering/index.ts';
import { keepSigned } from './keep-signed.ts';
import { forgetSequence } from './sequence.ts';

export type Ending = {
  readonly transactionId: string;
  readonly endedAtMs: number;
  /** The register as the message states it. */
  readonly meterStopKwh?: number;
  readonly reason?: string;
  readonly meterValues: MeterMessage['meterValues'];
  readonly isOffline: boolean;
  /** 1.6: signed values need not say that they are those of the begin and the end. */
  readonly takesUnmarked?: boolean;
  /** The message, for people. */
  readonly message: string;
};

/**
 * A transaction ends: on disk when this resolves, and told once. Looked up by station and id alone; an id that this station does not have
 * is reported and changes nothing. A register that cannot be meant is flagged and never billed. Signed values are kept. Resolves to the
 * connector that has become free, or undefined.
 */
export async function endSession(connection: Connection, ending: Ending): Promise<number | undefined> {
  const { known, stationId, deps, emit } = connection;
  const { transactionId, endedAtMs, reason, meterValues, isOffline } = ending;
  const fault = faultOfRegister(connection, ending);
  const meterStopKwh = fault === undefined ? ending.meterStopKwh : undefined;
  const rest = {
    endedAtMs,
    ...(meterStopKwh === undefined ? {} : { meterStopKwh }),
    ...(reason === undefined ? {} : { reason }),
  };
  // Before the end: if it cannot be kept nothing has changed, and the station sends all of it again.
  const { takesUnmarked = false } = ending;
  await keepSigned(connection, { transactionId, values: signedValuesOf(meterValues, { takesUnmarked }) });
  const ended = await deps.sessions.end({ stationId, transactionId, ...rest });
  const atMs = deps.clock.nowMs();
  if (ended === undefined) {
    const detail = `${ending.message} of transaction ${transactionId}, which this station does not have`;
    emit({ kind: 'security', stationId, atMs, type: 'unknown-transaction', detail });
    return undefined;
  }
  const { connectorNumber, isNew, isCorrection = false } = ended;
  const connectorId: ConnectorId = `${stationId}/${connectorNumber}`;
  const sessionId = `${stationId}#${transactionId}` as const;
  forgetSequence(connection, sessionId);
  if (isNew || isCorrection) {
    const flags = [...(fault === undefined ? [] : [fault.flag]), ...(isCorrection ? ['late-end'] : [])];
    for (const flag of flags) emit({ kind: 'session-flagged', stationId, atMs, connectorId, sessionId, flag });
    if (fault !== undefined) emit({ kind: 'security', stationId, atMs, type: fault.flag, detail: fault.detail });
  }
  // A second end changes nothing, but what it measured is history all the same.
  emitReadings(connection, { connectorNumber, sessionId, meterValues, isOffline: isOffline || !isNew, isEnd: true });
  const isFree = known.sessions.get(connectorNumber)?.transactionId === transactionId;
  if (isFree) known.sessions.delete(connectorNumber);
  if (isNew) emit({ kind: 'session-ended', stationId, atMs, connectorId, sessionId, ...rest });
  return isFree ? connectorNumber : undefined;
}

/** What is wrong with the register at the end, compared with what was read before. */
function faultOfRegister(
  { known, stationId, deps }: Connection,
  { transactionId, meterStopKwh, endedAtMs }: Ending,
): { readonly flag: string; readonly detail: string } | undefined {
  const connectorNumber = [...known.sessions].find(([, session]) => session.transactionId === transactionId)?.[0];
  if (meterStopKwh === undefined || connectorNumber === undefined) {
    return meterStopKwh !== undefined && meterStopKwh < 0
      ? {
          flag: 'decreasing-register',
          detail: `${stationId}: meterStop ${meterStopKwh} kWh of ${transactionId} is below 0`,
        }
      : undefined;
  }
  const connectorId: ConnectorId = `${stationId}/${connectorNumber}`;
  const before = known.registers.get(connectorNumber) ?? { energyKwh: 0, measuredAtMs: 0 };
  const flag = registerFault({
    before,
    energyKwh: meterStopKwh,
    stampMs: endedAtMs,
    statedKw: undefined,
    ratingKw: deps.ratingKwOf?.(connectorId),
  });
  if (flag === undefined) return undefined;
  const detail = `${connectorId}: meterStop ${meterStopKwh} kWh does not follow the register ${before.energyKwh} kWh`;
  return { flag, detail };
}
