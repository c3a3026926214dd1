import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import type { CommandOf } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { getDiagnostics } from './get-diagnostics.ts';
import { orOlder } from './or-older.ts';

/** Security whitepaper N01; diagnostics also by GetDiagnostics, where the station does not know this. `result` is `{ fileName }` where given. */
export const getLog: SendCommand<'get-log'> = (connection, command) => {
  const newer = () => askForLog(connection, command);
  if (command.log === 'security') return newer();
  return orOlder(connection, { action: 'GetLog', newer, older: () => getDiagnostics(connection, command) });
};

async function askForLog(connection: Parameters<typeof call>[0], command: CommandOf<'get-log'>) {
  const { requestId, log, location, oldestMs, latestMs, retries, retryIntervalS } = command;
  const { status, filename } = await call(connection, 'GetLog', {
    log: {
      remoteLocation: location,
      ...(oldestMs === undefined ? {} : { oldestTimestamp: formatTimestamp(oldestMs) }),
      ...(latestMs === undefined ? {} : { latestTimestamp: formatTimestamp(latestMs) }),
    },
    logType: log === 'security' ? 'SecurityLog' : 'DiagnosticsLog',
    requestId,
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  });
  return answerOfStatus(status, filename === undefined ? undefined : { fileName: filename });
}
