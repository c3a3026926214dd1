import type { AllocateSettings } from './allocate-settings.ts';
import type { Allocation, Setpoint } from '../allocation.ts';
import { admitFloors } from './admit.ts';
import type { Changed } from './changes.ts';
import { changesBetween } from './changes.ts';
import type { Desk, Part } from './desk.ts';
import { emptyDesk } from './desk.ts';
import type { CompiledGrid } from '../grid/index.ts';
import { stepBelowKw } from '../grid/index.ts';
import { takePricedSteps } from './priced-steps.ts';
import { quantize } from './quantize.ts';
import { lowerToRamps } from './ramps.ts';
import type { RowReason } from './reasons.ts';
import { limitedBy } from './reasons.ts';
import { shareOut } from './shares.ts';
import type { GridSnapshot } from '../snapshot.ts';
import { holdSteady } from './steady.ts';
import { Watch } from './watch.ts';
import type { Moment } from './wishes.ts';
import { momentOf, readWish } from './wishes.ts';

/** The fast layer with a memory, for whoever decides again and again on one grid. */
export type Allocator = {
  /** The same as the function `allocate`. */
  readonly allocate: (snapshot: GridSnapshot) => Allocation;
  /**
   * What `allocate` would say of a snapshot that differs from the last one in `changed` alone, at the last one's time: only the parts of
   * the grid that the changes can reach are decided anew. Parts are what no row that could bind joins: where the root could bind, everything
   * is one part, and little is saved. Falls back to `allocate` (at the snapshot's own time) if grid or plan are others, or before the first.
   */
  readonly reallocate: (snapshot: GridSnapshot, changed: Changed) => Allocation;
  /**
   * `reallocate` with whatever differs from the last snapshot, as long as the last `allocate` is less than `withinMs` ago; else `allocate`.
   * For ticks between the regular ones: laxity and dwell are then as of the last regular one.
   */
  readonly follow: (snapshot: GridSnapshot, withinMs: number) => Allocation;
};

export function createAllocator(settings: AllocateSettings): Allocator {
  let work: Work | undefined;
  const workOn = (grid: CompiledGrid): Work => {
    if (work?.desk.grid !== grid) work = new Work(grid, settings);
    return work;
  };
  return {
    allocate: (snapshot) => workOn(snapshot.grid).all(snapshot),
    reallocate: (snapshot, changed) => workOn(snapshot.grid).again(snapshot, changed),
    follow: (snapshot, withinMs) => workOn(snapshot.grid).follow(snapshot, withinMs),
  };
}

/** The arrays of one grid, and what was decided on them last. */
export class Work {
  readonly desk: Desk;
  readonly #settings: AllocateSettings;
  readonly #watch: Watch;
  readonly #setpoints: (Setpoint | undefined)[];
  readonly #excess: Float64Array;
  /** The reason that names a row, per row: one object for all who share it. */
  readonly #reasons: (RowReason | undefined)[];
  #moment: Moment | undefined;
  #last: GridSnapshot | undefined;

  constructor(grid: CompiledGrid, settings: AllocateSettings) {
    this.desk = emptyDesk(grid);
    this.#settings = settings;
    this.#watch = new Watch(this.desk);
    this.#setpoints = grid.connectors.map(() => undefined);
    this.#excess = new Float64Array(grid.rows.length);
    this.#reasons = grid.rows.map(() => undefined);
  }

