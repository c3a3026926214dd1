import type { Connection } from '../adapter.ts';
import type { SignedValue } from '../ports.ts';

/**
 * Signed values of a session of this station, open or ended: on disk when this resolves, each once. What the register had no room for is
 * told as a flag of the session. A transaction that the station does not have keeps nothing.
 */
export async function keepSigned(
  { stationId, deps, emit }: Connection,
  { transactionId, values }: { readonly transactionId: string; readonly values: readonly SignedValue[] },
): Promise<void> {
  if (values.length === 0) return;
  const kept = await deps.sessions.keepSigned({ stationId, transactionId, values });
  if (kept === undefined || kept.dropped === 0) return;
  emit({
    kind: 'session-flagged',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${kept.connectorNumber}`,
    sessionId: `${stationId}#${transactionId}`,
    flag: 'signed-values-dropped',
  });
}
