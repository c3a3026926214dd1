/** RFC 3339 with a zone, as both schemas demand; a space for the `T` and `+0800` without a colon are seen on the wire and allowed. */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/;

/** Milliseconds since 1970, or undefined for anything that is not a real date and time with a zone. */
export function parseTimestamp(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = match;
  const [y, mo, d] = [Number(year), Number(month), Number(day)];
  const [h, mi, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || mi > 59 || s > 59) return undefined;
  // The years 0 to 99 would be those of the twentieth century.
  const dayMs = y < 100 ? new Date(0).setUTCFullYear(y, mo - 1, d) : Date.UTC(y, mo - 1, d);
  // 31 February would roll over into March.
  if (mo < 1 || mo > 12 || d < 1 || (d > 28 && new Date(dayMs).getUTCDate() !== d)) return undefined;
  const fractionMs = fraction === undefined ? 0 : Math.floor(Number(`0${fraction}`) * 1000);
  const offsetMinutes = zoneMinutes(zone);
  if (offsetMinutes === undefined) return undefined;
  return dayMs + ((h * 60 + mi - offsetMinutes) * 60 + s) * 1000 + fractionMs;
}

/** The form that every station parses: UTC, whole seconds (rounded down), `Z`. */
export function formatTimestamp(atMs: number): string {
  return `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
