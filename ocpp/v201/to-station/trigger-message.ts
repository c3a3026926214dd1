import type { SendCommand } from '../../adapter.ts';
import type { V201 } from '../../protocol/index.ts';
import type { TriggerTopic } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

const TOPIC: Readonly<Record<TriggerTopic, V201.MessageTriggerEnumType>> = {
  boot: 'BootNotification',
  heartbeat: 'Heartbeat',
  status: 'StatusNotification',
  meter: 'MeterValues',
  transaction: 'TransactionEvent',
  'firmware-status': 'FirmwareStatusNotification',
  'log-status': 'LogStatusNotification',
  'sign-certificate': 'SignChargingStationCertificate',
};

/** 2.0.1 F06. A status is that of one connector (F06.FR.12), so it is asked of the first. */
export const triggerMessage: SendCommand<'trigger'> = async (connection, { message, connectorNumber }) => {
  const evse =
    connectorNumber === undefined
      ? {}
      : { evse: { id: connectorNumber, ...(message === 'status' ? { connectorId: 1 } : {}) } };
  return answerOfStatus(
    (await call(connection, 'TriggerMessage', { requestedMessage: TOPIC[message], ...evse })).status,
  );
};
