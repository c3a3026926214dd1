import type { Known } from '../adapter.ts';

/** What a profile of ours may let its EVSE draw, in its rate unit. */
type Present = { readonly limit: number; readonly rateUnit: 'A' | 'W'; readonly endsAtMs: number };
const presentOf = new WeakMap<Known, Map<number, Present>>();

/** A limit leaves: from now on no more than it is told to who asks, whether it is accepted or not. */
export function noteSent(known: Known, { profileId, ...sent }: Present & { readonly profileId: number }): void {
  const before = presentOf.get(known)?.get(profileId);
  // Without an accepted limit there is nothing to tell; another unit cannot be compared.
  if (before === undefined) return;
  if (before.rateUnit !== sent.rateUnit) presentOf.get(known)?.delete(profileId);
  else if (sent.limit < before.limit) presentOf.get(known)?.set(profileId, { ...before, limit: sent.limit });
}

export function noteAccepted(known: Known, { profileId, ...accepted }: Present & { readonly profileId: number }): void {
  const presents = presentOf.get(known) ?? new Map<number, Present>();
  presentOf.set(known, presents.set(profileId, accepted));
}

/** The accepted limit, or a lower one that is on its way; undefined when its lease has ended. */
export function presentLimit(
  known: Known,
  { profileId, nowMs }: { readonly profileId: number; readonly nowMs: number },
): number | undefined {
  const present = presentOf.get(known)?.get(profileId);
  return present === undefined || nowMs >= present.endsAtMs ? undefined : present.limit;
}
