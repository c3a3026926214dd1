import { TimerQueue } from './timer-queue.ts';

/** Time, injected. The same shape as the central system's own clock, so one clock serves both ends. */
export interface Clock {
  nowMs(): number;
  /** Calls `run` once after `delayMs` (negative counts as 0); the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
}

/** A clock that stands still until it is told to move. Timers fire in order of due time, then of insertion. */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#timers.add(this.#nowMs + Math.max(0, delayMs), run);
  }

  advanceBy(durationMs: number): void {
    this.advanceTo(this.#nowMs + durationMs);
  }

  /** Runs everything due up to `toMs`, also what these timers set themselves; each sees its own due time as now. Time never goes back. */
  advanceTo(toMs: number): void {
    for (let due = this.#timers.takeDue(toMs); due !== undefined; due = this.#timers.takeDue(toMs)) {
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.run();
    }
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }
}

export type ScaledClockOptions = {
  readonly startMs: number;
  /** Virtual per real time, > 0. */
  readonly speed: number;
  /** Real time between two pumps. Default 5: sockets get their turn often enough that a message costs little virtual time. */
  readonly stepMs?: number;
  /** The most virtual time one pump may pass. Default 1000: one tick of the control loop. */
  readonly maxStepMs?: number;
  /** A monotonic real clock. */
  readonly realNowMs: () => number;
  /** A real timer; the returned function cancels. */
  readonly setRealTimer: (run: () => void, delayMs: number) => () => void;
};

/**
 * Virtual epoch time that runs `speed` times as fast as real time, in small steps.
 * When the process is blocked or too slow, virtual time becomes slower; it never jumps by more than `maxStepMs`.
 */
export class ScaledClock implements Clock {
  readonly #virtual: VirtualClock;
  readonly #options: Required<ScaledClockOptions>;
  #cancelPump: (() => void) | undefined;
  #lastRealMs = 0;
  /** Virtual time that is less than a millisecond and still owed. */
  #fractionMs = 0;

  constructor(options: ScaledClockOptions) {
    if (!(options.speed > 0 && Number.isFinite(options.speed))) {
      throw new Error(`scaled clock: speed must be > 0, got ${options.speed}`);
    }
    this.#options = { stepMs: 5, maxStepMs: 1000, ...options };
    this.#virtual = new VirtualClock(options.startMs);
  }

  nowMs(): number {
    return this.#virtual.nowMs();
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#virtual.after(delayMs, run);
  }

  /** Virtual time begins to pass. A second start changes nothing. */
  start(): void {
    if (this.#cancelPump !== undefined) return;
    this.#lastRealMs = this.#options.realNowMs();
    this.#schedule();
  }

  /** Virtual time stands still; timers are kept. */
  stop(): void {
    this.#cancelPump?.();
    this.#cancelPump = undefined;
  }

  #schedule(): void {
    this.#cancelPump = this.#options.setRealTimer(() => {
      // Rescheduled first: a timer that throws, or that calls stop(), must not be undone by us.
      this.#schedule();
      this.#pump();
    }, this.#options.stepMs);
  }

  #pump(): void {
    const { realNowMs, speed, maxStepMs } = this.#options;
    const realMs = realNowMs();
    const elapsedMs = Math.max(0, realMs - this.#lastRealMs);
    this.#lastRealMs = realMs;
    const owedMs = Math.min(maxStepMs, elapsedMs * speed + this.#fractionMs);
    const wholeMs = Math.floor(owedMs);
    this.#fractionMs = owedMs - wholeMs;
    this.#virtual.advanceBy(wholeMs);
  }
}
