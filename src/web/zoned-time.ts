/** `2026-06-15T18:30`, the wall clock of that time zone, as a `datetime-local` field holds it. */
export function toLocalField(atMs: number, timeZone: string): string {
  return new Date(atMs + offsetMs(atMs, timeZone)).toISOString().slice(0, 16);
}

/**
 * The moment that a wall clock of that time zone shows; undefined for text that is no time. An hour that the clock skips in spring is
 * read as the hour after it; of an hour that comes twice in autumn it is the first.
 */
export function fromLocalField(field: string, timeZone: string): number | undefined {
  const asUtcMs = Date.parse(`${field}:00Z`);
  // Engines read some sense even into `:00Z`.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(field) || Number.isNaN(asUtcMs)) return undefined;
  // A day before and after, the offsets on both sides of any change are known.
  const DAY_MS = 86_400_000;
  const candidates = [offsetMs(asUtcMs - DAY_MS, timeZone), offsetMs(asUtcMs + DAY_MS, timeZone)].map(
    (offset) => asUtcMs - offset,
  );
  const right = candidates.filter((atMs) => toLocalField(atMs, timeZone) === field);
  return right.length > 0 ? Math.min(...right) : Math.max(...candidates);
}

/** RFC 3339 in UTC: what the API takes. */
export function toWire(atMs: number): string {
  return new Date(atMs).toISOString();
}

function offsetMs(atMs: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
