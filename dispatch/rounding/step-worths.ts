import { LEAST_KWH, PROMPTNESS, REMAINDER_SHARE, STRAYING } from './rounding-bounds.ts';

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
 * What each step is worth during the next `hours`: the energy that the car can use at what the plan says a kWh is worth, a little more for energy now and most for who needs least, a little less
 * for what differs from the plan. A last remainder that is smaller than a step will cost a whole step whenever it comes, so it counts nearly as one.
 * `usual`: what a kWh is worth to the middle one of the cars, > 0.
 */
export function stepWorths(
  car: PlannedCar,
  { hours, usual }: { readonly hours: number; readonly usual: number },
): number[] {
  const { stepKw, steps, remainingKwh, worthPerKwh, plannedKw } = car;
  const worth = worthPerKwh + PROMPTNESS * usual * (1 + 1 / Math.max(LEAST_KWH, remainingKwh));
  const least = steps.find((step) => step > 0) ?? 1;
  const stride = steps.reduce((widest, step, k) => Math.max(widest, k > 1 ? step - (steps[k - 1] ?? 0) : 1), 1);
  const wholeKwh = (kwh: number): number => {
    const count = Math.ceil(kwh / (stepKw * hours * stride) - 1e-6) * stride;
    return count <= 0 ? 0 : Math.max(least, count) * stepKw * hours;
  };
  return steps.map((step) => {
    const usedKwh = Math.min(step * stepKw * hours, remainingKwh);
    const spentKwh = wholeKwh(remainingKwh) - wholeKwh(remainingKwh - usedKwh);
    const strayKwh = Number.isNaN(plannedKw) ? 0 : Math.abs(usedKwh - plannedKw * hours);
    return worth * (REMAINDER_SHARE * spentKwh + (1 - REMAINDER_SHARE) * usedKwh) - STRAYING * usual * strayKwh;
  });
}
