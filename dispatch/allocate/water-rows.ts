import type { LevelProblem } from './water-levels.ts';
import type { Row } from '../grid/index.ts';
import { MAXIMUM_GROUPS, worstMagnitude } from '../grid/index.ts';

/** Sums over all subsets of a row's groups: real and imaginary part of the load and of its growth. */
const SUBSETS = 1 << MAXIMUM_GROUPS;

/**
 * The rows' side of the rising level: per row the load of each group, how fast it grows with the level, and at which level the row will be
 * tight if nothing else happens. Rows that cannot become tight even at all upper bounds are left out from the start.
 */
export class WaterRows {
  /** Per row: the level at which it becomes tight; may be too early after `leave`, is never too late. */
  readonly tightLevel: Float64Array;
  readonly #problem: LevelProblem;
  readonly #rows: readonly Row[];
  readonly #watched: Uint8Array;
  /** First group of each row in the arrays per group. */
  readonly #first: Int32Array;
  /** The level at which `#sum` holds, per row. */
  readonly #level: Float64Array;
  readonly #sum: Float64Array;
  readonly #rate: Float64Array;
  /** Connectors that rise, per group: when none is left the rate is exactly 0. */
  readonly #count: Int32Array;
  /** Groups that admit no increase any more. */
  readonly #closed: Uint8Array;
  /** Connectors that rise now. */
  readonly #rising: Uint8Array;
  readonly #subset = {
    re: new Float64Array(SUBSETS),
    im: new Float64Array(SUBSETS),
    rateRe: new Float64Array(SUBSETS),
    rateIm: new Float64Array(SUBSETS),
  };

  constructor(problem: LevelProblem) {
    const { rows, places } = problem.grid;
    const groups = places.firstGroup[rows.length] ?? 0;
    this.#problem = problem;
    this.#rows = rows;
    this.tightLevel = new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY);
    this.#watched = new Uint8Array(rows.length);
    this.#first = places.firstGroup;
    this.#level = new Float64Array(rows.length);
    this.#sum = new Float64Array(groups);
    this.#rate = new Float64Array(groups);
    this.#count = new Int32Array(groups);
    this.#closed = new Uint8Array(groups);
    this.#rising = new Uint8Array(problem.lowerKw.length);
    const highest = new Float64Array(groups);
    for (const r of problem.part.rows) {
      const remaining = problem.remaining[r] ?? 0;
      this.#fill(r, problem.lowerKw, this.#sum);
      this.#fill(r, problem.upperKw, highest);
      this.#watched[r] = worstMagnitude(rows[r]?.groups ?? [], highest, this.#first[r] ?? 0) > remaining ? 1 : 0;
    }
  }

  /** A row in which the connector may not rise, or -1. */
  saturatedRowOf(connector: number): number {
    const { rows, groups } = this.#places(connector);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k] ?? 0;
      if (this.#closed[groups[k] ?? 0] === 1) return row;
    }
    return -1;
  }

  /** The connector begins to rise at `level`; `moved` is told of each row whose tight level is another now. */
  join(connector: number, level: number, moved: (row: number) => void): void {
    this.#rising[connector] = 1;
    this.#change(connector, level, 1, moved);
  }

  /** The connector stops at `level`. */
  leave(connector: number, level: number): void {
    if (this.#rising[connector] === 0) return;
    this.#rising[connector] = 0;
    this.#change(connector, level, -1);
  }

  /** Computes the row's tight level anew; true if it was too early. */
  refresh(row: number): boolean {
    const before = this.tightLevel[row] ?? 0;
    const now = this.#tightLevelOf(row);
    this.tightLevel[row] = now;
    return now > before;
  }

  /** Closes the groups that make the row tight at `level`; returns their rising connectors. */
  saturate(row: number, level: number): number[] {
    this.#advance(row, level);
    const groups = this.#rows[row]?.groups ?? [];
    const first = this.#first[row] ?? 0;
    const worst = groups.length === 1 ? 1 : this.#worstSubset(row);
    const inWorst = (g: number): boolean => (worst & (1 << g)) !== 0;
    const grows = groups.some((_, g) => inWorst(g) && (this.#count[first + g] ?? 0) > 0);
    const stopping: number[] = [];
    groups.forEach(({ members }, g) => {
      // When rounding hides which subset is tight, all groups stop: on the safe side.
      if (grows && !inWorst(g)) return;
      this.#closed[first + g] = 1;
      for (const member of members) if (this.#rising[member] === 1) stopping.push(member);
    });
    return stopping;
  }

  #change(connector: number, level: number, sign: 1 | -1, moved?: (row: number) => void): void {
    const { rows, groups, perKw } = this.#places(connector);
    const slope = this.#problem.slopeKw[connector] ?? 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k] ?? 0;
      if (this.#watched[row] === 0) continue;
      this.#advance(row, level);
      const group = groups[k] ?? 0;
      const count = (this.#count[group] ?? 0) + sign;
      this.#count[group] = count;
      this.#rate[group] = count === 0 ? 0 : (this.#rate[group] ?? 0) + sign * slope * (perKw[k] ?? 0);
      if (moved === undefined) continue;
      this.tightLevel[row] = this.#tightLevelOf(row);
      moved(row);
    }
  }

  /** Brings the row's sums to `level`. */
  #advance(row: number, level: number): void {
    const first = this.#first[row] ?? 0;
    const end = first + (this.#rows[row]?.groups.length ?? 0);
    const by = level - (this.#level[row] ?? 0);
    for (let g = first; g < end; g++) {
      const rate = this.#rate[g] ?? 0;
      if (rate !== 0) this.#sum[g] = (this.#sum[g] ?? 0) + rate * by;
    }
    this.#level[row] = level;
  }

  #tightLevelOf(row: number): number {
    const first = this.#first[row] ?? 0;
    const level = this.#level[row] ?? 0;
    const remaining = this.#problem.remaining[row] ?? 0;
    const groups = this.#rows[row]?.groups ?? [];
    if (groups.length !== 1) return level + this.#phasorRise(row, remaining);
    const rate = this.#rate[first] ?? 0;
    if (!(rate > 0)) return Number.POSITIVE_INFINITY;
    return level + Math.max(0, (remaining - (this.#sum[first] ?? 0)) / rate);
  }

  /** By how much the level may rise until the first subset of groups reaches `remaining`: |S + R t| = remaining, a quadratic each. */
  #phasorRise(row: number, remaining: number): number {
    const size = this.#sumSubsets(row);
    const { re, im, rateRe, rateIm } = this.#subset;
    let least = Number.POSITIVE_INFINITY;
    for (let s = 1; s < size; s++) {
      const a = (rateRe[s] ?? 0) ** 2 + (rateIm[s] ?? 0) ** 2;
      if (a === 0) continue;
      const b = (re[s] ?? 0) * (rateRe[s] ?? 0) + (im[s] ?? 0) * (rateIm[s] ?? 0);
      const c = (re[s] ?? 0) ** 2 + (im[s] ?? 0) ** 2 - Math.max(0, remaining) ** 2;
      if (c >= 0) return 0;
      // The positive root, written without a difference of nearly equal numbers.
      const root = Math.sqrt(b * b - a * c);
      least = Math.min(least, b > 0 ? -c / (b + root) : (root - b) / a);
    }
    return least;
  }

  /** The largest of the subsets that still grow; 0 when none does. */
  #worstSubset(row: number): number {
    const size = this.#sumSubsets(row);
    const { re, im, rateRe, rateIm } = this.#subset;
    let worst = 0;
    let square = -1;
    for (let s = 1; s < size; s++) {
      if (rateRe[s] === 0 && rateIm[s] === 0) continue;
      const here = (re[s] ?? 0) ** 2 + (im[s] ?? 0) ** 2;
      if (here > square) {
        square = here;
        worst = s;
      }
    }
    return worst;
  }

  /** Fills the scratch arrays; subset s = s without its lowest group, plus that group. */
  #sumSubsets(row: number): number {
    const groups = this.#rows[row]?.groups ?? [];
    const first = this.#first[row] ?? 0;
    const { re, im, rateRe, rateIm } = this.#subset;
    const size = 1 << groups.length;
    for (let s = 1; s < size; s++) {
      const g = 31 - Math.clz32(s & -s);
      const rest = s & (s - 1);
      const sum = this.#sum[first + g] ?? 0;
      const rate = this.#rate[first + g] ?? 0;
      const unitRe = groups[g]?.re ?? 0;
      const unitIm = groups[g]?.im ?? 0;
      re[s] = (re[rest] ?? 0) + unitRe * sum;
      im[s] = (im[rest] ?? 0) + unitIm * sum;
      rateRe[s] = (rateRe[rest] ?? 0) + unitRe * rate;
      rateIm[s] = (rateIm[rest] ?? 0) + unitIm * rate;
    }
    return size;
  }

  #fill(row: number, powerKw: Float64Array, sums: Float64Array): void {
    const first = this.#first[row] ?? 0;
    this.#rows[row]?.groups.forEach(({ members, perKw }, g) => {
      let sum = 0;
      for (let k = 0; k < members.length; k++) sum += (perKw[k] ?? 0) * (powerKw[members[k] ?? 0] ?? 0);
      sums[first + g] = sum;
    });
  }

  #places(connector: number): {
    readonly rows: ArrayLike<number>;
    readonly groups: ArrayLike<number>;
    readonly perKw: ArrayLike<number>;
  } {
    const { start, end, row, group, perKw } = this.#problem.grid.places;
    const [from, to] = [start[connector] ?? 0, end[connector] ?? 0];
    return {
      rows: row.subarray(from, to),
      groups: group.subarray(from, to),
      perKw: perKw.subarray(from, to),
    };
  }
}
