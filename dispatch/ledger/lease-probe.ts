import type { LedgerBounds } from './account.ts';

/**
 * The proof that a grant ends by itself, taken once per model with its own meter. A car that really draws more than its share gets its limit once
 * more, as a short lease that nobody renews. Then the meter must show power above the share while the lease lives, and within the share when it
 * has ended. All the while the ledger counts the grant as one without end, so a charger that goes on costs nothing but this answer.
 * Pure: the state of one probe, one event at a time. It stands here and not beside the wire: it knows meters and times, and no message.
 */
export type LeaseProbe = {
  readonly limitKw: number;
  readonly shareKw: number;
  /** When the lease ends, by our clock. */
  readonly endsAtMs: number;
  /** The newest reading before the end was above the share. */
  readonly wasAbove: boolean;
  /** Readings in a row after the end, with one verdict. */
  readonly after?: { readonly isAbove: boolean; readonly count: number };
};

export type LeaseVerdict = 'honoured' | 'ignored' | 'inconclusive';

export const LEASE_PROBE = {
  /** Long enough for three readings of 10 s before the end, short enough for a car that waits for its power. */
  leaseMs: 60_000,
  /** Readings in a row that make a verdict. */
  readings: 2,
  /** After the end: as long as the ledger waits, and three readings more. */
  patienceMs: 60_000,
  /** A reading that is older than this when the lease ends says nothing about its end. */
  lastReadingMs: 20_000,
  /** What was not conclusive is tried again after this. */
  againMs: 600_000,
} as const;

/** Voltage (nominal + 10 %) and the noise of a meter. */
const FACTOR = 1.1;
const NOISE_KW = 0.2;

/** Whether a connector can prove anything: it draws so much more than its share that the end of a lease is seen on its meter. */
export function canProve({
  measuredKw,
  limitKw,
  shareKw,
}: {
  readonly measuredKw: number;
  readonly limitKw: number;
  readonly shareKw: number;
}): boolean {
  return limitKw > shareKw && measuredKw > shareKw * FACTOR + NOISE_KW + 0.5;
}

export function beginProbe({
  limitKw,
  shareKw,
  atMs,
}: {
  readonly limitKw: number;
  readonly shareKw: number;
  readonly atMs: number;
}): LeaseProbe {
  return { limitKw, shareKw, endsAtMs: atMs + LEASE_PROBE.leaseMs, wasAbove: false };
}

/** A live reading. With a verdict the probe is over. */
export function probeRead(
  probe: LeaseProbe,
  { powerKw, atMs }: { readonly powerKw: number; readonly atMs: number },
  bounds: Pick<LedgerBounds, 'skewMs' | 'actuationMs'>,
): { readonly after: LeaseProbe; readonly verdict?: LeaseVerdict } {
  const isAbove = powerKw > probe.shareKw * FACTOR + NOISE_KW;
  if (atMs <= probe.endsAtMs - bounds.skewMs) {
    const isNear = atMs > probe.endsAtMs - bounds.skewMs - LEASE_PROBE.lastReadingMs;
    return { after: { ...probe, wasAbove: isAbove && isNear } };
  }
  // While the lease may end by the charger's clock and the watts follow, any power is right.
  if (atMs < probe.endsAtMs + bounds.skewMs + bounds.actuationMs) return { after: probe };
  // A car that had finished before proves nothing by its silence.
  if (!probe.wasAbove) return { after: probe, verdict: 'inconclusive' };
  const count = probe.after?.isAbove === isAbove ? probe.after.count + 1 : 1;
  const after = { ...probe, after: { isAbove, count } };
  if (count < LEASE_PROBE.readings) return { after };
  return { after, verdict: isAbove ? 'ignored' : 'honoured' };
}

/** No reading came that could decide it. */
export function probeTimedOut({ endsAtMs }: LeaseProbe, atMs: number): boolean {
  return atMs > endsAtMs + LEASE_PROBE.patienceMs;
}
