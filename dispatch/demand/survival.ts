/** Observed amounts (of time or energy), ascending, each with a weight; an open one ended for another reason: its true amount is larger. */
export type Survival = {
  readonly amount: Float64Array;
  readonly weight: Float64Array;
  /** 1 = open. */
  readonly open: Uint8Array;
};

export type Amount = { readonly amount: number; readonly weight: number; readonly open: boolean };

/** Keeps the `most` heaviest. Amounts and weights that are not finite and positive are left out. */
export function survivalOf(amounts: readonly Amount[], most: number): Survival {
  const usable = amounts.filter(({ amount, weight }) => isPositive(amount) && isPositive(weight));
  const kept = usable.length > most ? usable.toSorted((a, b) => b.weight - a.weight).slice(0, most) : usable;
  const sorted = kept.toSorted((a, b) => a.amount - b.amount);
  return {
    amount: Float64Array.from(sorted, ({ amount }) => amount),
    weight: Float64Array.from(sorted, ({ weight }) => weight),
    open: Uint8Array.from(sorted, ({ open }) => (open ? 1 : 0)),
  };
}

/**
 * Quantiles of the amount, given that it exceeds `beyond`: weighted product-limit estimator (Kaplan & Meier, Nonparametric estimation from incomplete
 * observations, J. Am. Stat. Assoc. 53, 1958). `shares` ascending in (0, 1). Where open observations leave the end unknown it is the
 * largest amount seen; undefined when nothing seen exceeds `beyond`.
 */
export function quantilesBeyond(
  { amount, weight, open }: Survival,
  beyond: number,
  shares: readonly number[],
): readonly number[] | undefined {
  let first = 0;
  // A plain loop: this runs for every car at every tick.
  while (first < amount.length && !((amount[first] ?? 0) > beyond)) first++;
  if (first === amount.length) return undefined;
  let atRisk = 0;
  for (let k = first; k < amount.length; k++) atRisk += weight[k] ?? 0;
  const found: number[] = [];
  let surviving = 1;
  for (; first < amount.length && found.length < shares.length; first++) {
    const of = weight[first] ?? 0;
    if (open[first] === 0) surviving *= Math.max(0, 1 - of / atRisk);
    atRisk -= of;
    while (found.length < shares.length && 1 - surviving >= (shares[found.length] ?? 1) - ROUNDING)
      found.push(amount[first] ?? beyond);
  }
  while (found.length < shares.length) found.push(amount.at(-1) ?? beyond);
  return found;
}

/**
 * Chance that the amount exceeds each of `edges` (ascending), given that it exceeds `beyond`: the estimator of `quantilesBeyond`, averaged between each two
 * edges, so one entry less than edges. Undefined when nothing seen exceeds `beyond`.
 */
export function meanChancesBeyond(
  { amount, weight, open }: Survival,
  beyond: number,
  edges: readonly number[],
): readonly number[] | undefined {
  let next = 0;
  while (next < amount.length && !((amount[next] ?? 0) > beyond)) next++;
  if (next === amount.length) return undefined;
  let atRisk = 0;
  for (let k = next; k < amount.length; k++) atRisk += weight[k] ?? 0;
  let surviving = 1;
  const means: number[] = [];
  for (let k = 0; k + 1 < edges.length; k++) {
    const [from = 0, to = 0] = [edges[k], edges[k + 1]];
    let at = from;
    let area = 0;
    for (; next < amount.length && (amount[next] ?? 0) <= to; next++) {
      const end = Math.max(at, amount[next] ?? at);
      area += surviving * (end - at);
      at = end;
      const of = weight[next] ?? 0;
      // Who is left of the last of them, and open ends, cannot be told: they are taken to end there.
      const isLast = next + 1 === amount.length;
      if (isLast) surviving = 0;
      else if (open[next] === 0) surviving *= Math.max(0, 1 - of / atRisk);
      atRisk -= of;
    }
    area += surviving * (to - at);
    means.push(to > from ? Math.min(means.at(-1) ?? 1, area / (to - from)) : surviving);
  }
  return means;
}

/** Of sums of weights. */
const ROUNDING = 1e-9;

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}
