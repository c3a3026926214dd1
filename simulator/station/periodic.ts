import type { Clock } from '../clock.ts';

/** Shortest period: a station that reports more often than its physics moves says nothing new. */
const MIN_INTERVAL_MS = 1000;

/** Something a station does every so often, on the clock's own multiples of the interval shifted by its share of it, so that not all do it at once. */
export class Periodic {
  readonly #clock: Clock;
  readonly #offsetShare: number;
  readonly #run: () => void;
  #cancel: (() => void) | undefined;

  constructor({
    clock,
    offsetShare,
    run,
  }: {
    readonly clock: Clock;
    readonly offsetShare: number;
    readonly run: () => void;
  }) {
    this.#clock = clock;
    this.#offsetShare = offsetShare;
    this.#run = run;
  }

  /** Begins anew with this interval; 0 (or anything below a second) is never. */
  start(intervalMs: number): void {
    this.stop();
    if (!(intervalMs >= MIN_INTERVAL_MS)) return;
    const sinceMs = this.#clock.nowMs() - Math.round(this.#offsetShare * intervalMs);
    const waitMs = intervalMs - (((sinceMs % intervalMs) + intervalMs) % intervalMs);
    this.#cancel = this.#clock.after(waitMs, () => {
      this.start(intervalMs);
      this.#run();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
