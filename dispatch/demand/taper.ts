import type { OfferSample } from './demand.ts';

/** A falling power, as far as it was seen: where it began to fall, and the last of it. */
export type Taper = {
  readonly from?: TaperPoint;
  readonly last?: TaperPoint;
  /** Samples in a row in which it took nothing. */
  readonly idleSamples: number;
};
export type TaperPoint = { readonly powerKw: number; readonly deliveredKwh: number };

/** Watts follow a command by 12-15 s. */
const SETTLED_MS = 15_000;
/** Above this share of the offer the car follows it, as for reclaim (`offerCap`). */
const FOLLOW_SHARE = 0.92;
/** Above the standby of a full car, below what any car charges with. */
const IDLE_KW = 0.2;
/** One sample may be a contactor. */
const IDLE_SAMPLES = 2;
/** A fall of less than this share is the noise of meters. */
const LEAST_FALL_SHARE = 0.1;

/**
 * What a sample tells of the end of a charge. A car that follows its offer does not taper; one that had begun and takes nothing of an offer twice is full.
 * What a pause, an unsettled charger or a wrong number shows changes nothing.
 */
export function taperSeen(before: Taper, sample: OfferSample & { readonly deliveredKwh: number }): Taper {
  const { powerKw, offeredKw, offeredForMs, deliveredKwh } = sample;
  if (!(offeredForMs >= SETTLED_MS) || !(offeredKw > 0) || !Number.isFinite(powerKw + deliveredKwh)) return before;
  // A car that has not begun may be slow, or wait for its own timer.
  if (powerKw < IDLE_KW) return deliveredKwh > 0 ? { ...before, idleSamples: before.idleSamples + 1 } : before;
  if (powerKw >= FOLLOW_SHARE * offeredKw)
    return before.last === undefined && before.idleSamples === 0 ? before : { idleSamples: 0 };
  const last = { powerKw, deliveredKwh };
  const { from } = before;
  return { from: from === undefined || from.powerKw < powerKw ? last : from, last, idleSamples: 0 };
}

/** It was offered power twice and took none. */
export function isFull({ idleSamples }: Taper): boolean {
  return idleSamples >= IDLE_SAMPLES;
}

/**
 * All that a tapering car will have taken at its end, kWh; undefined while that cannot be told. At constant voltage the current decays exponentially in
 * time, which is a straight line over the energy: where it meets zero the battery is full (an upper estimate: real ones stop a little earlier).
 */
export function taperEndKwh({ from, last }: Taper): number | undefined {
  if (from === undefined || last === undefined) return undefined;
  const fallKw = from.powerKw - last.powerKw;
  const betweenKwh = last.deliveredKwh - from.deliveredKwh;
  if (!(fallKw >= LEAST_FALL_SHARE * from.powerKw) || !(betweenKwh > 0)) return undefined;
  return last.deliveredKwh + (last.powerKw * betweenKwh) / fallKw;
}
