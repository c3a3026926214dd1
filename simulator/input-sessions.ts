import { readAcnJson } from './input-acn-json.ts';
import { readEpflSessions } from './input-epfl.ts';
import { readGenericSessions } from './input-generic.ts';
import { readAcnSessions } from './acn-sessions.ts';

/** One visit of a car, from whatever file. */
export type InputSession = {
  readonly sessionId: string;
  /** A connector's or a station's name. */
  readonly connector: string;
  readonly arrivalMs: number;
  readonly departureMs: number;
  readonly needKwh: number;
  /** What the driver said; absent = the file does not tell, and the truth is taken. */
  readonly statedDepartureMs?: number;
  readonly statedKwh?: number;
  /** The most the car takes. */
  readonly maximumKw?: number;
  /** Phases of its onboard charger; 0 = a DC session. */
  readonly phases?: 0 | 1 | 2 | 3;
  readonly batteryKwh?: number;
  readonly arrivalSocPercent?: number;
};

/**
 * Reads a session file by its own form: JSON of the ACN-Data API, CSV of ACN-Data (both forms), CSV of EPFL's DC station, or the generic CSV
 * (`GENERIC_COLUMNS`). `timeZone` is for files without offsets. Throws an Error that names file, line (or item), column and value.
 */
export function readSessions(
  text: string,
  { name, timeZone }: { readonly name: string; readonly timeZone: string },
): readonly InputSession[] {
  if (/^\s*[{[]/.test(text)) return readAcnJson(text, name).map(ofAcn);
  const header = (text.split(/\r?\n/, 1)[0] ?? '').split(',').map((cell) => cell.trim());
  if (header.includes('energy_wh') && header.includes('ccs')) return readEpflSessions(text, { name, timeZone });
  if (header.includes('arrival_period') || header.includes('delivered_energy (kWh)'))
    return readAcnSessions(text, timeZone).map(ofAcn);
  return readGenericSessions(text, name);
}

function ofAcn({ stationId, ...session }: ReturnType<typeof readAcnSessions>[number]): InputSession {
  return { ...session, connector: stationId };
}
