/** Wait after a boot that was not accepted, where the answer names none. */
const BOOT_RETRY_MS = 10_000;

export type BootDeps = {
  /** Sends the BootNotification. */
  readonly call: () => Promise<Record<string, unknown>>;
  readonly after: (delayMs: number, run: () => void) => () => void;
  /** Whether the connection that this boot belongs to still lives. */
  readonly isCurrent: () => boolean;
  readonly onAccepted: (heartbeatIntervalS: number) => void;
};

/** Sends BootNotification until it is accepted or the connection ends, as often as the answers say. Never rejects. */
export async function bootUntilAccepted(deps: BootDeps): Promise<void> {
  let waitMs = BOOT_RETRY_MS;
  try {
    const answer = await deps.call();
    if (!deps.isCurrent()) return;
    const intervalS = Math.round(Number(answer['interval']));
    if (intervalS > 0) waitMs = intervalS * 1000;
    if (answer['status'] === 'Accepted') {
      deps.onAccepted(intervalS > 0 ? intervalS : 0);
      return;
    }
  } catch {
    // No usable answer: the same wait as for a refusal.
  }
  deps.after(waitMs, () => {
    if (deps.isCurrent()) void bootUntilAccepted(deps);
  });
}
