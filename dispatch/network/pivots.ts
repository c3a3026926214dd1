import type { FlowNetwork } from './flow-network.ts';
import type { SpanningTree } from './spanning-tree.ts';

/** Where an arc outside the tree stands: at 0 (it may rise), at its upper end (it may fall), in the tree or without room (neither). */
export const AT_ZERO = 1;
export const AT_UPPER = -1;
export const STILL = 0;

/** A feasible flow with a basis: the arcs of the tree may have any flow, all others stand at an end. */
export type Basis = {
  readonly tree: SpanningTree;
  readonly flowKwh: Float64Array;
  readonly state: Int8Array;
};

/** Arcs that are priced at once: large enough to find a good one, small against a whole pass. */
const BLOCK = 128;

/** Below this share of the largest gain a gain is rounding. */
const GAIN_TOLERANCE = 1e-12;

/** This many pivots in a row that move nothing, in nodes of the network: then the lowest index enters and leaves, which cannot cycle (Bland, 1977). */
const PATIENCE = 2;

/** Pivots between two looks at whether to go on. */
const PIVOTS_PER_LOOK = 128;

/**
 * Primal network simplex: arcs that would gain enter the tree, one arc of the cycle they close leaves, until none gains. The flow is feasible
 * after every pivot. The arc that leaves is the last of those that block, seen from the top of the cycle, so a strongly feasible tree stays one
 * (Cunningham, "A network simplex method", Mathematical Programming 11, 1976).
 */
export class Pivots {
  readonly #network: FlowNetwork;
  readonly #basis: Basis;
  readonly #tolerance: number;
  readonly #patience: number;
  #count = 0;
  #idle = 0;
  #from = 0;

  constructor(network: FlowNetwork, basis: Basis, patience = PATIENCE * network.nodeCount) {
    this.#network = network;
    this.#basis = basis;
    this.#patience = patience;
    let largest = 0;
    for (const gain of network.gain) largest = Math.max(largest, Math.abs(gain));
    this.#tolerance = GAIN_TOLERANCE * largest;
  }

  get count(): number {
    return this.#count;
  }

