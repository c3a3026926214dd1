import { READMIT_FACTOR } from './allocate-settings.ts';
import type { Desk, Part } from './desk.ts';
import { worstMagnitude } from '../grid/index.ts';

/** Rounding to steps may lift a limit by a millionth. */
const WORST_FACTOR = 1 + 2e-6;

/**
 * Which rows could bind at all: those that would be over if every connector drew the most it may be given. The others are not looked at
 * again, and where no row that could bind joins two connectors, they are decided apart (`parts`).
 */
export class Watch {
  readonly #desk: Desk;
  readonly #worstKw: Float64Array;
  /** Worst sums per group of all rows. */
  readonly #sums: Float64Array;
  readonly #watched: Uint8Array;
  /** Watched rows that span a node, per node. */
  readonly #spanned: Int32Array;

  constructor(desk: Desk) {
    const { grid } = desk;
    this.#desk = desk;
    this.#worstKw = new Float64Array(grid.connectors.length);
    this.#sums = new Float64Array(grid.places.firstGroup[grid.rows.length] ?? 0);
    this.#watched = new Uint8Array(grid.rows.length);
    this.#spanned = new Int32Array(grid.nodes.length);
  }

  /** Looks at everything anew. */
  all(): void {
    const { places, rows, connectors } = this.#desk.grid;
    const { start, end, group, perKw } = places;
    const sums = this.#sums.fill(0);
    for (let i = 0; i < connectors.length; i++) {
      const worstKw = this.#worstOf(i);
      this.#worstKw[i] = worstKw;
      if (worstKw === 0) continue;
      const to = end[i] ?? 0;
      for (let k = start[i] ?? 0; k < to; k++) {
        const g = group[k] ?? 0;
        sums[g] = (sums[g] ?? 0) + worstKw * (perKw[k] ?? 0);
      }
    }
    for (let r = 0; r < rows.length; r++) this.#judge(r);
    for (let i = 0; i < connectors.length; i++) this.#compact(i);
  }

  isWatched(row: number): boolean {
    return this.#watched[row] === 1;
  }

