import { dayAndMinute } from '../config/index.ts';
import type { Objective } from '../config/index.ts';

/** What a kWh costs at `atMs`: the market's price while one is known, else the first season that fits, else the steps of every day; 0 without any. */
export function priceAt({ spot, calendar = [], prices }: Objective, atMs: number, timeZone: string): number {
  const known = spot?.pricesPerKwh[Math.floor((atMs - spot.startMs) / spot.stepMs)];
  if (known !== undefined) return known;
  const { minuteOfDay, weekend, day } = dayAndMinute(atMs, timeZone);
  const date = day % 10_000;
  const season = calendar.find(
    ({ days, fromDate, toDate }) =>
      (days === 'every' || (days === 'weekend') === weekend) &&
      (fromDate <= toDate ? date >= fromDate && date <= toDate : date >= fromDate || date <= toDate),
  );
  return stepAt(season?.prices ?? prices, minuteOfDay)?.pricePerKwh ?? 0;
}

/** kgCO2 of a kWh at `atMs`; 0 without any. */
export function carbonAt({ carbon = [] }: Objective, atMs: number, timeZone: string): number {
  return stepAt(carbon, dayAndMinute(atMs, timeZone).minuteOfDay)?.kgPerKwh ?? 0;
}

/** Before the first step of the day the last step of the day before still holds. */
function stepAt<Step extends { readonly fromMinute: number }>(
  steps: readonly Step[],
  minute: number,
): Step | undefined {
  return steps.findLast(({ fromMinute }) => fromMinute <= minute) ?? steps.at(-1);
}
