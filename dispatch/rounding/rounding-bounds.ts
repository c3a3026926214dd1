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
export const PROMPTNESS = 0.003;

/** Who needs less than this needs no more haste than who needs this. */
export const LEAST_KWH = 0.2;

/** Loss per kWh that differs from the plan, as a share of the usual worth of one: among equals the plan decides, which has looked ahead. */
export const STRAYING = 0.003;

/**
 * What ending a need is worth beyond its energy, kWh. In fifteen days of a three-phase site at 20 / 40 kW 0.07 alone served 60 / 91 % of the cars fully, 0 53 / 89 %, for
 * 0.03 % of the energy or none. Counting the wasted part of a last step instead costs most for those that are dearest to finish: 0.1 to 0.2 %.
 */
export const FINISH_KWH = 0.05;

/** What is missing after a last step that still ends the need: registers count in steps of up to 100 Wh. */
export const MET_KWH = 0.02;
