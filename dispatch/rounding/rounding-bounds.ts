/** Every bound and weight of the priced rounding, with its reason. */

/** Classes of connectors with different rows after merging: the totals of three lines are searched exactly, more would need a tree search. */
export const MOST_CLASSES = 3;

/** Table entries of all classes together: some 10 ms. Beyond, the steps are small against the site and the largest remainder loses little. */
export const MOST_ENTRIES = 5_000_000;

/** Pairs of class totals that are tried, each with the largest third that fits: some 10 ms. More pairs are searched around the plan. */
export const MOST_PAIRS = 20_000;

/** Steps of one connector: 80 A in whole amperes are 81; a DC charger of 50 kW has 500. */
export const MOST_STEPS = 512;

/** Value of a kWh now rather than later, as a share of the usual worth of one: prices of the plan make now and later equal, but later a car may come. */
export const PROMPTNESS = 0.01;

/** Who needs less than this needs no more haste than who needs this. */
export const LEAST_KWH = 0.2;

/** Loss per kWh that differs from the plan, as a share of the usual worth of one: among equals the plan decides, which has looked ahead. */
export const STRAYING = 0.003;

/**
 * How much of the step that is lost with a last remainder counts when it is paid: at 0 a car that wants less than a step waits until it leaves and misses a
 * per cent of its need. In ten days of a three-phase site at 20 kW 1 served 70 % of the cars fully, 0.6 54 %, for 0.1 % of the energy.
 */
export const REMAINDER_SHARE = 1;
