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

/**
 * Width of a side of the polygon inside a phasor row's circle, degrees: it loses 1 - cos(half the width) of the amperes, 0.21 %. Only directions that
 * the row's lines can point to get sides, 8 for the usual 60 degrees between two lines; half the width would double the rows for 0.16 %.
 */
export const POLYGON_SIDE_DEG = 7.5;

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

/** A need whose kWh are all worth the same. */
export const ONE_SEGMENT = [{ share: 1, value: 1 }] as const;

/**
 * Value of a kWh that does not depend on who gets it, per unit of weight. It exceeds a scaled signal's spread (2) and earliness
 * together, so a price can move energy in time but never leave a need unmet.
 */
export const SERVED_VALUE = 3;

/** Weight of an early kWh where price, carbon or an even load decide: it only breaks ties. */
export const EARLINESS = 0.01;

/** Time to spare in which the haste of a car falls to a third: a working day, so that cars of one site differ. */
export const HASTE_HOURS = 10;

/** Haste of a car that stays for ever: some, so that nobody's energy is put off without a reason. */
export const LEAST_HASTE = 0.25;

/** Steps of the rising marginal cost that evens out a load: with 12 a step is some 8 % of the highest load. */
export const FLAT_STEPS = 12;

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
