import type { FlowNetwork } from './flow-network.ts';

const NONE = -1;

/**
 * A spanning tree of a flow network, hung from the ground (node 0), as linked lists of children. Along an arc of the tree no flow gains:
 * `worth[from] = gain + worth[to]`, with 0 at the ground, so `worth` is what one more kWh at a node is worth.
 */
export class SpanningTree {
  readonly parent: Int32Array;
  /** The arc to the parent. */
  readonly arc: Int32Array;
  readonly depth: Int32Array;
  readonly worth: Float64Array;
  readonly #network: FlowNetwork;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #before: Int32Array;

  /** The tree of `arcs`, one fewer than nodes, that connect every node. */
  constructor(network: FlowNetwork, arcs: Int32Array) {
    const { nodeCount } = network;
    this.#network = network;
    this.parent = new Int32Array(nodeCount).fill(NONE);
    this.arc = new Int32Array(nodeCount).fill(NONE);
    this.depth = new Int32Array(nodeCount);
    this.worth = new Float64Array(nodeCount);
    this.#first = new Int32Array(nodeCount).fill(NONE);
    this.#next = new Int32Array(nodeCount).fill(NONE);
    this.#before = new Int32Array(nodeCount).fill(NONE);
    this.#grow(arcs);
  }

  /** Takes the arc above `cut` out of the tree and hangs its subtree from `anchor` by `arc`, whose other end `hook` is in the subtree. */
  exchange({ cut, hook, anchor, arc }: Exchange): void {
    let node = hook;
    let parent = anchor;
    let link = arc;
    for (;;) {
      const nextParent = node;
      const nextLink = this.arc[node] ?? NONE;
      const next = this.parent[node] ?? NONE;
      this.#unlink(node);
      this.#link(node, parent, link);
      if (node === cut) break;
      parent = nextParent;
      link = nextLink;
      node = next;
    }
    this.#evaluate(hook);
  }

  /** Nodes, parents before children. */
  order(): Int32Array {
    const order = new Int32Array(this.parent.length);
    let count = 1;
    for (let at = 0; at < count; at += 1) {
      for (let child = this.#first[order[at] ?? 0] ?? NONE; child !== NONE; child = this.#next[child] ?? NONE) {
        order[count++] = child;
      }
    }
    return order;
  }

  #link(node: number, parent: number, arc: number): void {
    const first = this.#first[parent] ?? NONE;
    this.parent[node] = parent;
    this.arc[node] = arc;
    this.#next[node] = first;
    this.#before[node] = NONE;
    if (first !== NONE) this.#before[first] = node;
    this.#first[parent] = node;
  }

  #unlink(node: number): void {
    const before = this.#before[node] ?? NONE;
    const next = this.#next[node] ?? NONE;
    if (before !== NONE) this.#next[before] = next;
    else this.#first[this.parent[node] ?? 0] = next;
    if (next !== NONE) this.#before[next] = before;
  }

  /** Depth and worth of everything below and at `top`, each anew from its parent: nothing drifts. */
  #evaluate(top: number): void {
    const { parent, arc, depth, worth } = this;
    const { from, gain } = this.#network;
    const first = this.#first;
    const next = this.#next;
    let node = top;
    for (;;) {
      const above = parent[node] ?? 0;
      const link = arc[node] ?? 0;
      depth[node] = (depth[above] ?? 0) + 1;
      const gained = gain[link] ?? 0;
      worth[node] = (worth[above] ?? 0) + (from[link] === node ? gained : -gained);
      const child = first[node] ?? NONE;
      if (child !== NONE) {
        node = child;
        continue;
      }
      while (node !== top && (next[node] ?? NONE) === NONE) node = parent[node] ?? top;
      if (node === top) return;
      node = next[node] ?? top;
    }
  }

  #grow(arcs: Int32Array): void {
    const { from, to, nodeCount } = this.#network;
    const start = new Int32Array(nodeCount + 2);
    for (const arc of arcs) {
      for (const end of [from[arc] ?? 0, to[arc] ?? 0]) start[end + 2] = (start[end + 2] ?? 0) + 1;
    }
    for (let node = 2; node < start.length; node += 1) start[node] = (start[node] ?? 0) + (start[node - 1] ?? 0);
    const incident = new Int32Array(2 * arcs.length);
    for (const arc of arcs) {
      for (const end of [from[arc] ?? 0, to[arc] ?? 0]) {
        const place = start[end + 1] ?? 0;
        incident[place] = arc;
        start[end + 1] = place + 1;
      }
    }
    const queue = new Int32Array(nodeCount);
    let count = 1;
    for (let at = 0; at < count; at += 1) {
      const node = queue[at] ?? 0;
      for (let k = start[node] ?? 0; k < (start[node + 1] ?? 0); k += 1) {
        const arc = incident[k] ?? 0;
        const child = (from[arc] ?? 0) === node ? (to[arc] ?? 0) : (from[arc] ?? 0);
        if (child === this.parent[node]) continue;
        this.#link(child, node, arc);
        queue[count++] = child;
      }
    }
    if (count !== nodeCount)
      throw new Error(`network: a tree of ${arcs.length} arcs reaches ${count} of ${nodeCount} nodes`);
    for (let child = this.#first[0] ?? NONE; child !== NONE; child = this.#next[child] ?? NONE) this.#evaluate(child);
  }
}

export type Exchange = { readonly cut: number; readonly hook: number; readonly anchor: number; readonly arc: number };
