import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 L01 (signed), L02 (not). Its progress follows in FirmwareStatusNotification with the same request id. */
export const updateFirmware: SendCommand<'update-firmware'> = async (connection, command) => {
  const { requestId, location, retrieveAtMs, installAtMs, signed, retries, retryIntervalS } = command;
  const { status } = await call(connection, 'UpdateFirmware', {
    requestId,
    firmware: {
      location,
      retrieveDateTime: formatTimestamp(retrieveAtMs),
      ...(installAtMs === undefined ? {} : { installDateTime: formatTimestamp(installAtMs) }),
      ...signed,
    },
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  });
  return answerOfStatus(status);
};
