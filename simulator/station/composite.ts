import { kwPerA } from '../../dispatch/index.ts';
import type { Evse } from './evse.ts';
import type { Station } from './station.ts';

/** A day: what a station computes at most (2.0.1: K08). */
const MAX_DURATION_S = 86_400;
const STEP_S = 1;

/** What the profiles together allow from `atMs` on, one period for each change; no limit counts as the rating. */
export function compositePeriods(
  station: Station,
  query: { readonly evse: Evse; readonly atMs: number; readonly durationS: number; readonly unit: 'A' | 'W' },
): readonly { readonly startPeriod: number; readonly limit: number }[] {
  const { evse, atMs, unit } = query;
  const perA = kwPerA(evse.connector) ?? (evse.connector.voltageV * 3) / 1000;
  const periods: { startPeriod: number; limit: number }[] = [];
  const endS = Math.min(query.durationS, MAX_DURATION_S);
  for (let startPeriod = 0; startPeriod < Math.max(1, endS); startPeriod += STEP_S) {
    const limitKw = station.limitKw(evse, atMs + startPeriod * 1000) ?? evse.connector.ratingKw;
    const limit = Math.floor((unit === 'A' ? limitKw / perA : limitKw * 1000) * 10 + 1e-6) / 10;
    if (periods.at(-1)?.limit !== limit) periods.push({ startPeriod, limit });
  }
  return periods;
}
