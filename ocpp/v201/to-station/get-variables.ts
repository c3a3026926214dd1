import type { Connection, SendCommand } from '../../adapter.ts';
import type { CommandAnswer } from '../../station-commands.ts';
import { getBaseReport } from './get-base-report.ts';
import { limitOf } from './message-limits.ts';
import { addressOf, keyOf } from './variable-name.ts';
import { valuesOf } from './variable-values.ts';

/**
 * 2.0.1 B06. `result` is `{ settings: [{ name, value }], unknown: [name] }` with the names as asked; a variable that may not be read counts as
 * unknown. Without names: B07, a report of everything, which follows in parts.
 */
export const readVariables: SendCommand<'read-settings'> = async (connection, { names }) =>
  names === undefined ? getBaseReport(connection) : getVariables(connection, names);

async function getVariables(connection: Connection, names: readonly string[]): Promise<CommandAnswer> {
  const addresses = names.map((name) => ({ name, address: addressOf(name) }));
  const wrong = addresses.find(({ address }) => address === undefined);
  if (wrong !== undefined)
    return { status: 'not-sent', detail: `names[${addresses.indexOf(wrong)}] is not like Component.Variable` };
  const asked = addresses.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const limit = asked.length > 1 ? await limitOf(connection, 'GetVariables') : {};
  const values = await valuesOf(connection, { addresses: asked, skipsRefused: false, limit });
  const found = addresses.map(({ name, address }) => ({
    name,
    value: address === undefined ? undefined : values.get(keyOf(address)),
  }));
  const settings = found.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  const unknown = found.flatMap(({ name, value }) => (value === undefined ? [name] : []));
  return { status: 'accepted', result: { settings, unknown } };
}
