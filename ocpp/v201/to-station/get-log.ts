import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 N01. Its progress follows in LogStatusNotification with the same request id. `result` is `{ fileName }` where given. */
export const getLog: SendCommand<'get-log'> = async (connection, command) => {
  const { requestId, log, location, oldestMs, latestMs, retries, retryIntervalS } = command;
  const { status, filename } = await call(connection, 'GetLog', {
    requestId,
    logType: log === 'security' ? 'SecurityLog' : 'DiagnosticsLog',
    log: {
      remoteLocation: location,
      ...(oldestMs === undefined ? {} : { oldestTimestamp: formatTimestamp(oldestMs) }),
      ...(latestMs === undefined ? {} : { latestTimestamp: formatTimestamp(latestMs) }),
    },
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  });
  return answerOfStatus(status, filename === undefined ? undefined : { fileName: filename });
};
