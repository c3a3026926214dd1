import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { call } from './call.ts';

/** 1.6 section 5.9. It has no request id; without a file name there is nothing to upload, which is a refusal. */
export const getDiagnostics: SendCommand<'get-log'> = async (connection, command) => {
  const { location, oldestMs, latestMs, retries, retryIntervalS } = command;
  const { fileName } = await call(connection, 'GetDiagnostics', {
    location,
    ...(oldestMs === undefined ? {} : { startTime: formatTimestamp(oldestMs) }),
    ...(latestMs === undefined ? {} : { stopTime: formatTimestamp(latestMs) }),
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  });
  if (fileName === undefined || fileName === '') return { status: 'rejected', detail: 'no diagnostics' };
  return { status: 'accepted', result: { fileName } };
};
