import { type Connection, type Handler, OcppError } from '../adapter.ts';
import { type ActionV21, actionsOf, type RequestV21, type ResponseV21, type SendActionV21 } from '../protocol/index.ts';
import { ANSWERS as ANSWERS_V201, routesOf } from '../v201/index.ts';
import { batterySwap } from './from-station/battery-swap.ts';
import { closePeriodicEventStream } from './from-station/close-periodic-event-stream.ts';
import { getCertificateChainStatus } from './from-station/get-certificate-chain-status.ts';
import { notifyDerAlarm } from './from-station/notify-der-alarm.ts';
import { notifyDerStartStop } from './from-station/notify-der-start-stop.ts';
import { notifyEvChargingNeeds } from './from-station/notify-ev-charging-needs.ts';
import { notifyPeriodicEventStream } from './from-station/notify-periodic-event-stream.ts';
import { notifyPriorityCharging } from './from-station/notify-priority-charging.ts';
import { notifySettlement } from './from-station/notify-settlement.ts';
import { notifyWebPaymentStarted } from './from-station/notify-web-payment-started.ts';
import { openPeriodicEventStream } from './from-station/open-periodic-event-stream.ts';
import { pullDynamicScheduleUpdate } from './from-station/pull-dynamic-schedule-update.ts';
import { reportDerControl } from './from-station/report-der-control.ts';
import { vatNumberValidation } from './from-station/vat-number-validation.ts';

type Answer<A extends ActionV21> = (connection: Connection, request: RequestV21<A>) => ResponseV21<A>;

/** What 2.1 has more than 2.0.1, and what is different in it. */
const OWN = {
  BatterySwap: batterySwap,
  ClosePeriodicEventStream: closePeriodicEventStream,
  GetCertificateChainStatus: getCertificateChainStatus,
  NotifyDERAlarm: notifyDerAlarm,
  NotifyDERStartStop: notifyDerStartStop,
  NotifyEVChargingNeeds: notifyEvChargingNeeds,
  NotifyPriorityCharging: notifyPriorityCharging,
  NotifySettlement: notifySettlement,
  NotifyWebPaymentStarted: notifyWebPaymentStarted,
  OpenPeriodicEventStream: openPeriodicEventStream,
  PullDynamicScheduleUpdate: pullDynamicScheduleUpdate,
  ReportDERControl: reportDerControl,
  VatNumberValidation: vatNumberValidation,
} satisfies { readonly [Action in ActionV21]?: Answer<Action> };

/** What only a central system sends, and 2.0.1 does not have. */
const NEW_TO_STATION: readonly ActionV21[] = [
  'AFRRSignal',
  'AdjustPeriodicEventStream',
  'ChangeTransactionTariff',
  'ClearDERControl',
  'ClearTariffs',
  'GetDERControl',
  'GetPeriodicEventStream',
  'GetTariffs',
  'NotifyAllowedEnergyTransfer',
  'RequestBatterySwap',
  'SetDERControl',
  'SetDefaultTariff',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
];

const ANSWERS: Readonly<Record<string, unknown>> = { ...ANSWERS_V201, ...OWN };
export const routes: Readonly<Record<string, Handler>> = Object.assign(
  routesOf(ANSWERS),
  Object.fromEntries(NEW_TO_STATION.map((action) => [action, refuseDirection])),
);

/** What a central system may send: what no station does. */
export const TO_STATION: ReadonlySet<string> = new Set(
  actionsOf('2.1').filter((action) => routes[action] !== undefined && !Object.hasOwn(ANSWERS, action)),
);

/** Messages without an answer. */
const SENDS = { NotifyPeriodicEventStream: notifyPeriodicEventStream } satisfies Record<SendActionV21, unknown>;
export const sends: Readonly<Record<string, (connection: Connection, payload: Record<string, unknown>) => void>> =
  Object.assign(Object.create(null), SENDS);

function refuseDirection(): Promise<never> {
  return Promise.reject(new OcppError('NotSupported', 'only the central system sends this'));
}
