import { type Handler, OcppError } from '../adapter.ts';
import { authorize } from './from-station/authorize.ts';
import { bootNotification } from './from-station/boot-notification.ts';
import { dataTransfer } from './from-station/data-transfer.ts';
import { heartbeat } from './from-station/heartbeat.ts';
import { meterValues } from './from-station/meter-values.ts';
import { route } from './route.ts';
import { securityEventNotification } from './from-station/security-event-notification.ts';
import { signCertificate } from './from-station/sign-certificate.ts';
import { startTransaction } from './from-station/start-transaction.ts';
import { statusNotification } from './from-station/status-notification.ts';
import { stopTransaction } from './from-station/stop-transaction.ts';
import { workStatus } from './from-station/work-status.ts';

/** What a station sends, and who answers it. */
const FROM_STATION = {
  Authorize: route('Authorize', authorize, 'answer'),
  BootNotification: route('BootNotification', bootNotification, 'answer'),
  DataTransfer: route('DataTransfer', dataTransfer, 'answer'),
  DiagnosticsStatusNotification: route('DiagnosticsStatusNotification', workStatus('diagnostics'), 'acknowledge'),
  FirmwareStatusNotification: route('FirmwareStatusNotification', workStatus('firmware'), 'acknowledge'),
  Heartbeat: route('Heartbeat', heartbeat, 'answer'),
  LogStatusNotification: route('LogStatusNotification', workStatus('log'), 'acknowledge'),
  MeterValues: route('MeterValues', meterValues, 'acknowledge'),
  SecurityEventNotification: route('SecurityEventNotification', securityEventNotification, 'acknowledge'),
  SignCertificate: route('SignCertificate', signCertificate, 'answer'),
  SignedFirmwareStatusNotification: route('SignedFirmwareStatusNotification', workStatus('firmware'), 'acknowledge'),
  StartTransaction: route('StartTransaction', startTransaction, 'hold'),
  StatusNotification: route('StatusNotification', statusNotification, 'acknowledge'),
  StopTransaction: route('StopTransaction', stopTransaction, 'hold'),
} as const satisfies Record<string, Handler>;

/** What only a central system sends (1.6 chapter 5, security whitepaper). */
export const TO_STATION = [
  'CancelReservation',
  'CertificateSigned',
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'ClearChargingProfile',
  'DeleteCertificate',
  'ExtendedTriggerMessage',
  'GetCompositeSchedule',
  'GetConfiguration',
  'GetDiagnostics',
  'GetInstalledCertificateIds',
  'GetLocalListVersion',
  'GetLog',
  'InstallCertificate',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ReserveNow',
  'Reset',
  'SendLocalList',
  'SetChargingProfile',
  'SignedUpdateFirmware',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
] as const;

function refuseDirection(): Promise<never> {
  return Promise.reject(new OcppError('NotSupported', 'only the central system sends this'));
}

/** Without a prototype: an action called `constructor` finds nothing. */
export const routes: Readonly<Record<string, Handler>> = Object.assign(
  Object.create(null) as Record<string, Handler>,
  Object.fromEntries(TO_STATION.map((action) => [action, refuseDirection])),
  FROM_STATION,
);
