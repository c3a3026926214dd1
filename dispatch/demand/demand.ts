import type { SessionDemand } from '../snapshot.ts';

/**
 * Time to spare, in ms: how long the car could still do nothing and reach its goal at its maximum power.
 * Negative = it cannot any more. -Infinity when energy is missing and it can take none.
 */
export function laxityMs(demand: SessionDemand, atMs: number): number {
  const stayMs = demand.departureMs - atMs;
  if (demand.remainingKwh <= 0) return stayMs;
  return stayMs - (demand.remainingKwh / demand.maximumKw) * 3_600_000;
}

/** What the car was seen to leave unused. `capKw` undefined = offer it all it may have. */
export type OfferCap = { readonly capKw?: number; readonly lowSamples: number };

/** A measurement of a car's power next to what it was offered when it was taken. */
export type OfferSample = {
  readonly powerKw: number;
  /** The limit it has accepted, and for how long by the time of the measurement. */
  readonly offeredKw: number;
  readonly offeredForMs: number;
  readonly minimumKw: number;
  /** The most it could take if nothing were reclaimed: min of charger, cable and car. */
  readonly maximumKw: number;
  /** One ampere on its phases (AC) or one step (DC). */
  readonly stepKw: number;
};

/** Watts follow a command by 12-15 s; a sample before that tells nothing. */
const SETTLED_MS = 15_000;
/** Below this share of the offer the car leaves something unused; above it is the tolerance of chargers and meters. */
const LOW_SHARE = 0.85;
/** One low sample may be a car that switches its contactor; two are a taper. */
const LOW_SAMPLES = 2;
/** Room that a capped car keeps, so that it can show that it wants more. */
const HEADROOM_FACTOR = 1.1;
/** Above this share of the offer the car follows its cap. More than 1 / HEADROOM_FACTOR = 0.909, or a steady car would be probed for ever. */
const FOLLOW_SHARE = 0.92;
const PROBE_FACTOR = 1.25;

/**
 * Reclaim: a car that draws less than it was offered in two consecutive settled samples is capped at measured x 1.1 + one step,
 * and probed upward (x 1.25 + one step) each time it follows the cap; at its maximum the cap vanishes.
 * The cap is never below `minimumKw`, so a car that sleeps can wake up. A sample that is not a number changes nothing.
 */
export function offerCap(before: OfferCap, sample: OfferSample): OfferCap {
  const { powerKw, offeredKw, offeredForMs, minimumKw, maximumKw, stepKw } = sample;
  if (!(offeredForMs >= SETTLED_MS) || !Number.isFinite(powerKw)) return before;
  if (!(offeredKw > 0)) return before.lowSamples === 0 ? before : { ...before, lowSamples: 0 };
  if (powerKw < LOW_SHARE * offeredKw) {
    const lowSamples = before.lowSamples + 1;
    if (lowSamples < LOW_SAMPLES) return { ...before, lowSamples };
    return capped(Math.max(minimumKw, Math.max(0, powerKw) * HEADROOM_FACTOR + stepKw), maximumKw);
  }
  const { capKw } = before;
  if (capKw === undefined) return before.lowSamples === 0 ? before : { lowSamples: 0 };
  // Only an offer as high as the cap can show that the cap, not the grid, holds the car back.
  const follows = powerKw >= FOLLOW_SHARE * offeredKw && offeredKw > capKw - stepKw;
  return capped(follows ? capKw * PROBE_FACTOR + stepKw : capKw, maximumKw);
}

function capped(capKw: number, maximumKw: number): OfferCap {
  return capKw >= maximumKw ? { lowSamples: 0 } : { capKw, lowSamples: 0 };
}
