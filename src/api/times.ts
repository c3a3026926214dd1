/** Milliseconds to RFC 3339 with the offset of the site's time zone, e.g. `2026-03-02T18:30:00.000+08:00`. */
export type FormatTime = (atMs: number) => string;

/** Offsets of the last few hundred quarter hours: no zone changes its offset within one, and Intl is slow. */
const CACHED_OFFSETS = 512;
const QUARTER_HOUR_MS = 900_000;
/** What a Date can hold. */
const MAXIMUM_MS = 8_640_000_000_000_000;

/** Throws a RangeError for a time zone that is not an IANA name. */
export function createFormatTime(timeZone: string): FormatTime {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, { readonly text: string; readonly ms: number }>();

  const offsetAt = (atMs: number): { readonly text: string; readonly ms: number } => {
    const quarter = Math.floor(atMs / QUARTER_HOUR_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign = '+', hours = '00', minutes = '00'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    const ms = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    const offset = { text: `${sign}${hours}:${minutes}`, ms };
    if (offsets.size >= CACHED_OFFSETS) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  };

  return (atMs) => {
    const bounded = Math.max(-MAXIMUM_MS / 2, Math.min(MAXIMUM_MS / 2, Math.round(atMs)));
    const { text, ms } = offsetAt(bounded);
    return new Date(bounded + ms).toISOString().replace('Z', text);
  };
}

/** A time that the schema has let through, in ms. */
export function toMs(time: string): number {
  return Date.parse(time);
}

export function toMsOrAbsent(time: string | undefined): number | undefined {
  return time === undefined ? undefined : toMs(time);
}

/** Keeps the difference between null (never) and absent (default). */
export function toMsOrNull(time: string | null | undefined): number | null | undefined {
  return typeof time === 'string' ? toMs(time) : time;
}
