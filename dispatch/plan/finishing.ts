/** A finished car is worth this much energy beyond its own: among plans with nearly the same energy the one that finishes more cars. */
const FINISHED_KWH = 0.03;
/** A car that misses this much is nearly finished: chargers give a little less than their rating. */
const SLACK_KWH = 0.1;
/** Registers count in steps of up to 100 Wh; and a car that misses a last remainder must not outbid several. */
const LEAST_KWH = 0.05;

/**
 * The weight of a session whose plan wants most energy and, where that does not decide, most cars with all they need: 1, and the worth of being finished
 * spread over what is missing, so a car that needs little comes first. A car that cannot be finished in its stay weighs 1.
 */
export function finishingWeight({
  remainingKwh,
  maximumKw,
  stayHours,
}: {
  readonly remainingKwh: number;
  readonly maximumKw: number;
  readonly stayHours: number;
}): number {
  if (remainingKwh > maximumKw * stayHours + SLACK_KWH) return 1;
  return 1 + FINISHED_KWH / Math.max(LEAST_KWH, remainingKwh);
}
