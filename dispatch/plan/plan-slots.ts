import { SHORTEST_SLOT_MS, SLOT_GRIDS } from './plan-bounds.ts';

/**
 * Start of each slot of a plan made at `atMs`, and the end of the last: `slots + 1` ascending times, the first `atMs`.
 * Slots grow with the distance and begin on whole multiples of their length, where prices and envelopes change.
 * The more sessions, the fewer slots (`SLOT_GRIDS`).
 */
export function slotGrid(atMs: number, sessionCount: number): number[] {
  const grid = SLOT_GRIDS.find(({ maxSessions }) => sessionCount <= maxSessions);
  if (grid === undefined || !Number.isFinite(atMs)) {
    throw new RangeError(`slotGrid: no grid of slots at ${atMs} for ${sessionCount} sessions`);
  }
  const starts = [atMs];
  let endMs = atMs;
  for (const { lengthMs, count } of grid.stretches) {
    const untilMs = endMs + lengthMs * count;
    while (endMs < untilMs) {
      const nextMs = Math.floor(endMs / lengthMs) * lengthMs + lengthMs;
      endMs = nextMs - endMs < SHORTEST_SLOT_MS ? nextMs + lengthMs : nextMs;
      starts.push(endMs);
    }
  }
  return starts;
}

/** Hours of slot `slot` that lie before `endMs`, >= 0. */
export function hoursBefore(slotStartMs: readonly number[], slot: number, endMs: number): number {
  const startMs = slotStartMs[slot] ?? 0;
  const stopMs = Math.min(slotStartMs[slot + 1] ?? startMs, endMs);
  return Math.max(0, stopMs - startMs) / 3_600_000;
}
