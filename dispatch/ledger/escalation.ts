/**
 * What is done about a charger that does not do what it was told, after it was told again and again and the others have made room for it
 * (its exposure counts all the while). Pure: one step at a time, for the caller to send.
 */
export type Escalation = {
  /** Since when it misbehaves, or behaves again, without a break. */
  readonly sinceMs: number;
  readonly misbehaves: boolean;
  readonly outOfService: boolean;
  readonly resetAtMs?: number;
};

/** `out-of-service`: no further car starts there. `reset`: its station starts anew. `in-service`: it may be used again. */
export type EscalationStep = 'out-of-service' | 'reset' | 'in-service';

export type EscalationBounds = {
  readonly outOfServiceMs: number;
  readonly resetMs: number;
  readonly resetAgainMs: number;
  readonly calmMs: number;
};

export const ESCALATION_BOUNDS: EscalationBounds = {
  /** Told four times 5 s apart, and after that every 30 s: by now twice more. */
  outOfServiceMs: 60_000,
  /** A reset ends the sessions of the whole station: only for power that is really drawn, and when nothing else helped for so long. */
  resetMs: 120_000,
  /** What one reset did not heal, many do not; its contactors wear. */
  resetAgainMs: 3_600_000,
  /** It has obeyed for so long. */
  calmMs: 60_000,
};

/**
 * One look at a connected charger. `mute` = it answers no limit: what it may be obeying ends with its lease, so it only gets no new cars. `draws` = it
 * draws more than it may: that ends by itself never. Of what is not connected nothing can be asked: do not call this, its time stands still.
 */
export function escalate(
  before: Escalation | undefined,
  { trouble, atMs }: { readonly trouble: 'none' | 'mute' | 'draws'; readonly atMs: number },
  bounds: EscalationBounds,
): { readonly after: Escalation | undefined; readonly step?: EscalationStep } {
  const misbehaves = trouble !== 'none';
  if (before === undefined) {
    return { after: misbehaves ? { sinceMs: atMs, misbehaves, outOfService: false } : undefined };
  }
  if (before.misbehaves !== misbehaves) return { after: { ...before, misbehaves, sinceMs: atMs } };
  const lastsMs = atMs - before.sinceMs;
  if (!misbehaves) {
    if (lastsMs < bounds.calmMs) return { after: before };
    if (before.outOfService) return { after: { ...before, outOfService: false }, step: 'in-service' };
    // The reset is remembered until another one would be allowed.
    const remembered = before.resetAtMs !== undefined && atMs - before.resetAtMs < bounds.resetAgainMs;
    return { after: remembered ? before : undefined };
  }
  if (!before.outOfService && lastsMs >= bounds.outOfServiceMs)
    return { after: { ...before, outOfService: true }, step: 'out-of-service' };
  const mayReset = before.resetAtMs === undefined || atMs - before.resetAtMs >= bounds.resetAgainMs;
  if (trouble === 'draws' && lastsMs >= bounds.resetMs && mayReset)
    return { after: { ...before, resetAtMs: atMs }, step: 'reset' };
  return { after: before };
}
