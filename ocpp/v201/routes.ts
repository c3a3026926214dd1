import { type Handler, OcppError } from '../adapter.ts';
import { type ActionV201, actionsOf } from '../protocol/index.ts';
import { dataTransfer, heartbeat, securityEventNotification, signCertificate, workStatus } from '../v16/index.ts';
import { authorize } from './from-station/authorize.ts';
import { bootNotification } from './from-station/boot-notification.ts';
import { clearedChargingLimit } from './from-station/cleared-charging-limit.ts';
import { get15118EvCertificate } from './from-station/get-15118-ev-certificate.ts';
import { getCertificateStatus } from './from-station/get-certificate-status.ts';
import { meterValues } from './from-station/meter-values.ts';
import { notifyChargingLimit } from './from-station/notify-charging-limit.ts';
import { notifyCustomerInformation } from './from-station/notify-customer-information.ts';
import { notifyDisplayMessages } from './from-station/notify-display-messages.ts';
import { notifyEvChargingNeeds } from './from-station/notify-ev-charging-needs.ts';
import { notifyEvChargingSchedule } from './from-station/notify-ev-charging-schedule.ts';
import { notifyEvent } from './from-station/notify-event.ts';
import { notifyMonitoringReport } from './from-station/notify-monitoring-report.ts';
import { notifyReport } from './from-station/notify-report.ts';
import { reportChargingProfiles } from './from-station/report-charging-profiles.ts';
import { reservationStatusUpdate } from './from-station/reservation-status-update.ts';
import { statusNotification } from './from-station/status-notification.ts';
import { transactionEvent } from './from-station/transaction-event.ts';
import { type Answer, route } from './route.ts';

/** What a station sends, and who answers it. */
export const ANSWERS = {
  Authorize: authorize,
  BootNotification: bootNotification,
  ClearedChargingLimit: clearedChargingLimit,
  DataTransfer: dataTransfer,
  FirmwareStatusNotification: workStatus('firmware'),
  Get15118EVCertificate: get15118EvCertificate,
  GetCertificateStatus: getCertificateStatus,
  Heartbeat: heartbeat,
  LogStatusNotification: workStatus('log'),
  MeterValues: meterValues,
  NotifyChargingLimit: notifyChargingLimit,
  NotifyCustomerInformation: notifyCustomerInformation,
  NotifyDisplayMessages: notifyDisplayMessages,
  NotifyEVChargingNeeds: notifyEvChargingNeeds,
  NotifyEVChargingSchedule: notifyEvChargingSchedule,
  NotifyEvent: notifyEvent,
  NotifyMonitoringReport: notifyMonitoringReport,
  NotifyReport: notifyReport,
  PublishFirmwareStatusNotification: workStatus('publish-firmware'),
  ReportChargingProfiles: reportChargingProfiles,
  ReservationStatusUpdate: reservationStatusUpdate,
  SecurityEventNotification: securityEventNotification,
  SignCertificate: signCertificate,
  StatusNotification: statusNotification,
  TransactionEvent: transactionEvent,
} satisfies { readonly [Action in ActionV201]?: Answer<Action> };

/** What only a central system sends. */
export const TO_STATION: ReadonlySet<string> = new Set(
  actionsOf('2.0.1').filter((action) => !Object.hasOwn(ANSWERS, action)),
);

/** Without a prototype: an action called `constructor` finds nothing. */
export function routesOf(answers: Readonly<Record<string, unknown>>): Readonly<Record<string, Handler>> {
  const routes = Object.create(null) as Record<string, Handler>;
  for (const action of TO_STATION) routes[action] = refuseDirection;
  for (const [action, answer] of Object.entries(answers))
    routes[action] = route(action as ActionV201, answer as Answer<ActionV201>);
  return routes;
}

function refuseDirection(): Promise<never> {
  return Promise.reject(new OcppError('NotSupported', 'only the central system sends this'));
}
