import { EARLINESS, NEED_SEGMENTS, ONE_SEGMENT, SERVED_VALUE } from './plan-bounds.ts';

/**
 * What the site wants, as weights that may be mixed. Price and carbon are scaled to a largest magnitude of 1 over the horizon, the rise of
 * a flattened load likewise; earliness runs from 0 (now) to 1 (the end of the horizon). A need that fits is always met: weights move energy in time.
 */
export type ObjectiveWeights = {
  readonly price: number;
  readonly carbon: number;
  /** Valley filling: the load of the flattened row, base load included, as even as it can be. */
  readonly flat: number;
  readonly earliness: number;
};

/** The names under which the usual weights are known. */
export type ObjectiveKind = 'quick' | 'fair' | 'cost' | 'carbon' | 'flat';

export const OBJECTIVE_WEIGHTS: Readonly<Record<ObjectiveKind, ObjectiveWeights>> = {
  quick: { price: 0, carbon: 0, flat: 0, earliness: 0.5 },
  fair: { price: 0, carbon: 0, flat: 0, earliness: 0.05 },
  cost: { price: 1, carbon: 0, flat: 0, earliness: EARLINESS },
  carbon: { price: 0, carbon: 1, flat: 0, earliness: EARLINESS },
  flat: { price: 0, carbon: 0, flat: 1, earliness: EARLINESS },
};

/** The site sells energy: every kWh is worth `revenuePerKwh`, prices and demand charges count in money, and what costs more than it earns is left. */
export type ProfitObjective = { readonly revenuePerKwh: number };

/** As much energy as possible, whoever gets it: a kWh is worth the session's weight relative to the heaviest, less `earliness` at the end of the horizon. */
export type EnergyObjective = { readonly mostEnergy: true; readonly earliness: number };

export type PlanObjective = ObjectiveKind | ObjectiveWeights | ProfitObjective | EnergyObjective;

/** An objective as the numbers that the program is made of. */
export type Worths = ObjectiveWeights & {
  /** Of a kWh, whoever gets it. */
  readonly served: number;
  /** The need in segments of falling value. */
  readonly segments: readonly { readonly share: number; readonly value: number }[];
  /** Multiplies the value of the segments. */
  readonly fairness: number;
  /** Multiplies the demand charge per kW. */
  readonly peak: number;
};

/** Signals of the horizon that an objective weighs. */
export type Signals = {
  readonly pricePerKwh: readonly number[];
  readonly carbonKgPerKwh: readonly number[];
  /** Dearest demand charge, and the shortest slot: a kWh more may raise the peak by 1 / hours. */
  readonly peakPerKw: number;
  readonly shortestHours: number;
};

/** Scales weights and signals to each other, so that no need is left for a price (except for profit, where it may). */
export function worthsOf(objective: PlanObjective, signals: Signals): Worths {
  if (typeof objective === 'object' && 'revenuePerKwh' in objective) {
    const { revenuePerKwh } = objective;
    const tie = Math.max(Math.abs(revenuePerKwh), 1e-6) * PROFIT_TIES;
    return { ...NOTHING, served: revenuePerKwh, fairness: tie, price: 1, earliness: tie, peak: 1 };
  }
  if (typeof objective === 'object' && 'mostEnergy' in objective) {
    return { ...NOTHING, fairness: 1, earliness: objective.earliness };
  }
  const { price, carbon, flat, earliness } = typeof objective === 'string' ? OBJECTIVE_WEIGHTS[objective] : objective;
  const perPrice = price / largest(signals.pricePerKwh);
  const peak = signals.peakPerKw === 0 ? 0 : perPrice;
  return {
    price: perPrice,
    carbon: carbon / largest(signals.carbonKgPerKwh),
    flat,
    earliness,
    peak,
    segments: NEED_SEGMENTS,
    fairness: 1,
    // A kWh served late instead of early costs at most a spread of 2 in each scaled signal, and may raise the peak.
    served:
      SERVED_VALUE * Math.max(1, price + carbon + flat + earliness) +
      (peak * signals.peakPerKw) / signals.shortestHours,
  };
}

const NOTHING: Worths = {
  price: 0,
  carbon: 0,
  flat: 0,
  earliness: 0,
  served: 0,
  segments: ONE_SEGMENT,
  fairness: 0,
  peak: 0,
};

/** Ties are broken by fairness and earliness at a thousandth of what a kWh earns: far below the steps of any tariff. */
const PROFIT_TIES = 0.001;

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}
