/** Checks that the schemas cannot make, shared by both versions. Each throws the `OcppError` that the station is answered with. */
import { type Connection, OcppError } from './adapter.ts';
import { isPlausible } from './metering/index.ts';
import { parseTimestamp } from './protocol/index.ts';

/** A quarantined station is believed to have these. */
const UNKNOWN_STATION_CONNECTORS = 8;
// C0 controls, DEL, and halves of surrogate pairs: nothing that a card or a driver can hold, and poison for logs and files.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const ALL_UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/** A connector (EVSE) that the station has by configuration; 0 is none. `field` names it in the refusal. */
export function requireConnector(connection: Connection, number: number, field: string): void {
  const configured = connection.deps.connectorsOf(connection.stationId);
  const exists = configured?.includes(number) ?? (number >= 1 && number <= UNKNOWN_STATION_CONNECTORS);
  if (!exists) throw new OcppError('PropertyConstraintViolation', `${field}: the station has no such connector`);
}

/** An identifier that is stored and shown. */
export function requirePrintable(text: string, field: string): void {
  if (UNPRINTABLE.test(text))
    throw new OcppError('PropertyConstraintViolation', `${field}: has characters that cannot be printed`);
}

/** Free text of a station, safe to store and show. */
export function printable(text: string): string {
  return text.replaceAll(ALL_UNPRINTABLE, ' ').trim();
}

/** The station's time of something that begins; refuses what cannot be meant, so that no record is made of it. */
export function requirePlausibleMs(connection: Connection, timestamp: string, field: string): number {
  const stampMs = parseTimestamp(timestamp);
  if (stampMs === undefined || !isPlausible(stampMs, connection.deps.clock.nowMs())) {
    throw new OcppError('PropertyConstraintViolation', `${field}: is not a time within the last year`);
  }
  return stampMs;
}

/** The station's time of something that has ended, which must be heard in any case: the receive time where it cannot be meant. */
export function plausibleMsOrNow(connection: Connection, timestamp: string): number {
  const nowMs = connection.deps.clock.nowMs();
  const stampMs = parseTimestamp(timestamp);
  return stampMs !== undefined && isPlausible(stampMs, nowMs) ? stampMs : nowMs;
}
