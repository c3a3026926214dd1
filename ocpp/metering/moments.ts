/** Which moments of a connector were measured before: the end of a transaction repeats what came during it. */
import type { Measured } from './measure.ts';

// The end of a transaction carries up to some hours of a value a minute.
const REMEMBERED_MOMENTS = 512;

/** What was measured when, by the station's clock: a ring, where the next moment takes the oldest one's place. */
export type Moments = { readonly stamps: number[]; readonly said: number[]; next: number };

export function noMoments(): Moments {
  return { stamps: [], said: [], next: 0 };
}

/** Whether this moment was taken before with all that it says now; it is from now on. */
export function isRemembered(moments: Moments, stampMs: number, values: Measured): boolean {
  const stamp = Number.isNaN(stampMs) ? -1 : stampMs;
  let said = 0;
  for (const name in values) said |= VALUE_BITS[name as keyof Measured];
  let at = moments.stamps.length - 1;
  while (at >= 0 && moments.stamps[at] !== stamp) at -= 1;
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
const VALUE_BITS: Readonly<Record<keyof Measured, number>> = {
  flags: 0,
  powerKw: 1,
  currentA: 2,
  voltageV: 4,
  energyKwh: 8,
  socPercent: 16,
  offeredA: 32,
  offeredKw: 64,
  others: 128,
};