  all(snapshot: GridSnapshot): Allocation {
    const { grid } = this.desk;
    this.#moment = momentOf(snapshot, this.#settings);
    this.#last = snapshot;
    for (let i = 0; i < grid.connectors.length; i++) this.#read(i, snapshot, this.#moment);
    for (let r = 0; r < grid.rows.length; r++) this.#readRow(r, snapshot);
    this.#watch.all();
    for (const part of this.#watch.parts(-1)) this.#decide(part, snapshot);
    return this.#result(snapshot.atMs);
  }

  again(snapshot: GridSnapshot, { connectors, rows }: Changed): Allocation {
    const moment = this.#moment;
    if (moment === undefined || moment.plan !== snapshot.plan) return this.all(snapshot);
    this.#last = snapshot;
    for (const i of connectors) this.#read(i, snapshot, moment);
    for (const r of rows) this.#readRow(r, snapshot);
    const { tops, alone } = this.#watch.again(connectors, rows);
    for (const top of tops) for (const part of this.#watch.parts(top)) this.#decide(part, snapshot);
    this.#decide(this.#watch.partOf(alone), snapshot);
    return this.#result(moment.atMs);
  }

  follow(snapshot: GridSnapshot, withinMs: number): Allocation {
    const ageMs = snapshot.atMs - (this.#moment?.atMs ?? Number.NEGATIVE_INFINITY);
    const changed = this.#last === undefined || ageMs >= withinMs ? undefined : changesBetween(this.#last, snapshot);
    return changed === undefined || ageMs < 0 ? this.all(snapshot) : this.again(snapshot, changed);
  }

  #read(index: number, snapshot: GridSnapshot, moment: Moment): void {
    const { grid, wishes } = this.desk;
    readWish({ wishes, grid }, index, snapshot.connectors[index], moment);
    if (wishes.open[index] === 1) return;
    // Nothing of a former session may be left where rows sum over all their members.
    this.#setpoints[index] = undefined;
    const { floorKw, upperKw, planKw, plannedKw, scratch } = this.desk;
    const fixedKw = wishes.fixedKw[index] ?? 0;
    for (const list of [floorKw, upperKw, planKw, plannedKw]) list[index] = fixedKw;
    scratch.rising[index] = 0;
  }

  /** limit - base; what is not a number or missing is 0. */
  #readRow(row: number, { capacity }: GridSnapshot): void {
    const seen = capacity[row];
    const remaining = seen === undefined ? 0 : seen.limit - seen.base;
    this.desk.remaining[row] = Number.isNaN(remaining) ? 0 : remaining;
    this.desk.raiseTo[row] = seen?.raiseTo ?? Number.POSITIVE_INFINITY;
    this.#excess[row] = 0;
    const reason = this.#reasons[row];
    if (reason?.envelopeId !== seen?.envelopeId || reason?.untilMs !== seen?.untilMs) this.#reasons[row] = undefined;
  }

  #decide(part: Part, snapshot: GridSnapshot): void {
    const { desk } = this;
    admitFloors(desk, part);
    const ramps = lowerToRamps(desk, part);
    shareOut(desk, part, this.#settings);
    const priced = this.#moment !== undefined && takePricedSteps(desk, part, this.#moment, snapshot);
    if (!priced) quantize(desk, part);
    holdSteady(desk, part);
    for (const i of part.open) this.#setpoints[i] = this.#setpointOf(i, snapshot);
    for (const { row, remaining } of ramps) desk.remaining[row] = remaining;
    for (const row of part.rows) this.#excess[row] = desk.loads.excess(row);
  }

  #setpointOf(i: number, snapshot: GridSnapshot): Setpoint | undefined {
    const { grid, wishes, limitKw } = this.desk;
    const connector = grid.connectors[i];
    if (connector === undefined) return undefined;
    const decidedKw = limitKw[i] ?? 0;
    const overrideKw = wishes.overrideKw[i] ?? Number.POSITIVE_INFINITY;
    const finalKw = decidedKw > overrideKw ? stepBelowKw(grid.table, i, overrideKw) : decidedKw;
    const reason = limitedBy(this.desk, i, finalKw, { snapshot, ofRow: this.#reasons });
    const before = this.#setpoints[i];
    if (before?.limitKw === finalKw && before.limitedBy === reason) return before;
    return { connectorId: connector.id, limitKw: finalKw, limitedBy: reason };
  }

  #result(atMs: number): Allocation {
    const { rows } = this.desk.grid;
    const overcommitted: Allocation['overcommitted'][number][] = [];
    for (let index = 0; index < rows.length; index++) {
      const excess = this.#excess[index] ?? 0;
      const row = rows[index];
      // A row that cannot bind any more was not looked at again.
      if (excess > 0 && row !== undefined && this.#watch.isWatched(index))
        overcommitted.push({ rowId: row.id, nodeId: row.nodeId, excess });
    }
    const setpoints: Setpoint[] = [];
    for (const setpoint of this.#setpoints) if (setpoint !== undefined) setpoints.push(setpoint);
    return { atMs, setpoints, overcommitted };
  }
}
