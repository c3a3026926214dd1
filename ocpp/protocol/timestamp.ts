/** A message says the same moment to its schema and to its reader. */
const last: { text: string; atMs: number | undefined } = { text: '', atMs: undefined };

/**
 * Milliseconds since 1970, or undefined for anything that is not a real date and time with a zone: RFC 3339, as both schemas demand; a space for the
 * `T` and `+0800` without a colon are seen on the wire and allowed. By hand, because a match of a regular expression is a dozen objects a reading.
 */
export function parseTimestamp(text: string): number | undefined {
  if (text !== last.text) {
    last.atMs = parse(text);
    last.text = text;
  }
  return last.atMs;
}

const DIGIT_0 = 48;
const DIGIT_9 = 57;
const DATE_AND_TIME = 'dddd-dd-ddTdd:dd:dd';
const ZONE = /^[+-]\d\d:?\d\d$/;
const MAX_FRACTION_DIGITS = 9;

function parse(text: string): number | undefined {
  if (!hasForm(text)) return undefined;
  const [y, mo, d] = [numberAt(text, 0, 4), numberAt(text, 5, 2), numberAt(text, 8, 2)];
  const [h, mi, s] = [numberAt(text, 11, 2), numberAt(text, 14, 2), numberAt(text, 17, 2)];
  if (h > 23 || mi > 59 || s > 59) return undefined;
  // The years 0 to 99 would be those of the twentieth century.
  const dayMs = y < 100 ? new Date(0).setUTCFullYear(y, mo - 1, d) : Date.UTC(y, mo - 1, d);
  // 31 February would roll over into March.
  if (mo < 1 || mo > 12 || d < 1 || (d > 28 && new Date(dayMs).getUTCDate() !== d)) return undefined;
  const zoneAt = endOfFraction(text);
  if (zoneAt === undefined) return undefined;
  const offsetMinutes = zoneMinutes(text, zoneAt);
  if (offsetMinutes === undefined) return undefined;
  const fractionMs = zoneAt === DATE_AND_TIME.length ? 0 : millisecondsAt(text, DATE_AND_TIME.length + 1, zoneAt);
  return dayMs + ((h * 60 + mi - offsetMinutes) * 60 + s) * 1000 + fractionMs;
}

function hasForm(text: string): boolean {
  for (let at = 0; at < DATE_AND_TIME.length; at += 1) {
    const wanted = DATE_AND_TIME[at];
    if (wanted === 'd' ? !isDigit(text, at) : text[at] !== wanted && !(wanted === 'T' && isSeparator(text[at])))
      return false;
  }
  return true;
}

function isSeparator(character: string | undefined): boolean {
  return character === 't' || character === ' ';
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= DIGIT_0 && code <= DIGIT_9;
}

function numberAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) value = value * 10 + text.charCodeAt(at) - DIGIT_0;
  return value;
}

/** Where the zone begins; undefined = a point without digits, or with too many. */
function endOfFraction(text: string): number | undefined {
  const from = DATE_AND_TIME.length;
  if (text[from] !== '.') return from;
  let at = from + 1;
  while (isDigit(text, at)) at += 1;
  const count = at - from - 1;
  return count >= 1 && count <= MAX_FRACTION_DIGITS ? at : undefined;
}

/** Whole milliseconds of a fraction of a second. */
function millisecondsAt(text: string, from: number, to: number): number {
  return numberAt(text.slice(from, Math.min(to, from + 3)).padEnd(3, '0'), 0, 3);
}

/** The form that every station parses: UTC, whole seconds (rounded down), `Z`. */
export function formatTimestamp(atMs: number): string {
  return `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function zoneMinutes(text: string, at: number): number | undefined {
  if (text.length === at + 1 && (text[at] === 'Z' || text[at] === 'z')) return 0;
  const zone = text.slice(at);
  if (!ZONE.test(zone)) return undefined;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
