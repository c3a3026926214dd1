import type { Connection } from '../adapter.ts';
import { configureMeter, probe, type Variables } from './probe.ts';
import { triggerMessage } from './to-station/trigger-message.ts';
import { triggerEach, unlessRefused } from '../v16/index.ts';

/** As in 1.6; a running transaction tells its state and its meter in one TransactionEvent (2.0.1 F06). */
export async function settle(connection: Connection, { byBoot }: { readonly byBoot: boolean }): Promise<void> {
  const { known, deps, stationId } = connection;
  const variables = known.allowedRateUnits === undefined ? await probe(connection) : undefined;
  const evses = deps.connectorsOf(stationId) ?? [...known.sessions.keys()];
  const trigger = triggerMessage;
  if (!byBoot) await triggerEach(connection, { trigger, message: 'status', connectorNumbers: evses });
  await triggerEach(connection, { trigger, message: 'transaction', connectorNumbers: [...known.sessions.keys()] });
  if (variables !== undefined) await configureMeter(connection, variables);
  // Once a boot: who else limits this station? What is found comes in ReportChargingProfiles.
  if (variables !== undefined && isCapableOf(variables)) await askForProfiles(connection);
}

/** A station that told nothing of its smart charging has none to report. */
function isCapableOf(variables: Variables): boolean {
  return [...variables.keys()].some((name) => name.startsWith('SmartChargingCtrlr.'));
}

async function askForProfiles(connection: Connection): Promise<void> {
  const requestId = connection.deps.randomInt(2 ** 31 - 1);
  await unlessRefused(connection.call('GetChargingProfiles', { requestId, chargingProfile: {} }));
}
