import { meanChancesBeyond, type Survival } from './survival.ts';

/** All that is known of how long a car will stay. Plain data, so that it can lie in a snapshot. */
export type Stay = {
  /** How long such visits lasted, from their beginning. */
  readonly stayMs: Survival;
  /** The departure that its driver was promised to be ready for; Infinity = none. */
  readonly untilMs: number;
};

type Visit = { readonly arrivedAtMs: number; readonly departureMs: number; readonly stay?: Stay };

/** The latest that a plan may count on the car: the promise, or the longest of such visits; without either its departure. */
export function latestMs({ arrivedAtMs, departureMs, stay }: Visit, atMs: number): number {
  if (stay === undefined) return departureMs;
  const longestMs = arrivedAtMs + (stay.stayMs.amount.at(-1) ?? 0);
  return longestMs > atMs ? Math.min(longestMs, stay.untilMs) : departureMs;
}

/**
 * The chance that a car which is there when the slots begin is still there, on average over each slot: of such visits that lasted longer than it did until now,
 * the part that lasted until then. One entry a slot, from 1 downward; undefined where nothing tells, because it has stayed longer than all of them.
 */
export function presenceOf(
  { arrivedAtMs, stay }: Visit,
  slotStartMs: readonly number[],
): readonly number[] | undefined {
  if (stay === undefined) return undefined;
  const sinceArrivalMs = slotStartMs.map((ms) => ms - arrivedAtMs);
  return meanChancesBeyond(stay.stayMs, Math.max(0, sinceArrivalMs[0] ?? 0), sinceArrivalMs);
}
