import type { Connection } from '../../adapter.ts';
import type { RequestV16 } from '../../protocol/index.ts';
import type { CommandAnswer } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** Security whitepaper, section 5.1. */
export async function extendedTriggerMessage(
  connection: Connection,
  request: RequestV16<'ExtendedTriggerMessage'>,
): Promise<CommandAnswer> {
  return answerOfStatus((await call(connection, 'ExtendedTriggerMessage', request)).status);
}
