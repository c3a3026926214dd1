import type { Connection } from '../adapter.ts';
import type { SessionId } from '../events.ts';

/**
 * 2.0.1 E02 (cable first): a token comes after its session has begun. On disk when this resolves, and told once; a session that has a token
 * keeps it, and the token that stops a session is not asked for here.
 */
export async function identifySession(
  { stationId, deps, emit }: Connection,
  {
    evseId,
    sessionId,
    transactionId,
    idToken: { idToken },
  }: {
    readonly evseId: number;
    readonly sessionId: SessionId;
    readonly transactionId: string;
    readonly idToken: { readonly idToken: string };
  },
): Promise<void> {
  // A station that needs no token sends an empty one (C02).
  if (idToken === '') return;
  if (!(await deps.sessions.identify({ stationId, transactionId, idToken }))) return;
  const connectorId = `${stationId}/${evseId}` as const;
  emit({ kind: 'session-identified', stationId, atMs: deps.clock.nowMs(), connectorId, sessionId, idToken });
}
