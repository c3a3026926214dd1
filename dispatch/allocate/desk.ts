import type { CompiledGrid, Places } from '../grid/index.ts';
import { RowLoads } from './row-loads.ts';
import type { LevelScratch } from './water-levels.ts';
import { levelScratch } from './water-levels.ts';
import type { Wishes } from './wishes.ts';
import { emptyWishes } from './wishes.ts';

/** A part of the grid that shares no row that could bind with the rest: it is decided alone. */
export type Part = {
  /** Connectors to be decided, ascending. */
  readonly open: Int32Array;
  /** Connectors that draw something which is not decided here, ascending. */
  readonly fixed: Int32Array;
  /** Rows that could bind, ascending. */
  readonly rows: Int32Array;
};

/** All arrays of an allocation in the making; by connector index in kW, by row index in the row's unit. */
export type Desk = {
  readonly grid: CompiledGrid;
  readonly wishes: Wishes;
  /** limit - base per row; may be negative. */
  readonly remaining: Float64Array;
  /** What all charging in the row may be raised to; Infinity = as far as it remains. */
  readonly raiseTo: Float64Array;
  /** The rows of each connector that could bind, in the order of `grid.places`. */
  readonly places: Places;
  /** After admission: from here the level rises. */
  readonly floorKw: Float64Array;
  /** The most each may get after admission and plan. */
  readonly upperKw: Float64Array;
  /** Shares before rounding, and the row that stopped each (-1 = its upper bound). */
  readonly powerKw: Float64Array;
  readonly bindingRow: Int32Array;
  /** After rounding and deadband. */
  readonly limitKw: Float64Array;
  /** Running loads of the watched rows, and a second account for questions. */
  readonly loads: RowLoads;
  readonly everybody: RowLoads;
  /** The claim of each connector on the level (shares.ts), and the end of its first tier. */
  readonly slopeKw: Float64Array;
  readonly offsetKw: Float64Array;
  readonly planKw: Float64Array;
  /** What the first tier gave. */
  readonly plannedKw: Float64Array;
  readonly scratch: LevelScratch;
};

export function emptyDesk(grid: CompiledGrid): Desk {
  const count = grid.connectors.length;
  const { start, row, group, perKw, firstGroup } = grid.places;
  const places: Places = {
    start,
    end: start.slice(),
    row: new Int32Array(row.length),
    group: new Int32Array(group.length),
    perKw: new Float64Array(perKw.length),
    firstGroup,
  };
  const remaining = new Float64Array(grid.rows.length);
  const watched = { rows: grid.rows, places };
  return {
    grid,
    wishes: emptyWishes(count),
    remaining,
    raiseTo: new Float64Array(grid.rows.length).fill(Number.POSITIVE_INFINITY),
    places,
    floorKw: new Float64Array(count),
    upperKw: new Float64Array(count),
    powerKw: new Float64Array(count),
    bindingRow: new Int32Array(count),
    limitKw: new Float64Array(count),
    loads: new RowLoads(watched, remaining, []),
    everybody: new RowLoads(watched, remaining, []),
    slopeKw: new Float64Array(count),
    offsetKw: new Float64Array(count),
    planKw: new Float64Array(count),
    plannedKw: new Float64Array(count),
    scratch: levelScratch(grid),
  };
}
