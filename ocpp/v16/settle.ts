import type { Connection } from '../adapter.ts';
import { isAnswer } from '../acceptance.ts';
import { configureMeter, probe } from './probe.ts';

/**
 * After acceptance: what the station can do, what state it is in, what it measures. A station that booted tells its states by itself;
 * one that came back in mid-transaction may tell nothing until asked (profile rule 10). Rejects when the station stops answering.
 */
export async function settle(connection: Connection, { byBoot }: { readonly byBoot: boolean }): Promise<void> {
  const { known } = connection;
  const settings = known.allowedRateUnits === undefined ? await probe(connection) : undefined;
  if (!byBoot) await trigger(connection, 'StatusNotification', connectorsOf(connection));
  await trigger(connection, 'MeterValues', [...known.sessions.keys()]);
  if (settings !== undefined) await configureMeter(connection, settings);
}

function connectorsOf({ deps, stationId, known }: Connection): readonly number[] {
  return deps.connectorsOf(stationId) ?? [...known.sessions.keys()];
}

async function trigger(connection: Connection, requestedMessage: string, connectors: readonly number[]): Promise<void> {
  for (const connectorId of connectors) {
    try {
      await connection.call('TriggerMessage', { requestedMessage, connectorId });
    } catch (error) {
      if (!isAnswer(error)) throw error;
      return;
    }
  }
}
