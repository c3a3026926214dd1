import { ROW_TOLERANCE, worstMagnitude, type CompiledGrid, type Row, type RowCapacity } from '../../dispatch/index.ts';

/**
 * How a phasor row is judged. `sum`: the magnitude of the sum of all line currents, as ACN-Sim does it; right as long as every car
 * draws what it was told. `worst-subset`: the largest magnitude that remains possible when cars stop, as this project's own dispatch does it.
 */
export type Magnitude = 'sum' | 'worst-subset';

type Term = { readonly row: number; readonly sum: number; readonly perKw: number };

/** What the rows of a grid have left while powers are tried one after the other. */
export class RowRoom {
  readonly powerKw: Float64Array;
  readonly #rows: readonly Row[];
  readonly #magnitude: Magnitude;
  /** Per row: where the sums of its groups begin in `#sums`. */
  readonly #first: Int32Array;
  readonly #sums: Float64Array;
  /** Per connector: the rows and sums it is in. */
  readonly #terms: readonly (readonly Term[])[];
  #available: Float64Array;

  constructor({ rows, connectors }: CompiledGrid, magnitude: Magnitude) {
    const terms: Term[][] = connectors.map(() => []);
    this.#first = new Int32Array(rows.length);
    let sums = 0;
    rows.forEach(({ groups }, row) => {
      this.#first[row] = sums;
      for (const { members, perKw } of groups) {
        members.forEach((member, k) => terms[member]?.push({ row, sum: sums, perKw: perKw[k] ?? 0 }));
        sums += 1;
      }
    });
    this.#rows = rows;
    this.#magnitude = magnitude;
    this.#terms = terms;
    this.#sums = new Float64Array(sums);
    this.#available = new Float64Array(rows.length);
    this.powerKw = new Float64Array(connectors.length);
  }

  /** Everything at 0 again, with these capacities (one per row). */
  open(capacities: readonly RowCapacity[]): void {
    this.powerKw.fill(0);
    this.#sums.fill(0);
    this.#available = Float64Array.from(capacities, ({ limit, base }) => limit - base);
  }

  set(connector: number, powerKw: number): void {
    const moreKw = powerKw - (this.powerKw[connector] ?? 0);
    if (moreKw === 0) return;
    this.powerKw[connector] = powerKw;
    this.#add(connector, moreKw);
  }

  /** Would every row of this connector hold with it at `powerKw` and the others as they are? */
  fits(connector: number, powerKw: number): boolean {
    const moreKw = powerKw - (this.powerKw[connector] ?? 0);
    if (moreKw <= 0) return true;
    this.#add(connector, moreKw);
    const holds = (this.#terms[connector] ?? []).every(({ row }) => this.#holds(row));
    this.#add(connector, -moreKw);
    return holds;
  }

  allHold(): boolean {
    for (let row = 0; row < this.#first.length; row++) if (!this.#holds(row)) return false;
    return true;
  }

  #add(connector: number, moreKw: number): void {
    for (const { sum, perKw } of this.#terms[connector] ?? [])
      this.#sums[sum] = (this.#sums[sum] ?? 0) + perKw * moreKw;
  }

  #holds(index: number): boolean {
    const row = this.#rows[index];
    if (row === undefined) return true;
    const first = this.#first[index] ?? 0;
    const load =
      this.#magnitude === 'sum' ? sumMagnitude(row, this.#sums, first) : worstMagnitude(row.groups, this.#sums, first);
    return load <= (this.#available[index] ?? 0) + ROW_TOLERANCE;
  }
}

function sumMagnitude({ groups }: Row, sums: Float64Array, first: number): number {
  if (groups.length === 1) return sums[first] ?? 0;
  let re = 0;
  let im = 0;
  for (let g = 0; g < groups.length; g++) {
    const group = groups[g];
    if (group === undefined) continue;
    re += group.re * (sums[first + g] ?? 0);
    im += group.im * (sums[first + g] ?? 0);
  }
  return Math.sqrt(re * re + im * im);
}
