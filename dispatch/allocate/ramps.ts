import type { Desk, Part } from './desk.ts';

/** A row whose capacity is held down, and what it was. */
type Lowered = { readonly row: number; readonly remaining: number };

/**
 * After admission: rows that may not be raised as far as they could bear (`raiseTo`) have only that for levels and left-over steps. Floors stay, even above it: a row that
 * is over with its floors raises nobody. Returns what to put back when the part is decided: what is over is judged by what a row bears.
 */
export function lowerToRamps({ remaining, raiseTo }: Desk, { rows }: Part): readonly Lowered[] {
  const lowered: Lowered[] = [];
  for (const row of rows) {
    const before = remaining[row] ?? 0;
    const to = raiseTo[row] ?? Number.POSITIVE_INFINITY;
    if (!(to < before)) continue;
    lowered.push({ row, remaining: before });
    remaining[row] = to;
  }
  return lowered;
}
