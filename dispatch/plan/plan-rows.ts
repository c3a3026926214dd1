import { SNAP_KW, SNAP_KWH } from './plan-bounds.ts';
import type { PlanRequest } from './plan-request.ts';
import { classesOf, sidesOf, type Sides } from './plan-sides.ts';

/** Power columns, slot by slot: the average power (kW) of a session over a slot. */
export type PowerColumns = {
  readonly count: number;
  readonly session: readonly number[];
  readonly slot: readonly number[];
  readonly upperKw: readonly number[];
};

/** Capacity rows of the program, slot by slot: sum of coefficients (0..1) x power <= limitKw. Members of row k: [start[k], start[k + 1]). */
export type CapacityRows = {
  readonly count: number;
  readonly gridRow: readonly number[];
  readonly slot: readonly number[];
  readonly limitKw: readonly number[];
  /** Row unit of the grid row per kW of `limitKw`. */
  readonly scale: readonly number[];
  /** Whether all coefficients are 1. */
  readonly plain: readonly boolean[];
  readonly start: readonly number[];
  readonly column: readonly number[];
  readonly coefficient: readonly number[];
};

export type PlanRows = {
  readonly columns: PowerColumns;
  readonly rows: CapacityRows;
  /** Class per session: sessions of one class have the same coefficients in all rows. */
  readonly classOf: Int32Array;
};

/**
 * The power columns of a plan and the capacity rows that can bind.
 * A car that leaves within a slot can average only its maximum x the part of its stay. A row of one session becomes a bound of its column; a row
 * whose members cannot reach its limit is left out; of rows with the same members and coefficients the tightest stays; a column without room for a watt does not exist.
 */
export function planRows(request: PlanRequest, staysUntilMs: readonly number[]): PlanRows {
  const { sessions, grid, slotStartMs } = request;
  const sessionOf = new Int32Array(grid.connectors.length).fill(-1);
  const mostKw = new Float64Array(sessions.length);
  for (let s = 0; s < sessions.length; s += 1) {
    const session = sessions[s];
    if (session === undefined || session.remainingKwh < SNAP_KWH || session.maximumKw < SNAP_KW) continue;
    sessionOf[grid.connectorIndex.get(session.connectorId) ?? -1] = s;
    mostKw[s] = session.maximumKw;
  }
  const sides = sidesOf(grid.rows, sessionOf);
  const builder = new RowBuilder(sides, mostKw);
  const leaving = Float64Array.from(staysUntilMs);
  const limitKw = new Float64Array(sides.count);
  for (let slot = 0; slot < slotStartMs.length - 1; slot += 1) {
    limitsOfSlot({ request, sides, slot, limitKw });
    builder.addSlot({ slot, startMs: slotStartMs[slot] ?? 0, endMs: slotStartMs[slot + 1] ?? 0, leaving, limitKw });
  }
  return { ...builder.built(), classOf: classesOf(sides, sessions.length) };
}

/** Fills `limitKw` with the limit of each side in a slot. */
function limitsOfSlot(args: {
  readonly request: PlanRequest;
  readonly sides: Sides;
  readonly slot: number;
  readonly limitKw: Float64Array;
}): void {
  const { request, sides, slot, limitKw } = args;
  let row = -1;
  let limit = 0;
  for (let side = 0; side < sides.count; side += 1) {
    if (sides.rowOf[side] !== row) {
      row = sides.rowOf[side] ?? -1;
      limit = request.rowLimit(row, slot);
      if (Number.isNaN(limit)) {
        throw new RangeError(`plan: row ${request.grid.rows[row]?.id} has no number as limit in slot ${slot}`);
      }
    }
    limitKw[side] = snap(limit / (sides.scale[side] ?? 1));
  }
}

type Slot = {
  readonly slot: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly leaving: Float64Array;
  readonly limitKw: Float64Array;
};

