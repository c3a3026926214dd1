import type { Clock } from '../ports.ts';

/** Lets a bounded number of handshakes run, and a few begin in one turn of the event loop; the others wait in order of arrival. */
export class HandshakeGate {
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #onRunning: (running: number) => void;
  #running = 0;
  /** A handshake that needs no waiting is over in the turn it began in: without this bound a storm would be one turn. */
  #begunInTurn = 0;
  readonly #waiting: Waiter[] = [];

  /** `onRunning` is told how many run, at each change. */
  constructor({
    limits,
    clock,
    onRunning,
  }: {
    limits: GateLimits;
    clock: Clock;
    onRunning: (running: number) => void;
  }) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onRunning = onRunning;
  }

  /**
   * Calls `run` now or later and holds a slot until its promise settles; calls `refuse` when the queue is full or the turn comes
   * too late. That the peer hung up meanwhile cannot be seen: nobody reads from its socket yet.
   */
  enter({ run, refuse }: { readonly run: () => Promise<void>; readonly refuse: () => void }): void {
    const waiter = { run, refuse, sinceMs: this.#clock.nowMs() };
    if (this.#mayBegin() && this.#waiting.length === 0) this.#start(waiter);
    else if (this.#waiting.length < this.#limits.maxWaiting) this.#waiting.push(waiter);
    else refuse();
  }

  #mayBegin(): boolean {
    return this.#running < this.#limits.maxRunning && this.#begunInTurn < this.#limits.maxPerTurn;
  }

  #start({ run }: Waiter): void {
    this.#begunInTurn += 1;
    if (this.#begunInTurn === 1)
      this.#clock.after(NEXT_TURN_MS, () => {
        this.#begunInTurn = 0;
        this.#next();
      });
    this.#onRunning(++this.#running);
    const leave = (): void => {
      this.#onRunning(--this.#running);
      this.#next();
    };
    run().then(leave, leave);
  }

  #next(): void {
    while (this.#mayBegin()) {
      const waiter = this.#waiting.shift();
      if (waiter === undefined) return;
      if (this.#clock.nowMs() - waiter.sinceMs > this.#limits.maxWaitMs) waiter.refuse();
      else this.#start(waiter);
    }
  }
}

/** The shortest that a timer waits. */
export const NEXT_TURN_MS = 1;

export type GateLimits = {
  readonly maxRunning: number;
  readonly maxPerTurn: number;
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
};

type Waiter = { readonly run: () => Promise<void>; readonly refuse: () => void; readonly sinceMs: number };
