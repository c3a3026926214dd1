import { localTime } from './time-zone.ts';

/** What energy costs a site and earns it. */
export type Tariff = {
  readonly name: string;
  /** Per kWh, in whatever currency the file has. */
  readonly pricePerKwh: (atMs: number) => number;
  /** Per kW of a month's highest load. */
  readonly demandChargePerKw: number;
};

type Season = {
  readonly start: string;
  readonly end: string;
  readonly weekend: boolean;
  readonly hours: readonly number[];
  readonly prices: readonly number[];
  readonly demandCharge: number;
};

/**
 * Reads a parsed tariff file: `schedule` of seasons (`effective_start` and `effective_end` as MM-DD, both included) for WEEKDAYS or WEEKENDS, each with
 * the hours (`times`) from which its `tariffs` hold. The demand charge is the one in force at `atMs`. Throws an Error that names what is missing.
 */
export function readTariff(
  file: unknown,
  { timeZone, atMs }: { readonly timeZone: string; readonly atMs: number },
): Tariff {
  const { name, schedule } = file as { readonly name?: unknown; readonly schedule?: unknown };
  if (!Array.isArray(schedule) || schedule.length === 0) throw new Error('tariff file: no "schedule"');
  const seasons = schedule.map(readSeason);
  const seasonAt = (ms: number): { readonly season: Season; readonly hour: number } => {
    const { year, month, day, hour } = localTime(timeZone, ms);
    const date = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    const weekend = [0, 6].includes(new Date(Date.UTC(year, month - 1, day)).getUTCDay());
    const season = seasons.find((one) => one.weekend === weekend && within(date, one));
    if (season === undefined) throw new Error(`tariff file: no season for ${date}, ${weekend ? 'weekend' : 'weekday'}`);
    return { season, hour };
  };
  return {
    name: String(name),
    pricePerKwh: (ms) => {
      const { season, hour } = seasonAt(ms);
      return season.prices[season.hours.findLastIndex((from) => from <= hour)] ?? 0;
    },
    demandChargePerKw: seasonAt(atMs).season.demandCharge,
  };
}

/** Tariffs change on whole half-hours. */
const PRICE_STEP_MS = 1_800_000;

/** Times between `fromMs` and `toMs` (excluded) at which the price changes, ascending. */
export function changesBetween(
  tariff: Tariff,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly number[] {
  const changes: number[] = [];
  for (let atMs = Math.floor(fromMs / PRICE_STEP_MS + 1) * PRICE_STEP_MS; atMs < toMs; atMs += PRICE_STEP_MS) {
    if (tariff.pricePerKwh(atMs) !== tariff.pricePerKwh(atMs - PRICE_STEP_MS)) changes.push(atMs);
  }
  return changes;
}

function within(date: string, { start, end }: Season): boolean {
  return start <= end ? date >= start && date <= end : date >= start || date <= end;
}

function readSeason(entry: unknown, index: number): Season {
  const fields = entry as Readonly<Record<string, unknown>>;
  const fail = (field: string): never => {
    throw new Error(`tariff file, schedule[${index}].${field}: got ${JSON.stringify(fields[field])}`);
  };
  const text = (field: string): string => (typeof fields[field] === 'string' ? fields[field] : fail(field));
  const numbers = (field: string): readonly number[] => {
    const value = fields[field];
    return Array.isArray(value) && value.length > 0 && value.every((one) => Number.isFinite(one))
      ? (value as number[])
      : fail(field);
  };
  const [hours, prices] = [numbers('times'), numbers('tariffs')];
  if (hours.length !== prices.length || hours[0] !== 0) fail('times');
  const mask = text('dow_mask');
  if (mask !== 'WEEKDAYS' && mask !== 'WEEKENDS') fail('dow_mask');
  const demandCharge = fields['demand_charge'];
  return {
    start: text('effective_start'),
    end: text('effective_end'),
    weekend: mask === 'WEEKENDS',
    hours,
    prices,
    demandCharge: typeof demandCharge === 'number' ? demandCharge : fail('demand_charge'),
  };
}
