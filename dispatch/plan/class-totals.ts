import type { CapacityRows, PlanRows } from './plan-rows.ts';

/** Capacity rows in terms of totals of alike sessions, with a column for each total and a row that makes it one: sum of the columns - total <= 0. */
export type ClassTotals = {
  /** As many rows in the same order as before, the totals in place of their columns. */
  readonly rows: CapacityRows;
  readonly upperKw: readonly number[];
  /** Rows of the totals; as in `CapacityRows`. */
  readonly start: readonly number[];
  readonly column: readonly number[];
  readonly coefficient: readonly number[];
};

/**
 * Sums up the columns of a slot whose sessions count alike in every row, wherever that leaves fewer entries. A side of a phasor row then has an entry per line
 * and not per car, and a plan of 50 cars solves several times faster. `firstColumn`: index of the first total. Exact because no coefficient is
 * negative: a total above its sum only tightens the rows.
 */
export function classTotals(plan: PlanRows, firstColumn: number): ClassTotals {
  const builder = new TotalsBuilder(plan, firstColumn);
  const { rows } = plan;
  for (let first = 0; first < rows.count;) {
    let end = first + 1;
    while (end < rows.count && rows.slot[end] === rows.slot[first]) end += 1;
    builder.addSlot(first, end);
    first = end;
  }
  return builder.built();
}

class TotalsBuilder {
  readonly #plan: PlanRows;
  readonly #firstColumn: number;
  /** Of the slot, per class: columns, rows that hold them, and their total (-1 = none). */
  readonly #columns: Int32Array;
  readonly #rows: Int32Array;
  readonly #totalOf: Int32Array;
  /** The row that a class was last seen in. */
  readonly #seen: Int32Array;
  /** First column that is not of a slot before. */
  #from = 0;
  readonly #totals = { upperKw: [] as number[], start: [0], column: [] as number[], coefficient: [] as number[] };
  readonly #members = { start: [0], column: [] as number[], coefficient: [] as number[] };

  constructor(plan: PlanRows, firstColumn: number) {
    this.#plan = plan;
    this.#firstColumn = firstColumn;
    const classCount = plan.classOf.reduce((most, one) => Math.max(most, one + 1), 0);
    this.#columns = new Int32Array(classCount);
    this.#rows = new Int32Array(classCount);
    this.#totalOf = new Int32Array(classCount);
    this.#seen = new Int32Array(classCount);
  }

  /** Rows [first, end) are those of one slot. */
  addSlot(first: number, end: number): void {
    const { rows, columns } = this.#plan;
    const slot = rows.slot[first] ?? 0;
    while ((columns.slot[this.#from] ?? slot) < slot) this.#from += 1;
    let to = this.#from;
    this.#columns.fill(0);
    for (; columns.slot[to] === slot; to += 1) count(this.#columns, this.#classOf(to));
    this.#rows.fill(0);
    this.#seen.fill(-1);
    for (let row = first; row < end; row += 1) {
      for (let k = rows.start[row] ?? 0; k < (rows.start[row + 1] ?? 0); k += 1) {
        const of = this.#classOf(rows.column[k] ?? 0);
        if (this.#seen[of] !== row) count(this.#rows, of);
        this.#seen[of] = row;
      }
    }
    this.#sumUp(to);
    this.#seen.fill(-1);
    for (let row = first; row < end; row += 1) this.#rewrite(row);
  }

  built(): ClassTotals {
    return { rows: { ...this.#plan.rows, ...this.#members }, ...this.#totals };
  }

  /** Makes the totals of the slot whose columns end at `to`. */
  #sumUp(to: number): void {
    const { upperKw, start, column: columns, coefficient } = this.#totals;
    const { upperKw: upperOf } = this.#plan.columns;
    for (let of = 0; of < this.#totalOf.length; of += 1) {
      // With a total: an entry per column and per row and the total's own; without: one per column and row.
      const saved = ((this.#columns[of] ?? 0) - 1) * ((this.#rows[of] ?? 0) - 1) - 2;
      this.#totalOf[of] = -1;
      if (saved <= 0) continue;
      const total = this.#firstColumn + upperKw.length;
      this.#totalOf[of] = total;
      let sumKw = 0;
      for (let column = this.#from; column < to; column += 1) {
        if (this.#classOf(column) !== of) continue;
        sumKw += upperOf[column] ?? 0;
        columns.push(column);
        coefficient.push(1);
      }
      columns.push(total);
      coefficient.push(-1);
      start.push(columns.length);
      upperKw.push(sumKw);
    }
  }

  #rewrite(row: number): void {
    const { rows } = this.#plan;
    const { start, column: columns, coefficient } = this.#members;
    for (let k = rows.start[row] ?? 0; k < (rows.start[row + 1] ?? 0); k += 1) {
      const column = rows.column[k] ?? 0;
      const of = this.#classOf(column);
      const total = this.#totalOf[of] ?? -1;
      if (total >= 0 && this.#seen[of] === row) continue;
      this.#seen[of] = row;
      columns.push(total >= 0 ? total : column);
      coefficient.push(rows.coefficient[k] ?? 0);
    }
    start.push(columns.length);
  }

  #classOf(column: number): number {
    return this.#plan.classOf[this.#plan.columns.session[column] ?? -1] ?? 0;
  }
}

function count(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}
