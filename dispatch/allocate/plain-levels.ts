import { Heap } from './heap.ts';
import type { LevelProblem } from './water-levels.ts';

/**
 * `waterLevels` where every row is a plain sum: the same shares without a queue of all starts and stops. Each row knows the level at which
 * it would be tight if nobody stopped before; the row with the lowest one is really tight there and stops its connectors. That leaves
 * more room in their other rows, whose levels are computed again when it is their turn (they can only rise).
 * O(connectors x rows per connector) for the first levels, and a row's members for each time it is looked at again.
 */
export function plainLevels(problem: LevelProblem): void {
  const { part, lowerKw, upperKw, offsetKw, slopeKw, powerKw, bindingRow, grid } = problem;
  for (const i of part.open) {
    powerKw[i] = upperKw[i] ?? 0;
    bindingRow[i] = -1;
  }
  const filling = new Filling(problem);
  const levels = Float64Array.from(part.rows, (row) => filling.tightLevel(row));
  const queue = new Heap(levels);
  for (let level = queue.topKey(); level < Number.POSITIVE_INFINITY; level = queue.topKey()) {
    const at = queue.top();
    const row = part.rows[at] ?? 0;
    if (filling.isStale(row)) {
      levels[at] = filling.tightLevel(row);
      queue.moved(at);
      continue;
    }
    const { members } = grid.rows[row]?.groups[0] ?? { members: [] };
    for (let k = 0; k < members.length; k++) {
      const i = members[k] ?? 0;
      if (!filling.isRisingAbove(i, level)) continue;
      const atKw = (offsetKw[i] ?? 0) + (slopeKw[i] ?? 0) * level;
      powerKw[i] = Math.min(upperKw[i] ?? 0, Math.max(lowerKw[i] ?? 0, atKw));
      bindingRow[i] = row;
      filling.stop(i);
    }
    levels[at] = Number.POSITIVE_INFINITY;
    queue.moved(at);
  }
}

/** Who still rises, what the others draw in each row, and the level at which a row is tight. */
class Filling {
  readonly #problem: LevelProblem;
  /** Per connector of the grid; valid for those of the part. */
  readonly #rising: Uint8Array;
  readonly #startLevel: Float64Array;
  readonly #stopLevel: Float64Array;
  /** Per row: what is drawn whatever the level, those that rise at their lower bounds. */
  readonly #constant: Float64Array;
  readonly #stale: Uint8Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #rate: Float64Array;

  constructor(problem: LevelProblem) {
    const { part, lowerKw, upperKw, offsetKw, slopeKw, powerKw, grid, scratch } = problem;
    this.#problem = problem;
    this.#rising = scratch.rising;
    this.#startLevel = scratch.startLevel;
    this.#stopLevel = scratch.stopLevel;
    this.#constant = scratch.constant;
    this.#stale = scratch.stale;
    this.#from = scratch.from;
    this.#to = scratch.to;
    this.#rate = scratch.rate;
    for (const row of part.rows) {
      this.#constant[row] = 0;
      this.#stale[row] = 0;
    }
    for (const i of part.fixed) {
      this.#rising[i] = 0;
      this.#draw(i, lowerKw[i] ?? 0);
    }
    for (const i of part.open) {
      const lower = lowerKw[i] ?? 0;
      const upper = upperKw[i] ?? 0;
      const slope = slopeKw[i] ?? 0;
      this.#draw(i, lower);
      this.#rising[i] = 0;
      if (!(upper > lower) || grid.places.start[i] === grid.places.end[i]) continue;
      const start = (lower - (offsetKw[i] ?? 0)) / slope;
      const stop = (upper - (offsetKw[i] ?? 0)) / slope;
      this.#startLevel[i] = start;
      this.#stopLevel[i] = stop;
      // Who never begins or never ends to rise, or whose claim is not a number, has no claim: a search between levels needs levels.
      if (stop > start && stop - start < Number.POSITIVE_INFINITY) this.#rising[i] = 1;
      else powerKw[i] = lower;
    }
  }

  /** Whether somebody in the row has stopped since its level was computed. */
  isStale(row: number): boolean {
    return this.#stale[row] === 1;
  }

  isRisingAbove(i: number, level: number): boolean {
    return this.#rising[i] === 1 && (this.#stopLevel[i] ?? 0) > level;
  }

