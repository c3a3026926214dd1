import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { firmwareRequestOf } from '../../v16/index.ts';
import { call } from './call.ts';

/** 2.0.1 L01 (signed), L02 (not). Its progress follows in FirmwareStatusNotification with the same request id. */
export const updateFirmware: SendCommand<'update-firmware'> = async (connection, command) => {
  const request = firmwareRequestOf(command);
  const firmware = { ...request.firmware, ...command.signed };
  const { status } = await call(connection, 'UpdateFirmware', { ...request, firmware });
  return answerOfStatus(status);
};
