/** Below this a residual capacity is used up: sums of a day's kWh carry some 1e-12. */
const EPSILON = 1e-9;

/**
 * Largest flow from node 0 to node 1 (E. A. Dinic 1970): blocking flows in level graphs, in O(nodes^2 x edges), on the
 * two-sided graphs of a charging site in few rounds. Capacities >= 0 in any one unit.
 */
export class MaximumFlow {
  /** Edge k and its reverse k ^ 1. */
  readonly #head: number[] = [];
  readonly #left: number[] = [];
  readonly #edges: number[][] = [];

  edge(from: number, to: number, capacity: number): void {
    this.#edgesOf(from).push(this.#head.length);
    this.#head.push(to);
    this.#left.push(capacity);
    this.#edgesOf(to).push(this.#head.length);
    this.#head.push(from);
    this.#left.push(0);
  }

  solve(): number {
    let flow = 0;
    for (;;) {
      const level = this.#levels();
      if (level[1] === -1) return flow;
      const next = new Int32Array(this.#edges.length);
      for (;;) {
        const more = this.#push({ node: 0, most: Number.POSITIVE_INFINITY, level, next });
        if (more <= EPSILON) break;
        flow += more;
      }
    }
  }

  #levels(): Int32Array {
    const level = new Int32Array(this.#edges.length).fill(-1);
    level[0] = 0;
    const queue = [0];
    for (const node of queue) {
      for (const edge of this.#edgesOf(node)) {
        const to = this.#head[edge] ?? 0;
        if (level[to] !== -1 || (this.#left[edge] ?? 0) <= EPSILON) continue;
        level[to] = (level[node] ?? 0) + 1;
        queue.push(to);
      }
    }
    return level;
  }

  /** One path: its depth is bounded by the levels. */
  #push({ node, most, level, next }: { node: number; most: number; level: Int32Array; next: Int32Array }): number {
    if (node === 1) return most;
    const edges = this.#edgesOf(node);
    for (; (next[node] ?? 0) < edges.length; next[node] = (next[node] ?? 0) + 1) {
      const edge = edges[next[node] ?? 0] ?? -1;
      const to = this.#head[edge] ?? 0;
      const left = this.#left[edge] ?? 0;
      if (left <= EPSILON || level[to] !== (level[node] ?? 0) + 1) continue;
      const pushed = this.#push({ node: to, most: Math.min(most, left), level, next });
      if (pushed <= EPSILON) continue;
      this.#left[edge] = left - pushed;
      this.#left[edge ^ 1] = (this.#left[edge ^ 1] ?? 0) + pushed;
      return pushed;
    }
    return 0;
  }

  #edgesOf(node: number): number[] {
    while (this.#edges.length <= node) this.#edges.push([]);
    return this.#edges[node] ?? [];
  }
}
