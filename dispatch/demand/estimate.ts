import { DISPATCH_SHARES, HISTORY_BOUNDS, LIKENESS, MORE_KWH, OVERSTAY_MORE_MS } from './estimate-settings.ts';
import { quantilesBeyond, survivalOf, type Amount, type Survival } from './survival.ts';
import type { VisitHistory } from './visit-history.ts';
import type { Visit } from './visit.ts';

/** What is expected of a visit when it begins: how long such visits lasted and what they took. */
export type Expectation = { readonly stayMs: Survival; readonly needKwh: Survival };

/** What is seen of it since. */
export type Progress = {
  readonly arrivedAtMs: number;
  readonly atMs: number;
  readonly deliveredKwh: number;
  /** It was offered power and took none: whatever was said, it has all it wants. */
  readonly full: boolean;
};

/** `used`: what the dispatch works with (`DISPATCH_SHARES`). */
export type Quantiles = { readonly p10: number; readonly p50: number; readonly p90: number; readonly used: number };

/** `needKwh`: all it will have taken, with what it has already. `stayMs`: of such visits from their beginning, all that is known of the departure. */
export type Estimate = { readonly departureMs: Quantiles; readonly needKwh: Quantiles; readonly stayMs: Survival };

/** Looks up the precedents of a visit once, when it begins: O(what the history remembers of site, station and driver). */
export function expectationOf(history: VisitHistory, visit: Visit): Expectation {
  const precedents = history.precedents(visit);
  const stays = precedents.map(({ past, stayWeight }) => ({ amount: past.stayMs, weight: stayWeight, open: false }));
  const needs = precedents.map(({ past, needWeight }) => ({
    amount: past.deliveredKwh,
    weight: needWeight,
    // Who left hungry would have taken more.
    open: !past.full,
  }));
  return {
    stayMs: survivalOf([...stays, ...said(visit.statedStayMs)], HISTORY_BOUNDS.precedents),
    needKwh: survivalOf([...needs, ...said(visit.statedKwh)], HISTORY_BOUNDS.precedents),
  };
}

/**
 * Departure and need of a visit, given that it is still here and has already taken what it has: quantiles of the precedents that stayed longer,
 * and of those that took more. O(precedents kept), so it can be asked at every tick.
 */
export function estimateOf({ stayMs, needKwh }: Expectation, progress: Progress): Estimate {
  const { arrivedAtMs, atMs, deliveredKwh, full } = progress;
  const stayedMs = Math.max(0, atMs - arrivedAtMs);
  const departure = quantiles(stayMs, stayedMs, DISPATCH_SHARES.departure) ?? certain(stayedMs + OVERSTAY_MORE_MS);
  const need = full
    ? certain(deliveredKwh)
    : (quantiles(needKwh, deliveredKwh, DISPATCH_SHARES.energy) ?? certain(deliveredKwh + MORE_KWH));
  return {
    departureMs: {
      p10: arrivedAtMs + departure.p10,
      p50: arrivedAtMs + departure.p50,
      p90: arrivedAtMs + departure.p90,
      used: arrivedAtMs + departure.used,
    },
    needKwh: need,
    stayMs,
  };
}

function said(amount: number | undefined): readonly Amount[] {
  return amount === undefined ? [] : [{ amount, weight: LIKENESS.statementWeight, open: false }];
}

function quantiles(survival: Survival, beyond: number, usedShare: number): Quantiles | undefined {
  const found = quantilesBeyond(survival, beyond, [0.1, usedShare, 0.5, 0.9]);
  if (found === undefined) return undefined;
  const [p10 = beyond, used = beyond, p50 = beyond, p90 = beyond] = found;
  return { p10, used, p50, p90 };
}

function certain(amount: number): Quantiles {
  return { p10: amount, p50: amount, p90: amount, used: amount };
}
