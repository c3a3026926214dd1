import type { SessionDemand } from '../snapshot.ts';
import type { Moment } from './wishes.ts';

/**
 * Within a priority: who is in its dwell keeps its place; who waited for a dwell takes the place of who had one, unless that one cannot
 * afford a pause; newcomers queue behind. The largest laxity goes first among those who must go.
 */
const RANK = {
  dwelling: 0,
  urgentWaiting: 1,
  urgentCharging: 2,
  waited: 3,
  charging: 4,
  newcomer: 5,
} as const;

/** Paused so recently that it comes back only where there is room for everybody. */
export const RESTING = 6;

/** The turn of a session in the admission. */
export function rankOf(session: SessionDemand, laxityH: number, { atMs, settings }: Moment): number {
  const { dwellOnMs, dwellOffMs } = settings;
  const urgent = laxityH * 3_600_000 < dwellOnMs;
  if (session.admitted) {
    // Without a time it has been charging for long.
    const onMs = atMs - (session.admittedSinceMs ?? Number.NEGATIVE_INFINITY);
    if (onMs < dwellOnMs) return RANK.dwelling;
    return urgent ? RANK.urgentCharging : RANK.charging;
  }
  if (session.pausedSinceMs !== undefined && atMs - session.pausedSinceMs < dwellOffMs) return RESTING;
  const waitedMs = atMs - (session.pausedSinceMs ?? session.arrivedAtMs);
  if (waitedMs < dwellOnMs) return RANK.newcomer;
  return urgent ? RANK.urgentWaiting : RANK.waited;
}
