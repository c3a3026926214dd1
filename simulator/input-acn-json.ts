import type { AcnSession } from './acn-sessions.ts';

/**
 * Sessions as the public API of ACN-Data gives them (Lee et al., e-Energy 2019): `_items`, or the bare list, with `connectionTime`, `disconnectTime` (RFC 1123, GMT,
 * or ISO 8601), `kWhDelivered`, `stationID`, `sessionID` and, where a driver claimed it, `userInputs`, of which the last counts.
 * A session that nobody claimed states what it took. Throws an Error that names file, item, field and value.
 */
export function readAcnJson(text: string, name = 'sessions file'): readonly AcnSession[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: is no JSON (${String(error)})`, { cause: error });
  }
  const items = Array.isArray(parsed) ? parsed : isRecord(parsed) ? parsed['_items'] : undefined;
  if (!Array.isArray(items)) throw new Error(`${name}: has no list "_items"`);
  if (items.length === 0) throw new Error(`${name}: "_items" is empty`);
  return items.map((item: unknown, index) => {
    const at = `${name}, _items[${index}]`;
    if (!isRecord(item)) throw new Error(`${at}: must be an object, got ${JSON.stringify(item)}`);
    const arrivalMs = instant(item['connectionTime'], `${at}.connectionTime`);
    const departureMs = instant(item['disconnectTime'], `${at}.disconnectTime`);
    if (departureMs <= arrivalMs)
      throw new Error(
        `${at}.disconnectTime: must be after connectionTime, got ${JSON.stringify(item['disconnectTime'])}`,
      );
    const needKwh = amount(item['kWhDelivered'], `${at}.kWhDelivered`);
    const inputs = item['userInputs'];
    const input: unknown = Array.isArray(inputs) ? inputs.at(-1) : undefined;
    const stated = isRecord(input) ? input : {};
    const { requestedDeparture, kWhRequested } = stated;
    return {
      claimed: isRecord(input),
      sessionId: word(item['sessionID'] ?? item['_id'], `${at}.sessionID`),
      stationId: word(item['stationID'], `${at}.stationID`),
      arrivalMs,
      departureMs,
      needKwh,
      statedDepartureMs:
        requestedDeparture === undefined || requestedDeparture === null
          ? departureMs
          : instant(requestedDeparture, `${at}.userInputs.requestedDeparture`),
      statedKwh:
        kWhRequested === undefined || kWhRequested === null
          ? needKwh
          : amount(kWhRequested, `${at}.userInputs.kWhRequested`),
    };
  });
}

function instant(value: unknown, at: string): number {
  const text = typeof value === 'string' ? value : '';
  const hasZone = /(?:GMT|UTC|Z|[+-]\d\d:?\d\d)$/.test(text.trim());
  const atMs = hasZone ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs))
    throw new Error(`${at}: must be a time like "Wed, 01 May 2019 14:08:54 GMT", got ${JSON.stringify(value)}`);
  return atMs;
}

function amount(value: unknown, at: string): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw new Error(`${at}: must be a number >= 0, got ${JSON.stringify(value)}`);
}

function word(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${at}: must be text, got ${JSON.stringify(value)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