  /** The connector stays at the power that it has now. */
  stop(i: number): void {
    const { powerKw, lowerKw, grid } = this.#problem;
    this.#rising[i] = 0;
    this.#draw(i, (powerKw[i] ?? 0) - (lowerKw[i] ?? 0));
    const { start, end, row } = grid.places;
    const to = end[i] ?? 0;
    for (let k = start[i] ?? 0; k < to; k++) this.#stale[row[k] ?? 0] = 1;
  }

  /** The level at which the row is tight if nobody else stops; Infinity = never, -Infinity = it is over with the lower bounds. */
  tightLevel(row: number): number {
    const { grid, slopeKw, remaining } = this.#problem;
    this.#stale[row] = 0;
    const group = grid.rows[row]?.groups[0];
    if (group === undefined) return Number.POSITIVE_INFINITY;
    const { members, perKw } = group;
    const capacity = remaining[row] ?? 0;
    let highest = this.#constant[row] ?? 0;
    if (highest > capacity) return Number.NEGATIVE_INFINITY;
    let count = 0;
    for (let k = 0; k < members.length; k++) {
      const i = members[k] ?? 0;
      if (this.#rising[i] !== 1) continue;
      const start = this.#startLevel[i] ?? 0;
      const stop = this.#stopLevel[i] ?? 0;
      const rate = (slopeKw[i] ?? 0) * (perKw[k] ?? 0);
      this.#from[count] = start;
      this.#to[count] = stop;
      this.#rate[count] = rate;
      highest += rate * (stop - start);
      count += 1;
    }
    return highest <= capacity ? Number.POSITIVE_INFINITY : this.#solve(count, capacity - (this.#constant[row] ?? 0));
  }

  /**
   * The level at which sum of rate x clamp(level - from, 0, to - from) over the first `count` entries is `room`. Halves the levels that come
   * into question at one of their own ends, like quickselect; what does not bend between them any more is summed up and dropped.
   */
  #solve(count: number, room: number): number {
    const [from, to, rate] = [this.#from, this.#to, this.#rate];
    let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    // What is dropped draws constant + slope x (level - anchor): relative to an anchor, so that large levels cost no digits.
    let [constant, slope, moment] = [0, 0, 0];
    let left = count;
    while (left > 0) {
      const pivot = this.#pivot(left, low, high);
      let drawn = constant + slope * pivot - moment;
      for (let k = 0; k < left; k++) {
        const start = from[k] ?? 0;
        const stop = to[k] ?? 0;
        if (pivot > start) drawn += (rate[k] ?? 0) * ((pivot < stop ? pivot : stop) - start);
      }
      if (drawn <= room) low = pivot;
      else high = pivot;
      let kept = 0;
      for (let k = 0; k < left; k++) {
        const start = from[k] ?? 0;
        const stop = to[k] ?? 0;
        const grows = rate[k] ?? 0;
        if (stop <= low) constant += grows * (stop - start);
        else if (start >= high) continue;
        else if (start <= low && stop >= high) {
          slope += grows;
          moment += grows * start;
        } else {
          from[kept] = start;
          to[kept] = stop;
          rate[kept] = grows;
          kept += 1;
        }
      }
      left = kept;
    }
    if (!(slope > 0)) return low;
    return Math.min(high, Math.max(low, (room - constant + moment) / slope));
  }

  /** An end of one of the entries strictly between `low` and `high`: the middle of three. Every entry has one there. */
  #pivot(left: number, low: number, high: number): number {
    const a = this.#endOf(0, low, high);
    const b = this.#endOf(left >> 1, low, high);
    const c = this.#endOf(left - 1, low, high);
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  #endOf(k: number, low: number, high: number): number {
    const start = this.#from[k] ?? 0;
    return start > low && start < high ? start : (this.#to[k] ?? 0);
  }

  #draw(i: number, deltaKw: number): void {
    if (deltaKw === 0) return;
    const { start, end, row, perKw } = this.#problem.grid.places;
    const to = end[i] ?? 0;
    for (let k = start[i] ?? 0; k < to; k++) {
      const r = row[k] ?? 0;
      this.#constant[r] = (this.#constant[r] ?? 0) + deltaKw * (perKw[k] ?? 0);
    }
  }
}
