import { type Handler, OcppError } from '../adapter.ts';
import { actionsOf } from '../protocol/index.ts';
import { dataTransfer, heartbeat, securityEventNotification, signCertificate, workStatus } from '../v16/index.ts';
import { authorize } from './authorize.ts';
import { bootNotification } from './boot-notification.ts';
import { clearedChargingLimit, notifyChargingLimit } from './charging-limit.ts';
import { meterValues } from './meter-values.ts';
import { notifyEvChargingNeeds } from './notify-ev-charging-needs.ts';
import { notifyEvent, notifyReport, reportChargingProfiles } from './reports.ts';
import { route } from './route.ts';
import { statusNotification } from './status-notification.ts';
import { transactionEvent } from './transaction-event.ts';

/** What a station sends, and who answers it. */
const FROM_STATION = {
  Authorize: route('Authorize', authorize),
  BootNotification: route('BootNotification', bootNotification),
  ClearedChargingLimit: route('ClearedChargingLimit', clearedChargingLimit),
  DataTransfer: route('DataTransfer', dataTransfer),
  FirmwareStatusNotification: route('FirmwareStatusNotification', workStatus('firmware')),
  Heartbeat: route('Heartbeat', heartbeat),
  LogStatusNotification: route('LogStatusNotification', workStatus('log')),
  MeterValues: route('MeterValues', meterValues),
  NotifyChargingLimit: route('NotifyChargingLimit', notifyChargingLimit),
  NotifyEVChargingNeeds: route('NotifyEVChargingNeeds', notifyEvChargingNeeds),
  NotifyEvent: route('NotifyEvent', notifyEvent),
  NotifyReport: route('NotifyReport', notifyReport),
  ReportChargingProfiles: route('ReportChargingProfiles', reportChargingProfiles),
  SecurityEventNotification: route('SecurityEventNotification', securityEventNotification),
  SignCertificate: route('SignCertificate', signCertificate),
  StatusNotification: route('StatusNotification', statusNotification),
  TransactionEvent: route('TransactionEvent', transactionEvent),
} as const satisfies Record<string, Handler>;

/** Sent by stations, for use cases that Headroom does not have: NotImplemented, as for an action that nobody knows. */
const UNUSED: ReadonlySet<string> = new Set([
  'Get15118EVCertificate',
  'GetCertificateStatus',
  'NotifyCustomerInformation',
  'NotifyDisplayMessages',
  'NotifyEVChargingSchedule',
  'NotifyMonitoringReport',
  'PublishFirmwareStatusNotification',
  'ReservationStatusUpdate',
]);

function refuseDirection(): Promise<never> {
  return Promise.reject(new OcppError('NotSupported', 'only the central system sends this'));
}

const toStation = actionsOf('2.0.1').filter((action) => !UNUSED.has(action));

/** Without a prototype: an action called `constructor` finds nothing. */
export const routes: Readonly<Record<string, Handler>> = Object.assign(
  Object.create(null) as Record<string, Handler>,
  Object.fromEntries(toStation.map((action) => [action, refuseDirection])),
  FROM_STATION,
);
