import type { Known } from '../adapter.ts';

/** What a profile of ours may let its EVSE draw, in its rate unit. */
type Present = { readonly limit: number; readonly rateUnit: 'A' | 'W'; readonly endsAtMs: number };
type Sent = Present & { readonly profileId: number };
/** `newest` left last, answered or not; `told` is what a station that asks may have. */
type Entry = { readonly newest: Sent; readonly told?: Present };
const entries = new WeakMap<Known, Map<number, Entry>>();

/** A limit leaves: from now on no more than it is told to who asks, whether it is accepted or not. */
export function noteSent(known: Known, sent: Sent): void {
  const ofProfiles = entries.get(known) ?? new Map<number, Entry>();
  const before = ofProfiles.get(sent.profileId)?.told;
  // Without an accepted limit there is nothing to tell; another unit cannot be compared.
  const isComparable = before !== undefined && before.rateUnit === sent.rateUnit;
  const told = isComparable ? { told: { ...before, limit: Math.min(before.limit, sent.limit) } } : {};
  entries.set(known, ofProfiles.set(sent.profileId, { newest: sent, ...told }));
}

/** A limit was accepted. One that another was sent after says nothing any more: an answer that comes late must not raise. */
export function noteAccepted(known: Known, accepted: Sent): void {
  const ofProfiles = entries.get(known);
  if (ofProfiles?.get(accepted.profileId)?.newest !== accepted) return;
  ofProfiles.set(accepted.profileId, { newest: accepted, told: accepted });
}

/** The accepted limit, or a lower one that is on its way; undefined when its lease has ended. */
export function presentLimit(
  known: Known,
  { profileId, nowMs }: { readonly profileId: number; readonly nowMs: number },
): number | undefined {
  const told = entries.get(known)?.get(profileId)?.told;
  return told === undefined || nowMs >= told.endsAtMs ? undefined : told.limit;
}
