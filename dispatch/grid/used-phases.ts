import type { Connector, Phase } from './grid.ts';
import type { CompiledGrid, RowGroup } from './rows.ts';

/**
 * Which conductors a car really uses, seen by the meter: a car that charges on one phase of a three-phase pile draws a third of what it is offered.
 * Limits and accounts stay in terms of the offer (all wired conductors); only what the offer can put into rows shrinks: in kW rows always, in rows
 * in A where the site says how the station's terminals are connected (`Connector.phasesInOrder`).
 */
export type PhaseUse = {
  /** Conductors with current in the last reading that told: bit k = what the station's meter calls L(k + 1). */
  readonly conductors: number;
  readonly count: number;
  /** Readings in a row that agree. */
  readonly samples: number;
};

/** Above the residual current of electronics, far below the 6 A a car charges with at least. */
const USED_PHASE_A = 1;
/** A car switches its phases on within seconds of each other; three readings are half a minute. */
const SAMPLES = 3;

/**
 * Takes the currents of a reading, in the order of the station's own terminals. One that shows other conductors than before counts in full at once,
 * fewer only after three that agree; one without current tells nothing. A conductor of which nothing is told (undefined) counts as used.
 */
export function withCurrents(
  before: PhaseUse | undefined,
  currentA: readonly (number | undefined)[],
): PhaseUse | undefined {
  let conductors = 0;
  let count = 0;
  let isAnySeen = false;
  for (let k = 0; k < currentA.length; k += 1) {
    const current = currentA[k];
    if (current !== undefined && !(current >= USED_PHASE_A)) continue;
    if (current !== undefined) isAnySeen = true;
    conductors |= 1 << k;
    count += 1;
  }
  if (!isAnySeen) return before;
  const samples = before?.conductors === conductors ? Math.min(SAMPLES, before.samples + 1) : 1;
  return before?.conductors === conductors && before.samples === samples ? before : { conductors, count, samples };
}

/** Share of the offer that the car can draw: used / wired conductors once it is proven, else 1. */
export function usedShare(use: PhaseUse | undefined, phaseCount: number): number {
  return use === undefined || use.samples < SAMPLES || use.count >= phaseCount ? 1 : use.count / phaseCount;
}

/** The grid's phases that a car is proven to use while it leaves others free; undefined = not known, or all. */
export function usedPhases(use: PhaseUse | undefined, connector: Connector): readonly Phase[] | undefined {
  const { phases, phasesInOrder } = connector;
  if (use === undefined || phasesInOrder !== true || usedShare(use, phases.length) === 1) return undefined;
  const used = phases.filter((_, k) => (use.conductors & (1 << k)) !== 0);
  // A meter that names terminals which are not wired is not to be understood.
  return used.length === use.count ? used : undefined;
}

/**
 * The same grid with the rows of some connectors (by index) narrowed: kW rows count only that share of their offer, and where `phases` knows which
 * phases their cars use, the rows in A of the others do not contain them any more. The offer's current on a used phase stays what it was.
 */
export function withUsedShares(
  grid: CompiledGrid,
  shares: ReadonlyMap<number, number>,
  phases: ReadonlyMap<number, readonly Phase[]> = new Map(),
): CompiledGrid {
  if (shares.size === 0) return grid;
  const touched = new Set<number>();
  const from = grid.places;
  const places = {
    ...from,
    end: from.end.slice(),
    row: from.row.slice(),
    group: from.group.slice(),
    perKw: from.perKw.slice(),
  };
  for (const [index, share] of shares) {
    let at = from.start[index] ?? 0;
    for (let k = at; k < (from.end[index] ?? 0); k++) {
      const r = from.row[k] ?? -1;
      const row = grid.rows[r];
      const isUnused = row?.phase !== undefined && phases.get(index)?.includes(row.phase) === false;
      if (isUnused || row?.unit === 'kW') touched.add(r);
      if (isUnused) continue;
      places.row[at] = r;
      places.group[at] = from.group[k] ?? 0;
      places.perKw[at] = (from.perKw[k] ?? 0) * (row?.unit === 'kW' ? share : 1);
      at += 1;
    }
    places.end[index] = at;
  }
  const rows = grid.rows.map((row, r) => {
    if (!touched.has(r)) return row;
    const { phase } = row;
    const groups = row.groups.map((group) =>
      phase === undefined
        ? narrowed(group, shares)
        : without(group, (member) => phases.get(member)?.includes(phase) === false),
    );
    return { ...row, groups };
  });
  return { ...grid, rows, places, usedShares: shares, usedPhases: phases };
}

function narrowed(group: RowGroup, shares: ReadonlyMap<number, number>): RowGroup {
  return { ...group, perKw: group.perKw.map((factor, k) => factor * (shares.get(group.members[k] ?? -1) ?? 1)) };
}

function without(group: RowGroup, leaves: (member: number) => boolean): RowGroup {
  const stays = (_: number, k: number): boolean => !leaves(group.members[k] ?? -1);
  return { ...group, members: group.members.filter(stays), perKw: group.perKw.filter(stays) };
}
