import type { Clock } from '../clock.ts';

/** A station's own clock: it runs as fast as the world's, and is `aheadMs()` ahead of it. */
export function ownClock(clock: Clock, aheadMs: () => number): Clock {
  return {
    nowMs: () => clock.nowMs() + aheadMs(),
    after: (delayMs, run) => clock.after(delayMs, run),
  };
}
