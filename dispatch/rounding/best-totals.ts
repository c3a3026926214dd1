import type { GroupedRow } from './choices.ts';
import type { StepClass } from './classes.ts';
import { MOST_PAIRS } from './rounding-bounds.ts';
import { totalsTest } from './totals-test.ts';

/**
 * The worthiest totals of at most three classes under the rows that they share. Loads grow with every total, so for each pair of the first
 * two the third is as large as fits. Exact up to `MOST_PAIRS` pairs, else the pairs around `near` (steps per class). Undefined when not even
 * nothing fits.
 */
export function bestTotals(
  classes: readonly StepClass[],
  {
    rows,
    loads,
    near,
  }: { readonly rows: readonly GroupedRow[]; readonly loads: ArrayLike<number>; readonly near: readonly number[] },
): readonly number[] | undefined {
  // The longest table last: it is not searched.
  const order = [...classes.keys()].sort((a, b) => length(classes[a]) - length(classes[b]));
  while (order.length < 3) order.unshift(-1);
  const [first, second, third] = order.map((k) => classes[k]);
  const fits = totalsTest({ classes: [first, second, third], rows, loads });
  if (!fits(0, 0, 0)) return undefined;

  const span = Math.floor(Math.sqrt(MOST_PAIRS) / 2);
  const all = length(first) * length(second) <= MOST_PAIRS;
  const range = (one: StepClass | undefined, k: number): readonly [number, number] => {
    const middle = Math.round(near[order[k] ?? -1] ?? 0);
    return all ? [0, length(one) - 1] : [Math.max(0, middle - span), Math.min(length(one) - 1, middle + span)];
  };
  let best = [0, 0, 0];
  let bestWorth = -Infinity;
  const [fromA, toA] = range(first, 0);
  const [fromB, toB] = range(second, 1);
  for (let a = fromA; a <= toA; a += 1) {
    let c = length(third) - 1;
    for (let b = fromB; b <= toB && c >= 0; b += 1) {
      while (c >= 0 && !fits(a, b, c)) c -= 1;
      if (c < 0) break;
      const worth = worthAt(first, a) + worthAt(second, b) + worthAt(third, c);
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      best = [a, b, c];
    }
  }
  if (bestWorth === -Infinity) return undefined;
  const result = classes.map(() => 0);
  order.forEach((k, place) => {
    if (k >= 0) result[k] = best[place] ?? 0;
  });
  return result;
}

function length(one: StepClass | undefined): number {
  return one?.table.worth.length ?? 1;
}

function worthAt(one: StepClass | undefined, total: number): number {
  return one === undefined ? 0 : (one.table.worth[total] ?? -Infinity);
}
