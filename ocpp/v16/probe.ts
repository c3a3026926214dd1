import type { Connection } from '../adapter.ts';
import { validateResponse, type ResponseV16 } from '../protocol/index.ts';
import { isAnswer } from '../acceptance.ts';
import { learnFacts } from '../smart-charging/index.ts';

const KEYS = {
  rateUnits: 'ChargingScheduleAllowedChargingRateUnit',
  // This spelling; only the text of the specification, not its table, has another.
  stackLevel: 'ChargeProfileMaxStackLevel',
  periods: 'ChargingScheduleMaxPeriods',
  profiles: 'MaxChargingProfilesInstalled',
  sampleInterval: 'MeterValueSampleInterval',
  sampledData: 'MeterValuesSampledData',
} as const;

/** Best first; stations refuse a list with one measurand that they do not have. */
export const MEASURANDS = [
  'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,Current.Offered,SoC',
  'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
  'Energy.Active.Import.Register,Power.Active.Import',
] as const;

/** Settings by key, as the station told them. */
export type Settings = ReadonlyMap<string, string>;

/**
 * Asks what the station's smart charging can do and notes it in `known`. A refusal leaves everything unknown.
 * Rejects when the station does not answer.
 */
export async function probe(connection: Connection): Promise<Settings> {
  const { known, deps, stationId } = connection;
  const settings = await readSettings(connection);
  const rateUnits = rateUnitsOf(settings.get(KEYS.rateUnits));
  if (rateUnits.length > 0) known.allowedRateUnits = rateUnits;
  const stackLevel = countOf(settings.get(KEYS.stackLevel));
  if (stackLevel !== undefined) known.maxStackLevel = stackLevel;
  const periods = countOf(settings.get(KEYS.periods));
  if (periods !== undefined) known.maxPeriods = periods;
  learnFacts(connection, {
    ...(rateUnits.length > 0 ? { rateUnits } : {}),
    ...(stackLevel === undefined ? {} : { maxStackLevel: stackLevel }),
    ...(periods === undefined ? {} : { maxPeriods: periods }),
  });
  const profiles = countOf(settings.get(KEYS.profiles));
  const needed = 2 * (deps.connectorsOf(stationId)?.length ?? 1);
  if (profiles !== undefined && profiles < needed) {
    deps.log({
      level: 'warn',
      stationId,
      message: `${stationId}: ${KEYS.profiles} is ${profiles}, limits and shares need ${needed}`,
    });
  }
  return settings;
}

/** Has the station measure what control needs, as often as it needs it. Writes only what differs: settings live in flash. */
export async function configureMeter(connection: Connection, settings: Settings): Promise<void> {
  const interval = String(connection.deps.bounds.meterValueIntervalS);
  if (settings.get(KEYS.sampleInterval) !== interval) await change(connection, KEYS.sampleInterval, interval);
  const present = measurandsOf(settings.get(KEYS.sampledData) ?? '');
  for (const wanted of MEASURANDS) {
    if ([...measurandsOf(wanted)].every((measurand) => present.has(measurand))) return;
    if (await change(connection, KEYS.sampledData, wanted)) return;
  }
}

async function readSettings(connection: Connection): Promise<Settings> {
  const answer = await unlessRefused(connection.call('GetConfiguration', { key: Object.values(KEYS) }));
  if (answer === undefined || validateResponse('1.6', 'GetConfiguration', answer) !== undefined) return new Map();
  const { configurationKey = [] } = answer as ResponseV16<'GetConfiguration'>;
  return new Map(configurationKey.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const])));
}

async function change(connection: Connection, key: string, value: string): Promise<boolean> {
  const answer = await unlessRefused(connection.call('ChangeConfiguration', { key, value }));
  return answer?.['status'] === 'Accepted' || answer?.['status'] === 'RebootRequired';
}

/** The answer, or undefined when the station says that it does not do this. Rejects when it does not answer. */
export async function unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAnswer(error)) return undefined;
    throw error;
  }
}

/** The measurands of a comma-separated list. */
export function measurandsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(',').map((measurand) => measurand.trim()));
}

/** `Current,Power` by the specification; `A`, `W` and other cases are seen on the wire. */
export function rateUnitsOf(text: string | undefined): readonly ('A' | 'W')[] {
  const words = (text ?? '').split(',').map((word) => word.trim().toLowerCase());
  const units: ('A' | 'W')[] = [];
  if (words.some((word) => word === 'current' || word === 'a')) units.push('A');
  if (words.some((word) => word === 'power' || word === 'w')) units.push('W');
  return units;
}

/** A whole number >= 0, or undefined. */
export function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}
