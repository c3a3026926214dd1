const formatters = new Map<string, Intl.DateTimeFormat>();

export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/** The wall clock of a zone. Throws a RangeError that names an unknown zone. */
export function localTime(timeZone: string, atMs: number): LocalTime {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const read = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? Number.NaN;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

/** The instant at which a zone's wall clock shows `local`. In a gap (clocks put forward) the instant after it. */
export function instantOf(timeZone: string, local: LocalTime): number {
  const wallMs = wallClockMs(local);
  let atMs = wallMs;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) atMs = wallMs - (wallClockMs(localTime(timeZone, atMs)) - atMs);
  return atMs;
}

/** `2019-03-05`. */
export function localDate(timeZone: string, atMs: number): string {
  const { year, month, day } = localTime(timeZone, atMs);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function wallClockMs({ year, month, day, hour, minute, second }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, found);
  }
  return found;
}
