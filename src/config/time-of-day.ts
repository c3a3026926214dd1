const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in an IANA time zone shows at `atMs`: minute of the day (0-1439), weekend or not, and a number for the date. Throws RangeError for a zone that does not exist. */
export function dayAndMinute(
  atMs: number,
  timeZone: string,
): { readonly minuteOfDay: number; readonly weekend: boolean; readonly day: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', weekday: 'short', ...digits });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
  return {
    minuteOfDay: number('hour') * 60 + number('minute'),
    weekend: ['Sat', 'Sun'].includes(parts.get('weekday') ?? ''),
    day: number('year') * 10_000 + number('month') * 100 + number('day'),
  };
}

/** Minute of the day (0-1439) at `atMs` in an IANA time zone. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  return dayAndMinute(atMs, timeZone).minuteOfDay;
}
