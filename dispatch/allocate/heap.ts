/** A binary heap of the indexes 0..n-1 ordered by `keys`, least first; the caller owns the keys and says which have changed. */
export class Heap {
  readonly #keys: Float64Array;
  readonly #heap: Int32Array;
  readonly #place: Int32Array;

  constructor(keys: Float64Array) {
    this.#keys = keys;
    this.#heap = Int32Array.from(keys, (_, index) => index);
    this.#place = this.#heap.slice();
    for (let at = (keys.length >> 1) - 1; at >= 0; at--) this.#down(at);
  }

  /** The least key; Infinity when there is none. */
  topKey(): number {
    return this.#keys[this.#heap[0] ?? -1] ?? Number.POSITIVE_INFINITY;
  }

  /** The index of the least key; -1 when the heap is empty. Equal keys: in an order that depends only on the calls made. */
  top(): number {
    return this.#heap[0] ?? -1;
  }

  /** To be called at once after the key of `index` has changed, before any other key changes. */
  moved(index: number): void {
    let at = this.#place[index] ?? 0;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#keyAt(parent) <= this.#keyAt(at)) break;
      this.#swap(at, parent);
      at = parent;
    }
    this.#down(at);
  }

  #down(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < this.#heap.length && this.#keyAt(left) < this.#keyAt(least)) least = left;
      if (right < this.#heap.length && this.#keyAt(right) < this.#keyAt(least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #keyAt(at: number): number {
    return this.#keys[this.#heap[at] ?? 0] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const first = this.#heap[a] ?? 0;
    const second = this.#heap[b] ?? 0;
    this.#heap[a] = second;
    this.#heap[b] = first;
    this.#place[second] = a;
    this.#place[first] = b;
  }
}
