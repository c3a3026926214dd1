import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { extendedTriggerMessage } from './extended-trigger-message.ts';
import { orOlder } from './or-older.ts';

const TOPIC = {
  boot: 'BootNotification',
  heartbeat: 'Heartbeat',
  status: 'StatusNotification',
  meter: 'MeterValues',
  'firmware-status': 'FirmwareStatusNotification',
  'log-status': 'DiagnosticsStatusNotification',
} as const;

/** 1.6 section 5.17. What the whitepaper added or changed goes by ExtendedTriggerMessage, and by this where that is not known. */
export const triggerMessage: SendCommand<'trigger'> = async (connection, { message, connectorNumber }) => {
  if (message === 'transaction') return { status: 'unsupported', detail: 'OCPP 1.6 cannot ask for a transaction' };
  const connector = connectorNumber === undefined ? {} : { connectorId: connectorNumber };
  if (message === 'sign-certificate')
    return extendedTriggerMessage(connection, { requestedMessage: 'SignChargePointCertificate', ...connector });
  const older = async () =>
    answerOfStatus(
      (await call(connection, 'TriggerMessage', { requestedMessage: TOPIC[message], ...connector })).status,
    );
  if (message !== 'log-status' && message !== 'firmware-status') return older();
  const requestedMessage = message === 'log-status' ? 'LogStatusNotification' : 'FirmwareStatusNotification';
  const newer = () => extendedTriggerMessage(connection, { requestedMessage, ...connector });
  return orOlder(connection, { action: 'ExtendedTriggerMessage', newer, older });
};
