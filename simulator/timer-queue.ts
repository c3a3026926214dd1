/** Timers in the order in which they must fire: by due time, then by insertion. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  #insertions = 0;

  /** The returned function cancels; a cancelled timer stays in the heap until its time and is then skipped. */
  add(dueMs: number, run: () => void): () => void {
    const timer: Timer = { dueMs, order: this.#insertions++, run };
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return () => {
      timer.run = undefined;
    };
  }

  /** Takes out the next live timer that is due at or before `untilMs`. */
  takeDue(untilMs: number): { readonly dueMs: number; readonly run: () => void } | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || (first.run !== undefined && first.dueMs > untilMs)) return undefined;
      this.#removeFirst();
      if (first.run !== undefined) return { dueMs: first.dueMs, run: first.run };
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #siftDown(from: number): void {
    let at = from;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) throw new Error(`timer queue: no entry ${a} or ${b}`);
    return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
  }

  #swap(a: number, b: number): void {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) throw new Error(`timer queue: no entry ${a} or ${b}`);
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}

type Timer = { readonly dueMs: number; readonly order: number; run: (() => void) | undefined };
