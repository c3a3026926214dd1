import { parseTimestamp } from '../../ocpp/protocol/index.ts';

/** `{ [name]: ms }` of an optional timestamp; nothing where there is none or it is no date. */
export function instant<K extends string>(name: K, text: string | undefined): { readonly [key in K]?: number } {
  const atMs = text === undefined ? undefined : parseTimestamp(text);
  return atMs === undefined ? {} : ({ [name]: atMs } as { [key in K]: number });
}
