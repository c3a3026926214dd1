import type { Connection, StationCommands } from '../adapter.ts';
import { type CommandAnswer, FORBIDDEN_CALLS, type StationCommand } from '../station-commands.ts';
import { answerOfFailure } from '../typed-call.ts';

/** Has the version's adapter send what an operator asked for. Never rejects: what went wrong is the answer. */
export async function sendCommand(
  connection: Connection,
  commands: StationCommands,
  command: StationCommand,
): Promise<CommandAnswer> {
  if (command.kind === 'call' && FORBIDDEN_CALLS.has(command.action))
    return { status: 'not-sent', detail: `${command.action} would change charging behind the ledger` };
  const send = commands[command.kind] as
    | ((connection: Connection, command: StationCommand) => Promise<CommandAnswer>)
    | undefined;
  if (send === undefined) return { status: 'unsupported', detail: `OCPP ${connection.version} has no ${command.kind}` };
  try {
    return await send(connection, command);
  } catch (error) {
    return answerOfFailure(error);
  }
}
