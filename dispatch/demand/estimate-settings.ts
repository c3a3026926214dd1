/** How much is remembered, with reasons: a site of 10,000 stations stays below 100 MB. */
export const HISTORY_BOUNDS = {
  /** A month of a busy car park; before that came other drivers. 3,000 changed the errors below by less than 1 %. */
  siteVisits: 1_000,
  stationVisits: 40,
  stations: 20_000,
  driverVisits: 20,
  drivers: 20_000,
  /** Precedents that one visit keeps; more of them only blur it (48 to 500 measured). */
  precedents: 64,
} as const;

/**
 * How alike two visits are. Chosen on ACN-Data Caltech, May (history) and June (score) of 2019: the smallest pinball loss at p10, p50, p90
 * on arrival and after three hours, with 80 % of the outcomes between p10 and p90. The valley is flat: half or double of each costs at most 3 %.
 */
export const LIKENESS = {
  /** One precedent of the site. The same visit of the same station or driver counts this much more: people have their places and habits. */
  siteWeight: 1,
  stationWeight: 1,
  /** Not measured (the data has no drivers): a driver who came ten times outweighs the site. */
  driverWeight: 10,
  /** Spread of the arrival, minutes. */
  arrivalMinutes: 75,
  otherDayWeight: 0.3,
  /** Spread of what was said, in the logarithm. */
  stayShare: 0.3,
  energyShare: 0.5,
  /** What was said of energy also tells something of the stay, and the other way round: a third as much. */
  crossPower: 0.3,
  /** Exactly the same energy, exactly the same stay: each this much more. Brought 8 % of the loss. */
  sameWordsWeight: 4,
  /** One of the two said something, the other nothing (not measured: in the data everybody said something). */
  unsaidWeight: 0.05,
  /** However different: with nothing better to go by, everybody is a precedent. */
  leastWeight: 0.01,
  /** What a driver says counts as one precedent that came true; without history it is all there is. */
  statementWeight: 1,
} as const;

/**
 * Which quantiles the dispatch works with. Departure: before the middle; who is believed to leave early is served early, but the earliest
 * tenth would make everybody urgent at once, and urgency that all share orders nothing. Energy: below the middle; what a car may still want beyond it
 * shows itself when it gets there (the estimate moves on while it draws), while a high one makes long stays urgent for nothing.
 * Least laxity on June 2019, one cap: 0.25 to 0.4 for the departure are within 0.6 points of energy, 0.65 lost 0.7, 0.1 lost 0.6; 0.8 for the energy lost
 * 4 points of fully served sessions.
 */
export const DISPATCH_SHARES = { departure: 0.3, energy: 0.3 } as const;

/** It has stayed longer than everybody before it: an hour more, as any car past its departure. */
export const OVERSTAY_MORE_MS = 3_600_000;
/** It has taken more than everybody before it. */
export const MORE_KWH = 1;
