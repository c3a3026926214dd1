import { FINISH_KWH, LEAST_KWH, MET_KWH, PROMPTNESS, STRAYING } from './rounding-bounds.ts';

/** What a car wants, by the plan. */
export type PlannedCar = {
  readonly stepKw: number;
  readonly steps: readonly number[];
  readonly remainingKwh: number;
  /** What a kWh is worth to it now (`Plan.worthPerKwh`). */
  readonly worthPerKwh: number;
  /** NaN = the plan does not know it. */
  readonly plannedKw: number;
};

/**
 * What each step is worth during the next `hours`: the energy that the car can use at what the plan says a kWh is worth, a little more for energy now and most for
 * who needs least, a little less for what differs from the plan, and something for the step that ends the need. That is the same for every car: it pays
 * for a last remainder that nearly fills its step, and lets one that would waste most of it wait for idle amperes.
 * `usual`: what a kWh is worth to the middle one of the cars, > 0.
 */
export function stepWorths(
  { stepKw, steps, remainingKwh, worthPerKwh, plannedKw }: PlannedCar,
  { hours, usual }: { readonly hours: number; readonly usual: number },
): number[] {
  const worth = worthPerKwh + PROMPTNESS * usual * (1 + 1 / Math.max(LEAST_KWH, remainingKwh));
  return steps.map((step) => {
    const usedKwh = Math.min(step * stepKw * hours, remainingKwh);
    const endKwh = step > 0 && remainingKwh - usedKwh <= MET_KWH ? FINISH_KWH : 0;
    const strayKwh = Number.isNaN(plannedKw) ? 0 : Math.abs(usedKwh - plannedKw * hours);
    return worth * (usedKwh + endKwh) - STRAYING * usual * strayKwh;
  });
}