  /**
   * Looks again at connectors whose wishes and rows whose capacity changed. Returns what must be decided anew: the topmost node of each part
   * that they were in or are in now, and connectors that no row joins with others.
   */
  again(connectors: readonly number[], rows: readonly number[]): { readonly tops: number[]; readonly alone: number[] } {
    const { places, tree } = this.#desk.grid;
    const touched = new Set(rows);
    const tops = new Set<number>();
    const note = (node: number): void => {
      const top = this.#topOf(node);
      if (top !== -1) tops.add(top);
    };
    const look = (): void => {
      for (const i of connectors) note(tree.home[i] ?? -1);
      for (const r of touched) note(tree.spanOfRow[r] ?? -1);
    };
    for (const i of connectors) {
      const worstKw = this.#worstOf(i);
      if (worstKw === this.#worstKw[i]) continue;
      this.#worstKw[i] = worstKw;
      for (let k = places.start[i] ?? 0; k < (places.end[i] ?? 0); k++) touched.add(places.row[k] ?? 0);
    }
    look();
    for (const r of touched) this.#sum(r);
    const flipped = [...touched].filter((r) => this.#judge(r));
    look();
    const reached = new Set(connectors);
    for (const r of flipped) for (const i of this.#membersOf(r)) reached.add(i);
    for (const i of reached) this.#compact(i);
    // A part that has fallen apart lies below its old top, one that has grown contains its old tops.
    const highest = [...tops].filter((top) => this.#topBetween(tree.parent[top] ?? -1, tops) === -1);
    const alone = connectors.filter((i) => this.#topBetween(tree.home[i] ?? -1, tops) === -1);
    return { tops: highest, alone };
  }

  /** The parts below a node (all: -1), and one of all connectors that are joined with none. */
  parts(below: number): Part[] {
    const { tree, connectorsBelowNode, connectors } = this.#desk.grid;
    const [from, to] = below === -1 ? [0, tree.order.length] : [tree.from[below] ?? 0, tree.to[below] ?? 0];
    const parts: Part[] = [];
    for (let at = from; at < to;) {
      const node = tree.order[at] ?? 0;
      if ((this.#spanned[node] ?? 0) === 0) {
        at += 1;
        continue;
      }
      parts.push(this.#partAt(node));
      at = tree.to[node] ?? at + 1;
    }
    const members = below === -1 ? undefined : (connectorsBelowNode[below] ?? new Int32Array(0));
    const count = members === undefined ? connectors.length : members.length;
    const alone: number[] = [];
    for (let k = 0; k < count; k++) {
      const i = members === undefined ? k : (members[k] ?? 0);
      if (this.#isAlone(i) && this.#topOf(tree.home[i] ?? -1) === -1) alone.push(i);
    }
    return alone.length === 0 ? parts : [...parts, this.partOf(alone)];
  }

  /** Connectors that no row joins with others. */
  partOf(alone: readonly number[]): Part {
    const { wishes } = this.#desk;
    const open = Int32Array.from(alone.filter((i) => wishes.open[i] === 1));
    return { open, fixed: new Int32Array(0), rows: new Int32Array(0) };
  }

  #isAlone(i: number): boolean {
    return this.#desk.places.start[i] === this.#desk.places.end[i] && this.#desk.wishes.open[i] === 1;
  }

  #partAt(top: number): Part {
    const { wishes, grid } = this.#desk;
    const { order, from, to, firstRow } = grid.tree;
    const members = grid.connectorsBelowNode[top] ?? new Int32Array(0);
    const rows: number[] = [];
    for (let at = from[top] ?? 0; at < (to[top] ?? 0); at++) {
      const node = order[at] ?? 0;
      for (let r = firstRow[node] ?? 0; r < (firstRow[node + 1] ?? 0); r++) if (this.#watched[r] === 1) rows.push(r);
    }
    const open = new Int32Array(members.length);
    const fixed = new Int32Array(members.length);
    let [openCount, fixedCount] = [0, 0];
    for (let k = 0; k < members.length; k++) {
      const i = members[k] ?? 0;
      if (wishes.open[i] === 1) open[openCount++] = i;
      else if ((wishes.fixedKw[i] ?? 0) > 0) fixed[fixedCount++] = i;
    }
    return { open: open.subarray(0, openCount), fixed: fixed.subarray(0, fixedCount), rows: Int32Array.from(rows) };
  }

  /** The highest node at or above `node` that a watched row spans; -1 = none. */
  #topOf(node: number): number {
    const { parent } = this.#desk.grid.tree;
    let top = -1;
    for (let at = node; at !== -1; at = parent[at] ?? -1) if ((this.#spanned[at] ?? 0) > 0) top = at;
    return top;
  }

  /** The highest of `tops` at or above `node`; -1 = none. */
  #topBetween(node: number, tops: ReadonlySet<number>): number {
    const { parent } = this.#desk.grid.tree;
    let top = -1;
    for (let at = node; at !== -1; at = parent[at] ?? -1) if (tops.has(at)) top = at;
    return top;
  }

  #worstOf(i: number): number {
    const { wishes } = this.#desk;
    if (wishes.open[i] === 0) return WORST_FACTOR * (wishes.fixedKw[i] ?? 0);
    const leastKw = READMIT_FACTOR * (wishes.leastKw[i] ?? 0);
    return WORST_FACTOR * Math.max(wishes.failsafeKw[i] ?? 0, wishes.upperKw[i] ?? 0, leastKw);
  }

  /** The row's worst sums from scratch, in the order of `all`. */
  #sum(row: number): void {
    const { rows, places } = this.#desk.grid;
    const first = places.firstGroup[row] ?? 0;
    rows[row]?.groups.forEach(({ members, perKw }, g) => {
      let sum = 0;
      for (let k = 0; k < members.length; k++) sum += (this.#worstKw[members[k] ?? 0] ?? 0) * (perKw[k] ?? 0);
      this.#sums[first + g] = sum;
    });
  }

  /** Notes whether the row could bind; true if that is news. */
  #judge(row: number): boolean {
    const { grid, remaining, raiseTo } = this.#desk;
    const first = grid.places.firstGroup[row] ?? 0;
    const groups = grid.rows[row]?.groups ?? [];
    const worst =
      groups.length === 1
        ? (this.#sums[first] ?? 0)
        : groups.length === 0
          ? 0
          : worstMagnitude(groups, this.#sums, first);
    const watched = worst > Math.min(remaining[row] ?? 0, raiseTo[row] ?? 0) ? 1 : 0;
    if (watched === this.#watched[row]) return false;
    this.#watched[row] = watched;
    const span = grid.tree.spanOfRow[row] ?? 0;
    this.#spanned[span] = (this.#spanned[span] ?? 0) + (watched === 1 ? 1 : -1);
    return true;
  }

  #membersOf(row: number): readonly number[] {
    return (this.#desk.grid.rows[row]?.groups ?? []).flatMap(({ members }) => [...members]);
  }

  /** Writes the watched rows of a connector into the desk's places. */
  #compact(i: number): void {
    const all = this.#desk.grid.places;
    const some = this.#desk.places;
    let at = all.start[i] ?? 0;
    const to = all.end[i] ?? 0;
    for (let k = at; k < to; k++) {
      const row = all.row[k] ?? 0;
      if (this.#watched[row] === 0) continue;
      some.row[at] = row;
      some.group[at] = all.group[k] ?? 0;
      some.perKw[at] = all.perKw[k] ?? 0;
      at += 1;
    }
    some.end[i] = at;
  }
}
