/** How the fast layer shares; the electrical limits are in the grid and the snapshot. */
export type AllocateSettings = {
  /** A car that was admitted keeps its place this long, and a waiting one may take a place after this. */
  readonly dwellOnMs: number;
  /** A car that was paused stays so this long, unless there is room for everybody. */
  readonly dwellOffMs: number;
  /** Whether planned connectors may take more than the plan; false where the objective waits for a price. */
  readonly surplus: boolean;
};

export const ALLOCATE_SETTINGS: AllocateSettings = {
  /** Contactors are built for some 10,000 operations; 15 min on and 5 min off keep a congested site below 5 an hour. */
  dwellOnMs: 15 * 60_000,
  dwellOffMs: 5 * 60_000,
  surplus: true,
};

/** A paused car comes back within its dwell only into this much more room than its minimum needs, or noise of the base load would flap it. */
export const READMIT_FACTOR = 1.25;

/** A planned power below this share of the minimum means: not now. The plan is remade every minute, so what is rounded away comes later. */
export const PLAN_ON_SHARE = 0.5;

/** Changes smaller than this share are not worth a message; a change of less than one step never is. */
export const DEADBAND_SHARE = 0.03;

/**
 * Laxity beyond these makes no difference in shares: an hour late is as urgent as it gets, a day is plenty.
 * A car past its departure has no deadline left to go by: it counts as one with this much to spare, so it keeps a weight and is never dropped.
 */
export const LEAST_LAXITY_H = -1;
export const MOST_LAXITY_H = 24;
export const OVERSTAY_LAXITY_H = 4;