/** Collects columns and rows in flat lists; nothing is made per column, because a plan of 1,000 cars has 20,000 of them. */
class RowBuilder {
  readonly #sides: Sides;
  readonly #mostKw: Float64Array;
  /** Per side: the largest coefficient x maximum of one session, and the sum over all: a limit above cannot bind. */
  readonly #largestKw: Float64Array;
  readonly #reachKw: Float64Array;
  readonly #upperKw: Float64Array;
  readonly #columnOf: Int32Array;
  /** Rows of the slot by a hash of their members. */
  readonly #alike = new Map<number, number>();
  readonly #columns = { session: [] as number[], slot: [] as number[], upperKw: [] as number[] };
  readonly #rows = {
    gridRow: [] as number[],
    slot: [] as number[],
    limitKw: [] as number[],
    scale: [] as number[],
    plain: [] as boolean[],
    start: [0],
    column: [] as number[],
    coefficient: [] as number[],
  };

  constructor(sides: Sides, mostKw: Float64Array) {
    this.#sides = sides;
    this.#mostKw = mostKw;
    this.#largestKw = new Float64Array(sides.count);
    this.#reachKw = new Float64Array(sides.count);
    this.#upperKw = new Float64Array(mostKw.length);
    this.#columnOf = new Int32Array(mostKw.length);
    for (let side = 0; side < sides.count; side += 1) {
      let largest = 0;
      let reach = 0;
      for (let k = sides.start[side] ?? 0; k < (sides.start[side + 1] ?? 0); k += 1) {
        const kw = (sides.coefficient[k] ?? 0) * (mostKw[sides.session[k] ?? -1] ?? 0);
        if (kw > largest) largest = kw;
        reach += kw;
      }
      this.#largestKw[side] = largest;
      this.#reachKw[side] = reach;
    }
  }

  addSlot(slot: Slot): void {
    this.#bound(slot);
    this.#addColumns(slot.slot);
    this.#alike.clear();
    for (let side = 0; side < this.#sides.count; side += 1) {
      const limitKw = slot.limitKw[side] ?? 0;
      if (limitKw < (this.#reachKw[side] ?? 0)) this.#addRow(side, slot.slot, limitKw);
    }
  }

  built(): Omit<PlanRows, 'classOf'> {
    return {
      columns: { count: this.#columns.session.length, ...this.#columns },
      rows: { count: this.#rows.gridRow.length, ...this.#rows },
    };
  }

  /** The most each session can average over the slot, alone. */
  #bound({ startMs, endMs, leaving, limitKw }: Slot): void {
    const sides = this.#sides;
    const upperKw = this.#upperKw;
    for (let s = 0; s < upperKw.length; s += 1) {
      const untilMs = leaving[s] ?? 0;
      const part = untilMs >= endMs ? 1 : untilMs <= startMs ? 0 : (untilMs - startMs) / (endMs - startMs);
      upperKw[s] = (this.#mostKw[s] ?? 0) * part;
    }
    for (let side = 0; side < sides.count; side += 1) {
      const limit = limitKw[side] ?? 0;
      if (limit >= (this.#largestKw[side] ?? 0)) continue;
      const to = sides.start[side + 1] ?? 0;
      for (let k = sides.start[side] ?? 0; k < to; k += 1) {
        const s = sides.session[k] ?? 0;
        const alone = limit / (sides.coefficient[k] ?? 1);
        if (alone < (upperKw[s] ?? 0)) upperKw[s] = alone;
      }
    }
  }

  #addColumns(slot: number): void {
    const { session, slot: slots, upperKw } = this.#columns;
    for (let s = 0; s < this.#upperKw.length; s += 1) {
      const kw = this.#upperKw[s] ?? 0;
      if (kw < SNAP_KW) {
        this.#columnOf[s] = -1;
        continue;
      }
      this.#columnOf[s] = session.length;
      session.push(s);
      slots.push(slot);
      upperKw.push(kw);
    }
  }

  #addRow(side: number, slot: number, limitKw: number): void {
    const { start, session, coefficient } = this.#sides;
    const columnOf = this.#columnOf;
    const { upperKw } = this.#columns;
    const [first, end] = [start[side] ?? 0, start[side + 1] ?? 0];
    let count = 0;
    let reachKw = 0;
    let hash = 0;
    let least = 1;
    let most = 0;
    for (let k = first; k < end; k += 1) {
      const column = columnOf[session[k] ?? 0] ?? -1;
      if (column < 0) continue;
      const per = coefficient[k] ?? 0;
      count += 1;
      reachKw += per * (upperKw[column] ?? 0);
      hash = (Math.imul(hash, 31) + column) | 0;
      if (per < least) least = per;
      if (per > most) most = per;
    }
    if (count < 2 || reachKw <= limitKw) return;
    const plain = least === most;
    const row = {
      gridRow: this.#sides.rowOf[side] ?? -1,
      limitKw: plain ? limitKw / most : limitKw,
      scale: (this.#sides.scale[side] ?? 1) * (plain ? most : 1),
    };
    const same = this.#alike.get(hash);
    if (same !== undefined && this.#equal(same, side, count, plain)) return this.#tighten(same, row);
    const rows = this.#rows;
    const { column: columns, coefficient: coefficients } = rows;
    for (let k = first; k < end; k += 1) {
      const column = columnOf[session[k] ?? 0] ?? -1;
      if (column < 0) continue;
      columns.push(column);
      coefficients.push(plain ? 1 : (coefficient[k] ?? 0));
    }
    this.#alike.set(hash, rows.gridRow.length);
    rows.gridRow.push(row.gridRow);
    rows.slot.push(slot);
    rows.limitKw.push(row.limitKw);
    rows.scale.push(row.scale);
    rows.plain.push(plain);
    rows.start.push(columns.length);
  }

  /** Whether a row has the members of a side in this slot, in the same order: rows of a tree list their cars alike. */
  #equal(row: number, side: number, count: number, plain: boolean): boolean {
    const { start, column, coefficient } = this.#rows;
    const { start: starts, session, coefficient: coefficients } = this.#sides;
    let at = start[row] ?? 0;
    if ((start[row + 1] ?? 0) - at !== count) return false;
    for (let k = starts[side] ?? 0; k < (starts[side + 1] ?? 0); k += 1) {
      const member = this.#columnOf[session[k] ?? 0] ?? -1;
      if (member < 0) continue;
      if (column[at] !== member || coefficient[at] !== (plain ? 1 : coefficients[k])) return false;
      at += 1;
    }
    return true;
  }

  /** Of two rows alike the tighter one counts, and gives the reason. */
  #tighten(at: number, row: { readonly gridRow: number; readonly limitKw: number; readonly scale: number }): void {
    const rows = this.#rows;
    if ((rows.limitKw[at] ?? 0) <= row.limitKw) return;
    rows.limitKw[at] = row.limitKw;
    rows.gridRow[at] = row.gridRow;
    rows.scale[at] = row.scale;
  }
}

function snap(powerKw: number): number {
  return powerKw < SNAP_KW ? 0 : powerKw;
}