  /** Pivots until nothing gains, a flow without end gains, or `goOn`, asked now and then, says no. */
  run(goOn: () => boolean): 'optimal' | 'unbounded' | 'stopped' {
    for (;;) {
      if (this.#count % PIVOTS_PER_LOOK === PIVOTS_PER_LOOK - 1 && !goOn()) return 'stopped';
      const arc = this.#idle > this.#patience ? this.#firstGaining() : this.#bestOfBlock();
      if (arc < 0) return 'optimal';
      if (!this.#pivot(arc, this.#basis.state[arc] === AT_ZERO)) return 'unbounded';
    }
  }

  /** Brings an arc that stands between its ends to one of them or into the tree, never at a loss. False: it gains without end. */
  settle(arc: number): boolean {
    return this.#pivot(arc, this.#reducedGain(arc) >= 0);
  }

  #reducedGain(arc: number): number {
    const { from, to, gain } = this.#network;
    const { worth } = this.#basis.tree;
    return (gain[arc] ?? 0) + (worth[to[arc] ?? 0] ?? 0) - (worth[from[arc] ?? 0] ?? 0);
  }

  #firstGaining(): number {
    const { arcCount } = this.#network;
    for (let arc = 0; arc < arcCount; arc += 1) {
      if ((this.#basis.state[arc] ?? 0) * this.#reducedGain(arc) > this.#tolerance) return arc;
    }
    return -1;
  }

  /** The arc that gains most in the first block, from where the last search ended, that has one. */
  #bestOfBlock(): number {
    const { arcCount, from, to, gain } = this.#network;
    const { tree, state } = this.#basis;
    const { worth } = tree;
    let best = -1;
    let most = this.#tolerance;
    let at = this.#from;
    for (let seen = 0; seen < arcCount;) {
      const stop = Math.min(at + BLOCK, arcCount);
      for (let arc = at; arc < stop; arc += 1) {
        const gained =
          (state[arc] ?? 0) * ((gain[arc] ?? 0) + (worth[to[arc] ?? 0] ?? 0) - (worth[from[arc] ?? 0] ?? 0));
        if (gained > most) {
          most = gained;
          best = arc;
        }
      }
      seen += stop - at;
      at = stop === arcCount ? 0 : stop;
      if (best >= 0) break;
    }
    this.#from = at;
    return best;
  }

  /** Moves as much as fits around the cycle that `arc` closes, up the arc when it `rises`. False when nothing blocks. */
  #pivot(arc: number, rises: boolean): boolean {
    const { from, to, upperKwh } = this.#network;
    const { tree, flowKwh, state } = this.#basis;
    const tail = (rises ? from[arc] : to[arc]) ?? 0;
    const head = (rises ? to[arc] : from[arc]) ?? 0;
    const bland = this.#idle > this.#patience;
    const own = rises ? (upperKwh[arc] ?? 0) - (flowKwh[arc] ?? 0) : (flowKwh[arc] ?? 0);
    let moved = own;
    let cut = -1;
    let leaving = arc;
    let fromHead = false;
    let down = tail;
    let up = head;
    while (down !== up) {
      const onTail = (tree.depth[down] ?? 0) >= (tree.depth[up] ?? 0);
      const node = onTail ? down : up;
      const link = tree.arc[node] ?? 0;
      // Flow runs down to the tail and up from the head.
      const grows = (from[link] === node) !== onTail;
      // Rounding may leave a flow a hair outside its ends.
      const room = Math.max(0, grows ? (upperKwh[link] ?? 0) - (flowKwh[link] ?? 0) : (flowKwh[link] ?? 0));
      const later = bland ? link < leaving : !onTail;
      if (room < moved || (room === moved && later)) {
        moved = room;
        cut = node;
        leaving = link;
        fromHead = !onTail;
      }
      if (onTail) down = tree.parent[down] ?? 0;
      else up = tree.parent[up] ?? 0;
    }
    if (moved === Infinity) return false;
    this.#count += 1;
    this.#idle = moved > 0 ? 0 : this.#idle + 1;
    if (moved > 0) this.#move({ arc, rises, tail, head, top: down, moved });
    if (cut < 0) {
      flowKwh[arc] = rises ? (upperKwh[arc] ?? 0) : 0;
      state[arc] = (upperKwh[arc] ?? 0) === 0 ? STILL : rises ? AT_UPPER : AT_ZERO;
      return true;
    }
    const upper = upperKwh[leaving] ?? 0;
    const full = (flowKwh[leaving] ?? 0) > upper / 2;
    flowKwh[leaving] = full ? upper : 0;
    state[leaving] = upper === 0 ? STILL : full ? AT_UPPER : AT_ZERO;
    state[arc] = STILL;
    tree.exchange({ cut, hook: fromHead ? head : tail, anchor: fromHead ? tail : head, arc });
    return true;
  }

  #move({ arc, rises, tail, head, top, moved }: Move): void {
    const { from } = this.#network;
    const { tree, flowKwh } = this.#basis;
    flowKwh[arc] = (flowKwh[arc] ?? 0) + (rises ? moved : -moved);
    for (let node = tail; node !== top; node = tree.parent[node] ?? 0) {
      const link = tree.arc[node] ?? 0;
      flowKwh[link] = (flowKwh[link] ?? 0) + (from[link] === node ? -moved : moved);
    }
    for (let node = head; node !== top; node = tree.parent[node] ?? 0) {
      const link = tree.arc[node] ?? 0;
      flowKwh[link] = (flowKwh[link] ?? 0) + (from[link] === node ? moved : -moved);
    }
  }
}

type Move = {
  readonly arc: number;
  readonly rises: boolean;
  readonly tail: number;
  readonly head: number;
  readonly top: number;
  readonly moved: number;
};
