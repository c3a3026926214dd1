/** Which moments of a connector were measured before: the end of a transaction repeats what came during it. */
import type { Measured } from './measure.ts';

// The end of a transaction carries up to some hours of a value a minute.
const REMEMBERED_MOMENTS = 512;

/** What was measured when, by the station's clock: a ring, where the next moment takes the oldest one's place. */
export type Moments = {
  readonly stamps: number[];
  readonly said: number[];
  next: number;
  /** None was taken later: nearly every moment is a new one. */
  newestMs: number;
};

export function noMoments(): Moments {
  return { stamps: [], said: [], next: 0, newestMs: -Infinity };
}

/** Whether this moment was taken before with all that it says now; it is from now on. */
export function isRemembered(moments: Moments, stampMs: number, values: Measured): boolean {
  const stamp = Number.isNaN(stampMs) ? -1 : stampMs;
  const said = saidBy(values);
  let at = stamp > moments.newestMs ? -1 : moments.stamps.length - 1;
  while (at >= 0 && moments.stamps[at] !== stamp) at -= 1;
  moments.newestMs = Math.max(moments.newestMs, stamp);
  const before = moments.said[at];
  if (before !== undefined) {
    moments.said[at] = before | said;
    return (said & ~before) === 0;
  }
  moments.stamps[moments.next] = stamp;
  moments.said[moments.next] = said;
  moments.next = (moments.next + 1) % REMEMBERED_MOMENTS;
  return false;
}

/** Which values a moment has, as one number: a set for each moment would be 130 kB a connector. */
function saidBy(values: Measured): number {
  let said = 0;
  if (values.powerKw !== undefined) said |= 1;
  if (values.currentA !== undefined) said |= 2;
  if (values.voltageV !== undefined) said |= 4;
  if (values.energyKwh !== undefined) said |= 8;
  if (values.socPercent !== undefined) said |= 16;
  if (values.offeredA !== undefined) said |= 32;
  if (values.offeredKw !== undefined) said |= 64;
  if (values.others !== undefined) said |= 128;
  return said;
}
