/** Every bound, weight and tolerance of the slow layer, with its reason. */

const MINUTE_MS = 60_000;

/** Below this a capacity or a power is nothing: a watt moves no car, and tiny right-hand sides mislead simplex codes. */
export const SNAP_KW = 0.001;

/** A need below this is met: the registers of chargers count in steps of 1 to 100 Wh. */
export const SNAP_KWH = 0.05;

/** What a plan may exceed a limit by (kW or A) and still pass its check: rounding of doubles, far below what a meter shows. */
export const ROW_TOLERANCE = 0.002;

/** The same for the energy of a session, kWh. */
export const ENERGY_TOLERANCE_KWH = 0.01;

/** Sides of the polygon inside a phasor row's circle: 16 lose 1.9 % of the capacity, 32 would double the rows for 1.4 %. */
export const POLYGON_SIDES = 16;

/** A car that stays after its departure is planned as if it left one hour from now, so that it is never dropped. */
export const OVERSTAY_MS = 60 * MINUTE_MS;

/** Its claim against cars that still have a departure to meet. */
export const OVERSTAY_WEIGHT = 0.25;

/** Shares of a need and the value of a kWh in each: falling, so that the first half of everyone's need comes before anyone's last fifth. */
export const NEED_SEGMENTS = [
  { share: 0.5, value: 4 },
  { share: 0.3, value: 3 },
  { share: 0.2, value: 2 },
] as const;

/**
 * Value of a kWh that does not depend on who gets it. It exceeds price (at most 1 after scaling, so a spread of 2) and earliness
 * together, so a price can move energy in time but never leave a need unmet.
 */
export const SERVED_VALUE = 3;

/** Weights of what the site wants, per kWh. Prices are scaled to a largest magnitude of 1; earliness runs from 0 (now) to 1 (end). */
export const OBJECTIVE_WEIGHTS = {
  quick: { price: 0, earliness: 0.5 },
  fair: { price: 0, earliness: 0.05 },
  cost: { price: 1, earliness: 0.01 },
} as const;

export type ObjectiveKind = keyof typeof OBJECTIVE_WEIGHTS;

/**
 * Stretches of slots by number of sessions: near ones short (base load and cars move), far ones long, all of them one day.
 * Fewer slots for more sessions keep the program below 20,000 columns. Measured with HiGHS on mixed piles in a scarce tree, one core:
 * 60 sessions 40 ms, 250 in 0.25 s, 1,000 in 0.75 s (with the finest slots 9 s), 3,000 in 1 to 10 s: plan those by zone.
 */
export const SLOT_GRIDS: readonly { readonly maxSessions: number; readonly stretches: readonly Stretch[] }[] = [
  {
    maxSessions: 300,
    stretches: [
      { lengthMs: 5 * MINUTE_MS, count: 12 },
      { lengthMs: 15 * MINUTE_MS, count: 20 },
      { lengthMs: 60 * MINUTE_MS, count: 18 },
    ],
  },
  {
    maxSessions: 1000,
    stretches: [
      { lengthMs: 15 * MINUTE_MS, count: 8 },
      { lengthMs: 30 * MINUTE_MS, count: 8 },
      { lengthMs: 120 * MINUTE_MS, count: 9 },
    ],
  },
  {
    maxSessions: Infinity,
    stretches: [
      { lengthMs: 15 * MINUTE_MS, count: 4 },
      { lengthMs: 60 * MINUTE_MS, count: 5 },
      { lengthMs: 180 * MINUTE_MS, count: 6 },
    ],
  },
];

export type Stretch = { readonly lengthMs: number; readonly count: number };

/** A first slot shorter than this is joined with the next: a plan for seconds helps no one. */
export const SHORTEST_SLOT_MS = MINUTE_MS;
