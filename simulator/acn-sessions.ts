import { readAcnJson } from './input-acn-json.ts';
import { instantOf, localTime } from './time-zone.ts';

/** One row of a session file, whichever of the two forms it has. */
export type AcnSession = {
  readonly sessionId: string;
  readonly stationId: string;
  readonly arrivalMs: number;
  readonly departureMs: number;
  readonly needKwh: number;
  readonly statedDepartureMs: number;
  readonly statedKwh: number;
  readonly maximumKw?: number;
  /** Did the driver say anything? In rows that nobody claimed the statement is made from what really happened. Absent: the file does not tell. */
  readonly claimed?: boolean;
};

/** Period-based files count 5-minute periods of elapsed time from the first local midnight of their data. */
const PERIOD_MS = 300_000;
const PERIOD_COLUMNS = [
  'session_id',
  'station_id',
  'arrival_period',
  'departure_period',
  'estimated_departure_period',
  'requested_kwh',
  'max_power_kw',
];
const TIME_COLUMNS = [
  'arrival',
  'departure',
  'requested_energy (kWh)',
  'delivered_energy (kWh)',
  'station_id',
  'session_id',
  'estimated_departure',
];

/**
 * Reads a session file of the Caltech charging data (ACN-Data; Lee et al., e-Energy 2019). The column names tell the form: the input of the published
 * ACN-Sim experiments (periods; its `requested_kwh` is what was really delivered; the month is that of the first session id's date), or timestamps with an offset
 * (the need is what was delivered, `requested_energy` what the driver said). Throws an Error that names line, column and value.
 */
export function readAcnSessions(text: string, timeZone: string): readonly AcnSession[] {
  if (/^\s*[{[]/.test(text)) return readAcnJson(text);
  const lines = text.split(/\r?\n/);
  const header = lines[0]?.split(',') ?? [];
  const isPeriods = PERIOD_COLUMNS.every((name) => header.includes(name));
  if (!isPeriods) {
    const missing = TIME_COLUMNS.filter((name) => !header.includes(name));
    if (missing.length > 0)
      throw new Error(`sessions file, line 1: no column ${missing.map((name) => `"${name}"`).join(', ')}`);
  }
  const rows = lines.flatMap((line, index) => {
    if (index === 0 || line.trim() === '') return [];
    return [new Row(header, line.split(','), index + 1)];
  });
  const first = rows[0];
  if (first === undefined) throw new Error('sessions file: no rows');
  if (!isPeriods) return rows.map((row) => timed(row));
  const originMs = monthStart(first, timeZone);
  return rows.map((row) => ofPeriods(row, originMs));
}

function ofPeriods(row: Row, originMs: number): AcnSession {
  const arrivalMs = originMs + row.number('arrival_period') * PERIOD_MS;
  const departureMs = originMs + row.number('departure_period') * PERIOD_MS;
  if (departureMs <= arrivalMs) row.fail('departure_period', 'must be after arrival_period');
  const needKwh = row.number('requested_kwh');
  return {
    sessionId: row.text('session_id'),
    stationId: row.text('station_id'),
    arrivalMs,
    departureMs,
    needKwh,
    statedDepartureMs: originMs + row.number('estimated_departure_period') * PERIOD_MS,
    statedKwh: needKwh,
    maximumKw: row.number('max_power_kw'),
  };
}

function timed(row: Row): AcnSession {
  const arrivalMs = row.instant('arrival');
  const departureMs = row.instant('departure');
  if (departureMs <= arrivalMs) row.fail('departure', 'must be after arrival');
  return {
    sessionId: row.text('session_id'),
    stationId: row.text('station_id'),
    arrivalMs,
    departureMs,
    needKwh: row.number('delivered_energy (kWh)'),
    statedDepartureMs: row.instant('estimated_departure'),
    statedKwh: row.number('requested_energy (kWh)'),
    ...row.flag('claimed'),
  };
}

/** The ids of these sessions end with the UTC time of the arrival; the periods count from the start of its local month. */
function monthStart(row: Row, timeZone: string): number {
  const match = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(row.text('session_id'));
  const atMs = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(atMs)) row.fail('session_id', 'must end with a date and time');
  const { year, month } = localTime(timeZone, atMs);
  return instantOf(timeZone, { year, month, day: 1, hour: 0, minute: 0, second: 0 });
}

/** The cells of one line by column name. */
class Row {
  readonly #header: readonly string[];
  readonly #cells: readonly string[];
  readonly #line: number;

  constructor(header: readonly string[], cells: readonly string[], line: number) {
    this.#header = header;
    this.#cells = cells;
    this.#line = line;
  }

  text(column: string): string {
    const value = this.#cells[this.#header.indexOf(column)]?.trim() ?? '';
    return value === '' ? this.fail(column, 'must not be empty') : value;
  }

  /** >= 0. */
  number(column: string): number {
    const value = Number(this.text(column));
    return value >= 0 && Number.isFinite(value) ? value : this.fail(column, 'must be a number >= 0');
  }

  instant(column: string): number {
    const text = this.text(column);
    const hasOffset = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text);
    const atMs = hasOffset ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
    return Number.isNaN(atMs) ? this.fail(column, 'must be a time like 2019-05-01 01:18:45-07:00') : atMs;
  }

  /** Absent when the file has no such column. */
  flag(column: 'claimed'): { readonly claimed?: boolean } {
    if (!this.#header.includes(column)) return {};
    const text = this.text(column);
    if (text !== 'True' && text !== 'False') this.fail(column, 'must be True or False');
    return { [column]: text === 'True' };
  }

  fail(column: string, rule: string): never {
    const value = this.#cells[this.#header.indexOf(column)] ?? '';
    throw new Error(`sessions file, line ${this.#line}, ${column}: ${rule}, got "${value}"`);
  }
}
