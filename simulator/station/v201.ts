import { type RequestV201, type ResponseV201, formatTimestamp } from '../../ocpp/protocol/index.ts';
import type { BootReason, Dialect, StopReason } from './dialect.ts';
import type { EvseStatus } from './evse.ts';
import { V201_HANDLERS } from './v201-handlers.ts';
import { chargingNeeds, meterValue, tokenOf, transactionEvent, type Event } from './v201-messages.ts';

const BOOT_REASON: Readonly<Record<BootReason, RequestV201<'BootNotification'>['reason']>> = {
  'power-up': 'PowerUp',
  reconnect: 'Unknown',
  reset: 'RemoteReset',
  triggered: 'Triggered',
};
const STOP: Readonly<
  Record<StopReason, readonly [Event['triggerReason'], NonNullable<Event['transactionInfo']['stoppedReason']>]>
> = {
  unplugged: ['EVDeparted', 'EVDisconnected'],
  remote: ['RemoteStop', 'Remote'],
  deauthorized: ['Deauthorized', 'DeAuthorized'],
  'soft-reset': ['ResetCommand', 'ImmediateReset'],
  'hard-reset': ['ResetCommand', 'ImmediateReset'],
  unlock: ['UnlockCommand', 'Other'],
};

function connectorStatus(status: EvseStatus): RequestV201<'StatusNotification'>['connectorStatus'] {
  if (status === 'available') return 'Available';
  if (status === 'reserved') return 'Reserved';
  return status === 'unavailable' ? 'Unavailable' : 'Occupied';
}

/** Nobody has heard of its beginning. */
const STRAY_TRANSACTION = 'stray-4711';

/** OCPP 2.0.1. */
export const v201: Dialect = {
  makesTransactionIds: true,
  boot: (reason) => ({
    action: 'BootNotification',
    payload: {
      chargingStation: { vendorName: 'Headroom', model: 'Simulated pile', firmwareVersion: '1.0' },
      reason: BOOT_REASON[reason],
    } satisfies RequestV201<'BootNotification'>,
  }),
  heartbeat: { action: 'Heartbeat', payload: {} },
  status: ({ number, status, atMs }) => {
    const payload: RequestV201<'StatusNotification'> = {
      timestamp: formatTimestamp(atMs),
      connectorStatus: connectorStatus(status),
      evseId: number,
      connectorId: 1,
    };
    return { action: 'StatusNotification', payload };
  },
  authorize: (idToken) => ({
    action: 'Authorize',
    payload: { idToken: tokenOf(idToken) } satisfies RequestV201<'Authorize'>,
  }),
  isAuthorized: (answer) => (answer as ResponseV201<'Authorize'>).idTokenInfo?.status === 'Accepted',
  started: (moment, onAnswer) => ({
    ...transactionEvent(moment, {
      eventType: 'Started',
      triggerReason: 'Authorized',
      context: 'Transaction.Begin',
      idToken: tokenOf(moment.transaction.idToken),
    }),
    onAnswer: (answer) => {
      const { idTokenInfo } = answer as ResponseV201<'TransactionEvent'>;
      onAnswer({ accepted: idTokenInfo === undefined || idTokenInfo.status === 'Accepted' });
    },
  }),
  metered: (moment, trigger) =>
    transactionEvent(moment, {
      eventType: 'Updated',
      triggerReason: trigger === 'periodic' ? 'MeterValuePeriodic' : 'Trigger',
      context: trigger === 'periodic' ? 'Sample.Periodic' : 'Trigger',
    }),
  stateChanged: (moment) => transactionEvent(moment, { eventType: 'Updated', triggerReason: 'ChargingStateChanged' }),
  ended: (moment, reason) => {
    const [triggerReason, stoppedReason] = STOP[reason];
    return transactionEvent(moment, { eventType: 'Ended', triggerReason, stoppedReason, context: 'Transaction.End' });
  },
  needs: (evse, needs, socPercent) => {
    const payload = { evseId: evse.number, chargingNeeds: chargingNeeds(evse, needs, socPercent) };
    return { action: 'NotifyEVChargingNeeds', payload };
  },
  work: (work, status, requestId) => ({
    action: work === 'firmware' ? 'FirmwareStatusNotification' : 'LogStatusNotification',
    payload: { status, ...(requestId === undefined ? {} : { requestId }) },
  }),
  securityEvent: (type, atMs) => ({
    action: 'SecurityEventNotification',
    payload: { type, timestamp: formatTimestamp(atMs) } satisfies RequestV201<'SecurityEventNotification'>,
  }),
  signCertificate: (csr) => ({
    action: 'SignCertificate',
    payload: { csr, certificateType: 'ChargingStationCertificate' } satisfies RequestV201<'SignCertificate'>,
  }),
  reservationExpired: (reservationId) => ({
    action: 'ReservationStatusUpdate',
    payload: { reservationId, reservationUpdateStatus: 'Expired' } satisfies RequestV201<'ReservationStatusUpdate'>,
  }),
  strayStop: (atMs) => ({
    action: 'TransactionEvent',
    payload: {
      eventType: 'Ended',
      timestamp: formatTimestamp(atMs),
      triggerReason: 'AbnormalCondition',
      seqNo: 7,
      offline: true,
      transactionInfo: { transactionId: STRAY_TRANSACTION, stoppedReason: 'PowerLoss' },
    } satisfies RequestV201<'TransactionEvent'>,
  }),
  idleMeter: (evse, atMs, samples) => {
    const payload: RequestV201<'MeterValues'> = {
      evseId: evse.number,
      meterValue: [meterValue(atMs, samples, 'Trigger')],
    };
    return { action: 'MeterValues', payload };
  },
  handlers: V201_HANDLERS,
};
