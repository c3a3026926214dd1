import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { call } from './call.ts';
import { signedUpdateFirmware } from './signed-update-firmware.ts';

/** 1.6 section 5.19 for unsigned firmware. Its answer is empty: that it came is the yes. What is signed is never sent unsigned. */
export const updateFirmware: SendCommand<'update-firmware'> = async (connection, command) => {
  const { signed, location, retrieveAtMs, retries, retryIntervalS } = command;
  if (signed !== undefined) return signedUpdateFirmware(connection, { ...command, signed });
  await call(connection, 'UpdateFirmware', {
    location,
    retrieveDate: formatTimestamp(retrieveAtMs),
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  });
  return { status: 'accepted' };
};
