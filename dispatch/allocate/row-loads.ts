import type { CompiledGrid } from '../grid/index.ts';
import { ROW_TOLERANCE, worstMagnitude } from '../grid/index.ts';

/** The running load of every row while an allocation is put together: adding to a connector touches its own rows only. */
export class RowLoads {
  readonly #grid: CompiledGrid;
  /** Capacity left for chargers per row, in the row's unit; may be negative. */
  readonly #remaining: ArrayLike<number>;
  /** Index of each row's first group in `#sums`. */
  readonly #first: Int32Array;
  readonly #sums: Float64Array;

  /** `powerKw`: what each connector draws at the start, one per connector. */
  constructor(grid: CompiledGrid, remaining: ArrayLike<number>, powerKw: ArrayLike<number>) {
    this.#grid = grid;
    this.#remaining = remaining;
    this.#first = new Int32Array(grid.rows.length);
    let groups = 0;
    grid.rows.forEach((row, r) => {
      this.#first[r] = groups;
      groups += row.groups.length;
    });
    this.#sums = new Float64Array(groups);
    for (let i = 0; i < grid.connectors.length; i++) {
      const power = powerKw[i] ?? 0;
      if (power !== 0) this.add(i, power);
    }
  }

  add(connector: number, deltaKw: number): void {
    const { rows, groups, perKw } = this.#places(connector);
    for (let k = 0; k < rows.length; k++) {
      const sum = (this.#first[rows[k] ?? 0] ?? 0) + (groups[k] ?? 0);
      this.#sums[sum] = (this.#sums[sum] ?? 0) + deltaKw * (perKw[k] ?? 0);
    }
  }

  /** Whether all rows of the connector hold with `deltaKw` more. A row that is over already admits nothing. */
  fits(connector: number, deltaKw: number): boolean {
    const { rows, groups, perKw } = this.#places(connector);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k] ?? 0;
      if (!this.#holds(row, this.#loadWith(row, groups[k] ?? 0, deltaKw * (perKw[k] ?? 0)))) return false;
    }
    return true;
  }

  /**
   * The row with the least room, in kW of this connector, among those that cannot take `deltaKw` more; `preferred` (-1 = none)
   * when it is one of them; undefined when all can.
   */
  blocking(connector: number, deltaKw: number, preferred: number): number | undefined {
    const { rows, groups, perKw } = this.#places(connector);
    let blocking: number | undefined;
    let leastRoom = Number.POSITIVE_INFINITY;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k] ?? 0;
      const load = this.#loadWith(row, groups[k] ?? 0, deltaKw * (perKw[k] ?? 0));
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
    const load = this.#loadWith(row, 0, 0);
    return this.#holds(row, load) ? 0 : load - (this.#remaining[row] ?? 0);
  }

  #holds(row: number, load: number): boolean {
    return load <= (this.#remaining[row] ?? 0) + ROW_TOLERANCE;
  }

  #loadWith(row: number, group: number, extra: number): number {
    const first = this.#first[row] ?? 0;
    const at = first + group;
    const groups = this.#grid.rows[row]?.groups ?? [];
    if (groups.length === 1) return (this.#sums[at] ?? 0) + extra;
    const before = this.#sums[at] ?? 0;
    if (groups.length === 0) return 0;
    this.#sums[at] = before + extra;
    const load = worstMagnitude(groups, this.#sums, first);
    this.#sums[at] = before;
    return load;
  }

  #places(connector: number): {
    readonly rows: ArrayLike<number>;
    readonly groups: ArrayLike<number>;
    readonly perKw: ArrayLike<number>;
  } {
    return {
      rows: this.#grid.rowsOfConnector[connector] ?? [],
      groups: this.#grid.groupsOfConnector[connector] ?? [],
      perKw: this.#grid.perKwOfConnector[connector] ?? [],
    };
  }
}
