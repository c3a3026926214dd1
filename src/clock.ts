import type { Clock } from '../ocpp/index.ts';

/** The one place where the product reads the time of day and sets timers. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs again and again, the first time after `everyMs`. Returns how to stop it. */
export function every(clock: Clock, everyMs: number, run: () => void): () => void {
  let cancel = clock.after(everyMs, again);
  function again(): void {
    run();
    cancel = clock.after(everyMs, again);
  }
  return () => cancel();
}

/** Real milliseconds that only go forward, for durations; never for the time of day. */
export function monotonicMs(): number {
  return performance.now();
}
