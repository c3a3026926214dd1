/**
 * How late a sender's messages are at least: the difference between receive time and the sender's own time that no message of the last minutes went
 * below. It is how far its clock is behind ours, plus the shortest way. A message that is later by more was so much longer on its way: a network or a
 * process that is busy for a minute delays every message of that minute, and only older ones show that it is no clock.
 */
export type LeastLag = {
  /** Least of the stretch that began at `sinceMs`, and of the one before. */
  readonly currentMs: number;
  readonly beforeMs: number;
  readonly sinceMs: number;
};

/** A smaller lag counts for one to two stretches. Longer than a network is jammed; a clock that was set back is followed after it. */
export const STRETCH_MS = 300_000;

/** Lag `lagMs` (negative = the sender's clock is fast) of a message received at `nowMs`; without `before` it is the first. Pure. */
export function withLag(
  before: LeastLag | undefined,
  { lagMs, nowMs }: { readonly lagMs: number; readonly nowMs: number },
): LeastLag {
  if (before === undefined) return { currentMs: lagMs, beforeMs: lagMs, sinceMs: nowMs };
  const { currentMs, sinceMs } = before;
  if (nowMs - sinceMs < STRETCH_MS) return lagMs < currentMs ? { ...before, currentMs: lagMs } : before;
  return { currentMs: lagMs, beforeMs: currentMs, sinceMs: nowMs };
}

/** When a message was made, in our time, not after `receivedAtMs`. It may have been made earlier by the shortest way. */
export function madeAtMs(
  { currentMs, beforeMs }: LeastLag,
  { stampMs, receivedAtMs }: { readonly stampMs: number; readonly receivedAtMs: number },
): number {
  return Math.min(receivedAtMs, stampMs + Math.min(currentMs, beforeMs));
}
