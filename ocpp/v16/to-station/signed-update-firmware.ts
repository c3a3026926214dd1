import type { Connection } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import type { CommandAnswer, CommandOf } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

type SignedUpdate = CommandOf<'update-firmware'> & Required<Pick<CommandOf<'update-firmware'>, 'signed'>>;

/** Security whitepaper L01. */
export async function signedUpdateFirmware(connection: Connection, command: SignedUpdate): Promise<CommandAnswer> {
  const { signed } = command;
  const request = firmwareRequestOf(command);
  const firmware = { ...request.firmware, ...signed };
  const { status } = await call(connection, 'SignedUpdateFirmware', { ...request, firmware });
  return answerOfStatus(status);
}

/** What both versions ask for in the same words; the signature is not in it. */
export function firmwareRequestOf({
  requestId,
  location,
  retrieveAtMs,
  installAtMs,
  retries,
  retryIntervalS,
}: CommandOf<'update-firmware'>) {
  return {
    requestId,
    firmware: {
      location,
      retrieveDateTime: formatTimestamp(retrieveAtMs),
      ...(installAtMs === undefined ? {} : { installDateTime: formatTimestamp(installAtMs) }),
    },
    ...(retries === undefined ? {} : { retries }),
    ...(retryIntervalS === undefined ? {} : { retryInterval: retryIntervalS }),
  };
}
