const formats = new Map<string, Intl.DateTimeFormat>();

/** Minute of the day (0-1439) at `atMs` in an IANA time zone. Throws RangeError for a zone that does not exist. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = format.formatToParts(atMs);
  const part = (type: 'hour' | 'minute'): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}
