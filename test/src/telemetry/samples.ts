import type { Clock } from '../../../ocpp/index.ts';
import type { Point } from '../../../src/telemetry/index.ts';

export const wallClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** One second apart, so that every point is one of its own. */
export function pointAt(index: number): Point {
  return {
    measurement: 'reading',
    tags: { stationId: `A${String(index % 10).padStart(2, '0')}` },
    fields: { powerKw: index / 10 },
    atMs: EPOCH_MS + index * 1000,
  };
}
export const EPOCH_MS = Date.UTC(2026, 8, 1);
