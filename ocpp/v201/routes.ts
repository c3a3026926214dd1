import { type Handler, OcppError } from '../adapter.ts';
import { type ActionV201, actionsOf } from '../protocol/index.ts';
import { dataTransfer, heartbeat, securityEventNotification, signCertificate, workStatus } from '../v16/index.ts';
import { authorize } from './from-station/authorize.ts';
import { bootNotification } from './from-station/boot-notification.ts';
import { clearedChargingLimit, notifyChargingLimit } from './from-station/charging-limit.ts';
import { meterValues } from './from-station/meter-values.ts';
import { notifyEvChargingNeeds } from './from-station/notify-ev-charging-needs.ts';
import { notifyEvent, notifyReport, reportChargingProfiles } from './from-station/reports.ts';
import { type Answer, route } from './route.ts';
import { statusNotification } from './from-station/status-notification.ts';
import { transactionEvent } from './from-station/transaction-event.ts';

/** What a station sends, and who answers it. */
export const ANSWERS = {
  Authorize: authorize,
  BootNotification: bootNotification,
  ClearedChargingLimit: clearedChargingLimit,
  DataTransfer: dataTransfer,
  FirmwareStatusNotification: workStatus('firmware'),
  Heartbeat: heartbeat,
  LogStatusNotification: workStatus('log'),
  MeterValues: meterValues,
  NotifyChargingLimit: notifyChargingLimit,
  NotifyEVChargingNeeds: notifyEvChargingNeeds,
  NotifyEvent: notifyEvent,
  NotifyReport: notifyReport,
  ReportChargingProfiles: reportChargingProfiles,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
} satisfies { readonly [Action in ActionV201]?: Answer<Action> };

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

/** What only a central system sends. */
export const TO_STATION: ReadonlySet<string> = new Set(
  actionsOf('2.0.1').filter((action) => !UNUSED.has(action) && !Object.hasOwn(ANSWERS, action)),
);

/** Without a prototype: an action called `constructor` finds nothing. */
export function routesOf(
  version: '2.0.1' | '2.1',
  answers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Handler>> {
  const routes = Object.create(null) as Record<string, Handler>;
  for (const action of TO_STATION) routes[action] = refuseDirection;
  for (const [action, answer] of Object.entries(answers))
    routes[action] = route(version, action as ActionV201, answer as Answer<ActionV201>);
  return routes;
}

function refuseDirection(): Promise<never> {
  return Promise.reject(new OcppError('NotSupported', 'only the central system sends this'));
}
