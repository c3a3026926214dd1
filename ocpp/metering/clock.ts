/**
 * What a station's timestamps are worth. A message cannot come from the future, so a difference (receive time - timestamp) smaller
 * than the known lag proves a smaller lag at once. A larger one is either a replay from the station's queue or a clock that was set
 * back: replays catch up (their differences shrink), a clock stays; so a larger lag is believed once several messages agree on it.
 */
import type { Connection, Known } from '../adapter.ts';
import { tell } from '../smart-charging/index.ts';
import { madeAtMs, withLag } from './least-lag.ts';

export const STATION_CLOCK = {
  // Older than this is for the history, never for control.
  liveAgeMs: 30_000,
  // A queue of a year is no queue. 1970 is a clock that lost its battery.
  plausiblePastMs: 366 * 24 * 3_600_000,
  // Local time sent with a `Z` is up to 14 h ahead.
  plausibleFutureMs: 24 * 3_600_000,
  // Beyond this one message proves nothing: it may be a broken one.
  smallStepMs: 600_000,
  // Network jitter and whole seconds.
  agreeMs: 5_000,
  agreeCount: 3,
  // Replays arrive back to back, many within a second; live messages a sample interval apart.
  agreeSpanMs: 15_000,
  // A change worth telling: below it is jitter.
  reportMs: 1_000,
} as const;

type Candidate = { readonly lagMs: number; readonly sinceMs: number; readonly count: number };
/** Beside `Known` and as short-lived: evidence for a lag that is not believed yet. */
const candidates = new WeakMap<Known, Candidate>();

/** Whether a timestamp can be meant at all. */
export function isPlausible(stampMs: number, nowMs: number): boolean {
  return stampMs >= nowMs - STATION_CLOCK.plausiblePastMs && stampMs <= nowMs + STATION_CLOCK.plausibleFutureMs;
}

/** `noteStamp`, told to the outside as a `heard` event when the lag changes by a second or more. */
export function noteStationTime(
  connection: Connection,
  at: { readonly stampMs: number; readonly isProof?: boolean },
): void {
  const { known, deps, stationId, emit } = connection;
  const nowMs = deps.clock.nowMs();
  const beforeMs = known.clockLagMs;
  const { stampMs, isProof = false } = at;
  noteStamp(known, { stampMs, isProof, nowMs });
  if (Math.abs(known.clockLagMs - beforeMs) >= STATION_CLOCK.reportMs) tell(connection);
  if (Math.abs(known.clockLagMs - beforeMs) < STATION_CLOCK.reportMs) return;
  emit({ kind: 'heard', stationId, atMs: nowMs, clockSkewMs: -known.clockLagMs });
}

/**
 * Learns `known.clockLagMs` from a message that reports the present. `isProof`: the station made it because we asked just now.
 * Timestamps that are not plausible teach nothing.
 */
export function noteStamp(
  known: Known,
  { stampMs, nowMs, isProof = false }: { readonly stampMs: number; readonly nowMs: number; readonly isProof?: boolean },
): void {
  if (!isPlausible(stampMs, nowMs)) return;
  // A clock is taken for right until messages show otherwise.
  known.leastLag ??= withLag(undefined, { lagMs: known.clockLagMs, nowMs });
  learnLag(known, { stampMs, nowMs, isProof });
  const lagMs = nowMs - stampMs;
  // No network delays so much for so long: a clock was set.
  const isReset =
    known.clockLagMs - Math.min(known.leastLag.currentMs, known.leastLag.beforeMs) > STATION_CLOCK.liveAgeMs;
  if (isReset) known.leastLag = withLag(undefined, { lagMs: known.clockLagMs, nowMs });
  // Less than what is believed is a message that is not.
  else if (lagMs >= known.clockLagMs) known.leastLag = withLag(known.leastLag, { lagMs, nowMs });
}

/**
 * When a reading was taken, in our time and not after `nowMs`. Never knowingly too late: of what the clock may be behind the least counts that messages of the
 * last minutes allow, so that all readings of a minute in which the network was jammed are late, not its clock slow.
 */
export function takenAtMs(
  { clockLagMs, leastLag }: Known,
  { stampMs, nowMs }: { readonly stampMs: number; readonly nowMs: number },
): number {
  const at = { stampMs, receivedAtMs: nowMs };
  const believedMs = Math.min(nowMs, stampMs + clockLagMs);
  return leastLag === undefined ? believedMs : Math.min(believedMs, madeAtMs(leastLag, at));
}

function learnLag(
  known: Known,
  { stampMs, nowMs, isProof }: { readonly stampMs: number; readonly nowMs: number; readonly isProof: boolean },
): void {
  const lagMs = nowMs - stampMs;
  const isSmallStepDown = lagMs < known.clockLagMs && known.clockLagMs - lagMs <= STATION_CLOCK.smallStepMs;
  if (isProof || isSmallStepDown) {
    known.clockLagMs = lagMs;
    candidates.delete(known);
    return;
  }
  if (Math.abs(lagMs - known.clockLagMs) <= STATION_CLOCK.agreeMs) {
    candidates.delete(known);
    return;
  }
  const before = candidates.get(known);
  if (before === undefined || Math.abs(before.lagMs - lagMs) > STATION_CLOCK.agreeMs) {
    candidates.set(known, { lagMs, sinceMs: nowMs, count: 1 });
    return;
  }
  const candidate = { lagMs: Math.min(before.lagMs, lagMs), sinceMs: before.sinceMs, count: before.count + 1 };
  candidates.set(known, candidate);
  if (candidate.count < STATION_CLOCK.agreeCount || nowMs - candidate.sinceMs < STATION_CLOCK.agreeSpanMs) return;
  known.clockLagMs = candidate.lagMs;
  candidates.delete(known);
}

/** Older than the present, by the station's own clock corrected by its lag. */
export function isReplay(
  known: Known,
  { stampMs, nowMs }: { readonly stampMs: number; readonly nowMs: number },
): boolean {
  return nowMs - stampMs - known.clockLagMs > STATION_CLOCK.liveAgeMs;
}

/** Further in the future than the believed lag explains. */
export function isAhead(
  known: Known,
  { stampMs, nowMs }: { readonly stampMs: number; readonly nowMs: number },
): boolean {
  return nowMs - stampMs - known.clockLagMs < -STATION_CLOCK.liveAgeMs;
}
