import { readCsvRows, type CsvRow } from './csv-rows.ts';
import type { InputSession } from './input-sessions.ts';
import { instantOf } from './time-zone.ts';

const COLUMNS = [
  'session',
  'ccs',
  'arrival',
  'departure',
  'energy_wh',
  'preq_max_w',
  'soc_arrival_pct',
  'energy_capacity_wh',
] as const;
const MINUTE_MS = 60_000;
/** Some of the cars report nonsense. */
const BATTERY_KWH = { min: 5, max: 400 } as const;

/**
 * Sessions of a real 172.5 kW DC station with two CCS plugs (DESL-EPFL, Level-3 EV charging dataset). Minutes are local times without offset; the last minute
 * counts to its end. The most a car takes is the most it asked for. Throws an Error that names file, line, column and value.
 */
export function readEpflSessions(
  text: string,
  { name, timeZone }: { readonly name: string; readonly timeZone: string },
): readonly InputSession[] {
  return readCsvRows(text, { name, columns: COLUMNS }).map((row) => {
    const arrivalMs = minute(row, 'arrival', timeZone);
    const departureMs = minute(row, 'departure', timeZone) + MINUTE_MS;
    if (departureMs <= arrivalMs) row.fail('departure', 'must not be before arrival');
    const needKwh = row.number('energy_wh') / 1000;
    const arrivalSocPercent = row.number('soc_arrival_pct', { max: 100 });
    // The car must be able to hold what it took.
    const heldKwh = (100 * needKwh) / Math.max(1, 100 - arrivalSocPercent);
    const batteryKwh = Math.min(BATTERY_KWH.max, Math.max(BATTERY_KWH.min, row.number('energy_capacity_wh') / 1000));
    return {
      sessionId: row.text('session'),
      connector: row.text('ccs'),
      arrivalMs,
      departureMs,
      needKwh,
      maximumKw: row.number('preq_max_w') / 1000,
      phases: 0,
      batteryKwh: Math.max(batteryKwh, heldKwh),
      arrivalSocPercent,
    };
  });
}

function minute(row: CsvRow, column: string, timeZone: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(row.text(column));
  if (match === null) return row.fail(column, 'must be a local time like 2022-04-12T19:27:00');
  const [, year = 0, month = 0, day = 0, hour = 0, minutes = 0, second = 0] = match.map(Number);
  return instantOf(timeZone, { year, month, day, hour, minute: minutes, second: second || 0 });
}
