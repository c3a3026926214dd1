import { OcppError, type Connection } from '../../adapter.ts';
import type { PortionLimit } from './in-portions.ts';
import { addressOf } from './variable-name.ts';
import { valuesOf } from './variable-values.ts';

const COUNT = /^[1-9]\d{0,8}$/;

/** Device model of 2.0.1 part 2, DeviceDataCtrlr: what one message of that name may hold. */
const LIMITED = ['GetVariables', 'SetVariables'] as const;
type Limited = (typeof LIMITED)[number];
const nameOfItems = (message: Limited): string => `DeviceDataCtrlr.ItemsPerMessage[${message}]`;
const nameOfBytes = (message: Limited): string => `DeviceDataCtrlr.BytesPerMessage[${message}]`;

/** How many items and bytes the station takes in a message; answered once, it is not asked again on the connection. What it does not tell is not limited. */
export async function limitOf(connection: Connection, message: Limited): Promise<PortionLimit> {
  const told = connection.known.messageLimits ?? (await askLimits(connection));
  const items = told.get(nameOfItems(message).toLowerCase());
  const bytes = told.get(nameOfBytes(message).toLowerCase());
  return { ...(items === undefined ? {} : { items }), ...(bytes === undefined ? {} : { bytes }) };
}

async function askLimits(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const asked = LIMITED.flatMap((message) => [nameOfItems(message), nameOfBytes(message)]).flatMap((name) => {
    const address = addressOf(name);
    return address === undefined ? [] : [address];
  });
  let values: ReadonlyMap<string, string>;
  try {
    values = await valuesOf(connection, { addresses: asked, skipsRefused: true });
  } catch (error) {
    if (error instanceof OcppError) return new Map();
    throw error;
  }
  const told = new Map(
    Array.from(values).flatMap(([key, value]) => (COUNT.test(value) ? [[key, Number(value)] as const] : [])),
  );
  connection.known.messageLimits = told;
  return told;
}
