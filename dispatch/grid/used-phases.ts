import type { CompiledGrid } from './rows.ts';

/**
 * Which conductors a car really uses, seen by the meter: a car that charges on one phase of a three-phase pile draws a third of what it is offered.
 * Limits and accounts stay in terms of the offer (all wired conductors); only what the offer can put into a kW row shrinks.
 * Rows in A keep counting every wired phase: which of them the car uses depends on rotations that nobody may have written down.
 */
export type PhaseUse = {
  /** Conductors with current in the last reading that told. */
  readonly count: number;
  /** Readings in a row that agree. */
  readonly samples: number;
};

/** Above the residual current of electronics, far below the 6 A a car charges with at least. */
const USED_PHASE_A = 1;
/** A car switches its phases on within seconds of each other; three readings are half a minute. */
const SAMPLES = 3;

/** Takes the currents of a reading. One that shows more conductors than before counts at once, fewer only after three that agree; one without current tells nothing. */
export function withCurrents(before: PhaseUse | undefined, currentA: readonly number[]): PhaseUse | undefined {
  const count = currentA.filter((current) => current >= USED_PHASE_A).length;
  if (count === 0) return before;
  return before?.count === count ? { count, samples: Math.min(SAMPLES, before.samples + 1) } : { count, samples: 1 };
}

/** Share of the offer that the car can draw: used / wired conductors once it is proven, else 1. */
export function usedShare(use: PhaseUse | undefined, phaseCount: number): number {
  return use === undefined || use.samples < SAMPLES || use.count >= phaseCount ? 1 : use.count / phaseCount;
}

/** The same grid with the kW rows of some connectors (by index) counting only that share of their offer. */
export function withUsedShares(grid: CompiledGrid, shares: ReadonlyMap<number, number>): CompiledGrid {
  if (shares.size === 0) return grid;
  const touched = new Set<number>();
  const perKw = grid.places.perKw.slice();
  for (const [index, share] of shares) {
    for (let k = grid.places.start[index] ?? 0; k < (grid.places.end[index] ?? 0); k++) {
      const row = grid.places.row[k] ?? -1;
      if (grid.rows[row]?.unit !== 'kW') continue;
      touched.add(row);
      perKw[k] = (perKw[k] ?? 0) * share;
    }
  }
  const rows = grid.rows.map((row, r) => {
    if (!touched.has(r)) return row;
    const groups = row.groups.map((group) => ({
      ...group,
      perKw: group.perKw.map((factor, k) => factor * (shares.get(group.members[k] ?? -1) ?? 1)),
    }));
    return { ...row, groups };
  });
  return { ...grid, rows, places: { ...grid.places, perKw } };
}
