import type { Connection } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import type { CommandAnswer, CommandOf } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

type SignedUpdate = CommandOf<'update-firmware'> & Required<Pick<CommandOf<'update-firmware'>, 'signed'>>;

/** Security whitepaper L01. */
export async function signedUpdateFirmware(connection: Connection, command: SignedUpdate): Promise<CommandAnswer> {
  const { requestId, location, retrieveAtMs, installAtMs, signed, retries, retryIntervalS } = command;
  const { status } = await call(connection, 'SignedUpdateFirmware', {
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
}
