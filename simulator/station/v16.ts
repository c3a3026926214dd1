import { formatTimestamp, type MeterValueV16, type RequestV16, type ResponseV16 } from '../../ocpp/protocol/index.ts';
import type { Dialect, Rendered, StopReason } from './dialect.ts';
import type { EvseStatus } from './evse.ts';
import type { Work } from './jobs.ts';
import type { Sample } from './meter.ts';
import { V16_HANDLERS } from './v16-handlers.ts';

const STATUS: Readonly<Record<EvseStatus, RequestV16<'StatusNotification'>['status']>> = {
  available: 'Available',
  preparing: 'Preparing',
  charging: 'Charging',
  'suspended-ev': 'SuspendedEV',
  'suspended-evse': 'SuspendedEVSE',
  finishing: 'Finishing',
  unavailable: 'Unavailable',
  reserved: 'Reserved',
};
const STOP_REASON: Readonly<Record<StopReason, NonNullable<RequestV16<'StopTransaction'>['reason']>>> = {
  unplugged: 'EVDisconnected',
  remote: 'Remote',
  deauthorized: 'DeAuthorized',
  'soft-reset': 'SoftReset',
  'hard-reset': 'HardReset',
  unlock: 'UnlockCommand',
};
/** What stations send for a transaction whose start was refused for good. */
const NO_TRANSACTION = -1;
/** Nobody gave it out. */
const STRAY_TRANSACTION = 987_654_321;

/** OCPP 1.6J. */
export const v16: Dialect = {
  makesTransactionIds: false,
  boot: () => ({
    action: 'BootNotification',
    payload: {
      chargePointVendor: 'Headroom',
      chargePointModel: 'Simulated pile',
      firmwareVersion: '1.0',
    } satisfies RequestV16<'BootNotification'>,
  }),
  heartbeat: { action: 'Heartbeat', payload: {} },
  status: ({ number, status, atMs }) => {
    const payload: RequestV16<'StatusNotification'> = {
      connectorId: number,
      errorCode: 'NoError',
      status: STATUS[status],
      timestamp: formatTimestamp(atMs),
    };
    return { action: 'StatusNotification', payload };
  },
  authorize: (idToken) => ({ action: 'Authorize', payload: { idTag: idToken } satisfies RequestV16<'Authorize'> }),
  isAuthorized: (answer) => (answer as ResponseV16<'Authorize'>).idTagInfo?.status === 'Accepted',
  started: ({ evse, transaction, atMs, registerWh }, onAnswer) => {
    const payload: RequestV16<'StartTransaction'> = {
      connectorId: evse.number,
      idTag: transaction.idToken,
      meterStart: registerWh,
      timestamp: formatTimestamp(atMs),
      ...(transaction.reservationId === undefined ? {} : { reservationId: transaction.reservationId }),
    };
    return {
      action: 'StartTransaction',
      payload: () => payload,
      durable: true,
      onAnswer: (answer) => {
        const { transactionId, idTagInfo } = answer as ResponseV16<'StartTransaction'>;
        onAnswer({ transactionId: String(transactionId), accepted: idTagInfo?.status === 'Accepted' });
      },
    };
  },
  metered: ({ evse, transaction, atMs, samples }, trigger) => ({
    action: 'MeterValues',
    payload: () =>
      ({
        connectorId: evse.number,
        transactionId: Number(transaction.transactionId ?? NO_TRANSACTION),
        meterValue: [meterValue(atMs, samples, trigger)],
      }) satisfies RequestV16<'MeterValues'>,
    durable: true,
  }),
  stateChanged: () => undefined,
  work: (work, status, requestId) => workMessage(work, status, requestId),
  securityEvent: (type, atMs) => ({
    action: 'SecurityEventNotification',
    payload: { type, timestamp: formatTimestamp(atMs) } satisfies RequestV16<'SecurityEventNotification'>,
  }),
  signCertificate: (csr) => ({ action: 'SignCertificate', payload: { csr } satisfies RequestV16<'SignCertificate'> }),
  reservationExpired: () => undefined,
  strayStop: (atMs) => ({
    action: 'StopTransaction',
    payload: {
      transactionId: STRAY_TRANSACTION,
      meterStop: 1,
      timestamp: formatTimestamp(atMs),
      reason: 'PowerLoss',
    } satisfies RequestV16<'StopTransaction'>,
  }),
  ended: ({ transaction, atMs, registerWh }, reason) => ({
    action: 'StopTransaction',
    payload: () =>
      ({
        transactionId: Number(transaction.transactionId ?? NO_TRANSACTION),
        idTag: transaction.idToken,
        meterStop: registerWh,
        timestamp: formatTimestamp(atMs),
        reason: STOP_REASON[reason],
      }) satisfies RequestV16<'StopTransaction'>,
    durable: true,
  }),
  needs: () => undefined,
  idleMeter: (evse, atMs, samples) => {
    const payload: RequestV16<'MeterValues'> = {
      connectorId: evse.number,
      meterValue: [meterValue(atMs, samples, 'triggered')],
    };
    return { action: 'MeterValues', payload };
  },
  handlers: V16_HANDLERS,
};

/** Firmware that was asked for by its number is told by its number (security whitepaper, L01). */
function workMessage(work: Work, status: string, requestId: number | undefined): Rendered {
  const number = requestId === undefined ? {} : { requestId };
  if (work === 'diagnostics') {
    // The older message has fewer words.
    const plain = status === 'UploadFailure' ? 'UploadFailed' : status;
    return { action: 'DiagnosticsStatusNotification', payload: { status: plain } };
  }
  if (work === 'log') return { action: 'LogStatusNotification', payload: { status, ...number } };
  const action = requestId === undefined ? 'FirmwareStatusNotification' : 'SignedFirmwareStatusNotification';
  return { action, payload: { status, ...number } };
}

function meterValue(atMs: number, samples: readonly Sample[], trigger: 'periodic' | 'triggered'): MeterValueV16 {
  const context = trigger === 'periodic' ? 'Sample.Periodic' : 'Trigger';
  return {
    timestamp: formatTimestamp(atMs),
    sampledValue: samples.map(({ value, ...rest }) => ({ value: String(value), context, ...rest })),
  };
}
