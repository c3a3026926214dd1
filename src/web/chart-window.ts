import { lastEdgeMs } from './limit-ahead.ts';
import type { Step } from './limit-ahead.ts';

export type ChartWindow = { readonly fromMs: number; readonly toMs: number };

const MINUTE_MS = 60_000;
/** A chart of less shows noise. */
const LEAST_PAST_MS = 15 * MINUTE_MS;
const LEAST_AHEAD_MS = 5 * MINUTE_MS;

/** What is known of the chosen past, and enough of the future to see an announced limit begin and end. */
export function chartWindow({
  nowMs,
  rangeMs,
  firstMs,
  ahead,
}: {
  readonly nowMs: number;
  readonly rangeMs: number;
  /** Of the oldest measurement; undefined = none. */
  readonly firstMs: number | undefined;
  readonly ahead: readonly Step[];
}): ChartWindow {
  const pastMs = Math.min(rangeMs, Math.max(LEAST_PAST_MS, nowMs - (firstMs ?? nowMs)));
  const plainAheadMs = Math.max(LEAST_AHEAD_MS, pastMs / 8);
  const edgeMs = lastEdgeMs(ahead.filter(({ atMs }) => atMs <= nowMs + rangeMs));
  const edgeAheadMs = edgeMs === undefined ? 0 : (edgeMs - nowMs) * 1.1;
  return { fromMs: nowMs - pastMs, toMs: nowMs + Math.max(plainAheadMs, edgeAheadMs) };
}
