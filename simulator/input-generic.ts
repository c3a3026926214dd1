import { readCsvRows } from './csv-rows.ts';
import type { InputSession } from './input-sessions.ts';

/** Columns of the generic CSV: the first four must be there. Times are ISO 8601 with an offset. */
export const GENERIC_COLUMNS = [
  'connector',
  'arrival',
  'departure',
  'energyKwh',
  'maximumKw',
  'statedDeparture',
  'statedKwh',
  'phases',
  'batteryKwh',
  'arrivalSocPercent',
] as const;
const REQUIRED = GENERIC_COLUMNS.slice(0, 4);

/** Reads the generic CSV. Throws an Error that names file, line, column and value. */
export function readGenericSessions(text: string, name = 'sessions file'): readonly InputSession[] {
  const rows = readCsvRows(text, { name, columns: REQUIRED });
  if (rows.length === 0) throw new Error(`${name}: no rows`);
  return rows.map((row, index) => {
    const arrivalMs = row.instant('arrival');
    const departureMs = row.instant('departure');
    if (departureMs <= arrivalMs) row.fail('departure', 'must be after arrival');
    const needKwh = row.number('energyKwh');
    const statedDepartureMs = row.optionalInstant('statedDeparture');
    const statedKwh = row.optionalNumber('statedKwh');
    const maximumKw = row.optionalNumber('maximumKw');
    const phases = row.optionalNumber('phases', { max: 3 });
    if (phases !== undefined && phases !== 0 && phases !== 1 && phases !== 2 && phases !== 3)
      row.fail('phases', 'must be 0 (DC), 1, 2 or 3');
    const batteryKwh = row.optionalNumber('batteryKwh', { min: 1 });
    const arrivalSocPercent = row.optionalNumber('arrivalSocPercent', { max: 100 });
    if ((batteryKwh === undefined) !== (arrivalSocPercent === undefined))
      row.fail(
        batteryKwh === undefined ? 'batteryKwh' : 'arrivalSocPercent',
        'batteryKwh and arrivalSocPercent go together',
      );
    return {
      sessionId: String(index + 1),
      connector: row.text('connector'),
      arrivalMs,
      departureMs,
      needKwh,
      ...(statedDepartureMs === undefined ? {} : { statedDepartureMs }),
      ...(statedKwh === undefined ? {} : { statedKwh }),
      ...(maximumKw === undefined ? {} : { maximumKw }),
      ...(phases === 0 || phases === 1 || phases === 2 || phases === 3 ? { phases } : {}),
      ...(batteryKwh === undefined ? {} : { batteryKwh }),
      ...(arrivalSocPercent === undefined ? {} : { arrivalSocPercent }),
    };
  });
}
