import type { CompiledGrid } from '../grid/index.ts';
import { ROW_TOLERANCE, worstMagnitude } from '../grid/index.ts';

/** The running load of every row while an allocation is put together: adding to a connector touches its own rows only. */
export class RowLoads {
  readonly #grid: Pick<CompiledGrid, 'rows' | 'places'>;
  /** Capacity left for chargers per row, in the row's unit; may be negative. */
  readonly #remaining: ArrayLike<number>;
  readonly #sums: Float64Array;

  /** `powerKw`: what each connector draws at the start, one per connector. */
  constructor(grid: Pick<CompiledGrid, 'rows' | 'places'>, remaining: ArrayLike<number>, powerKw: ArrayLike<number>) {
    this.#grid = grid;
    this.#remaining = remaining;
    this.#sums = new Float64Array(grid.places.firstGroup[grid.rows.length] ?? 0);
    for (let i = 0; i < powerKw.length; i++) {
      const power = powerKw[i] ?? 0;
      if (power !== 0) this.add(i, power);
    }
  }

  /** Nothing is drawn in these rows any more. */
  clear(rows: ArrayLike<number>): void {
    const { firstGroup } = this.#grid.places;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k] ?? 0;
      this.#sums.fill(0, firstGroup[row], firstGroup[row + 1]);
    }
  }

  add(connector: number, deltaKw: number): void {
    const { start, end, group, perKw } = this.#grid.places;
    const to = end[connector] ?? 0;
    for (let k = start[connector] ?? 0; k < to; k++) {
      const sum = group[k] ?? 0;
      this.#sums[sum] = (this.#sums[sum] ?? 0) + deltaKw * (perKw[k] ?? 0);
    }
  }

  /** Whether all rows of the connector hold with `deltaKw` more. A row that is over already admits nothing. */
  fits(connector: number, deltaKw: number): boolean {
    const { start, end, row, group, perKw } = this.#grid.places;
    const to = end[connector] ?? 0;
    for (let k = start[connector] ?? 0; k < to; k++) {
      if (!this.#holds(row[k] ?? 0, this.#loadWith(row[k] ?? 0, group[k] ?? 0, deltaKw * (perKw[k] ?? 0))))
        return false;
    }
    return true;
  }

  /**
   * The row with the least room, in kW of this connector, among those that cannot take `deltaKw` more; `preferred` (-1 = none)
   * when it is one of them; undefined when all can.
   */
  blocking(connector: number, deltaKw: number, preferred: number): number | undefined {
    const { start, end, row: rowOf, group, perKw } = this.#grid.places;
    let blocking: number | undefined;
    let leastRoom = Number.POSITIVE_INFINITY;
    const to = end[connector] ?? 0;
    for (let k = start[connector] ?? 0; k < to; k++) {
      const row = rowOf[k] ?? 0;
      const load = this.#loadWith(row, group[k] ?? 0, deltaKw * (perKw[k] ?? 0));
      if (this.#holds(row, load)) continue;
      if (row === preferred) return row;
      const room = ((this.#remaining[row] ?? 0) - load) / (perKw[k] ?? 1);
      if (room < leastRoom || blocking === undefined) {
        leastRoom = room;
        blocking = row;
      }
    }
    return blocking;
  }

  /** How far the row is above its capacity in its unit; 0 when it holds. */
  excess(row: number): number {
    const first = this.#grid.places.firstGroup[row] ?? 0;
    const load = this.#loadWith(row, first, 0);
    return this.#holds(row, load) ? 0 : load - (this.#remaining[row] ?? 0);
  }

  #holds(row: number, load: number): boolean {
    return load <= (this.#remaining[row] ?? 0) + ROW_TOLERANCE;
  }

  /** The row's load with `extra` more in one of its groups (an index over all groups). */
  #loadWith(row: number, group: number, extra: number): number {
    const { firstGroup } = this.#grid.places;
    const first = firstGroup[row] ?? 0;
    const size = (firstGroup[row + 1] ?? 0) - first;
    if (size === 1) return (this.#sums[group] ?? 0) + extra;
    if (size === 0) return 0;
    const before = this.#sums[group] ?? 0;
    this.#sums[group] = before + extra;
    const load = worstMagnitude(this.#grid.rows[row]?.groups ?? [], this.#sums, first);
    this.#sums[group] = before;
    return load;
  }
}
