import { type Connection, OcppError, type SendCommand } from '../adapter.ts';
import { isAnswer } from '../acceptance.ts';
import type { TriggerTopic } from '../station-commands.ts';
import { configureMeter, probe } from './probe.ts';
import { triggerMessage } from './to-station/trigger-message.ts';

/**
 * After acceptance: what the station can do, what state it is in, what it measures. A station that booted tells its states by itself;
 * one that came back in mid-transaction may tell nothing until asked (profile rule 10). Rejects when the station stops answering.
 */
export async function settle(connection: Connection, { byBoot }: { readonly byBoot: boolean }): Promise<void> {
  const { known } = connection;
  const settings = known.allowedRateUnits === undefined ? await probe(connection) : undefined;
  const trigger = triggerMessage;
  if (!byBoot)
    await triggerEach(connection, { trigger, message: 'status', connectorNumbers: connectorsOf(connection) });
  await triggerEach(connection, { trigger, message: 'meter', connectorNumbers: [...known.sessions.keys()] });
  if (settings !== undefined) await configureMeter(connection, settings);
}

function connectorsOf({ deps, stationId, known }: Connection): readonly number[] {
  return deps.connectorsOf(stationId) ?? [...known.sessions.keys()];
}

type Asked = {
  readonly trigger: SendCommand<'trigger'>;
  readonly message: TriggerTopic;
  readonly connectorNumbers: readonly number[];
};

/** Asks for a message of each connector, until the station refuses one. Rejects when the station stops answering. */
export async function triggerEach(
  connection: Connection,
  { trigger, message, connectorNumbers }: Asked,
): Promise<void> {
  for (const connectorNumber of connectorNumbers) {
    try {
      await trigger(connection, { kind: 'trigger', message, connectorNumber });
    } catch (error) {
      if (!isAnswer(error)) throw error;
      // What cannot be read is no refusal.
      if (!(error instanceof OcppError && error.code === 'MalformedAnswer')) return;
    }
  }
}
