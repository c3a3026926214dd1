import type { Connection } from '../adapter.ts';
import type { ConnectorId, SessionId } from '../events.ts';
import type { CentralSystemDeps } from '../ports.ts';
import { isOngoing } from './transaction-status.ts';

export const SEQUENCE = {
  // Twice the largest city of the plan, as in acceptance.ts; the transaction heard of longest ago is forgotten first.
  maxRemembered: 20_000,
} as const;

type Count = { readonly seqNo: number; readonly isReported: boolean };
/** Highest seqNo of each open transaction; it outlives connections, because gaps arise between them. */
const counts = new WeakMap<CentralSystemDeps, Map<SessionId, Count>>();

/**
 * 2.x E01: seqNo counts the events of a transaction. A gap is noted and reported and decides nothing, because some firmware counts wrongly (always 0,
 * or once for all transactions); the station is asked once a transaction whether what is missing is still in its queue (E14).
 */
export function noteSequence(
  connection: Connection,
  at: {
    readonly connectorId: ConnectorId;
    readonly sessionId: SessionId;
    readonly transactionId: string;
    readonly seqNo: number;
  },
): void {
  const { deps } = connection;
  const { sessionId, seqNo } = at;
  const known = counts.get(deps) ?? new Map<SessionId, Count>();
  counts.set(deps, known);
  const before = known.get(sessionId) ?? { seqNo, isReported: false };
  const isGap = seqNo > before.seqNo + 1;
  known.delete(sessionId);
  known.set(sessionId, { seqNo: Math.max(seqNo, before.seqNo), isReported: before.isReported || isGap });
  const [oldest] = known.keys();
  if (known.size > SEQUENCE.maxRemembered && oldest !== undefined) known.delete(oldest);
  if (!isGap || before.isReported) return;
  void reportGap(connection, { ...at, missing: seqNo - before.seqNo - 1 });
}

export function forgetSequence({ deps }: Connection, sessionId: SessionId): void {
  counts.get(deps)?.delete(sessionId);
}

/** Never rejects. */
async function reportGap(
  connection: Connection,
  gap: {
    readonly connectorId: ConnectorId;
    readonly sessionId: SessionId;
    readonly transactionId: string;
    readonly missing: number;
  },
): Promise<void> {
  const { stationId, deps, emit } = connection;
  const { connectorId, sessionId, transactionId, missing } = gap;
  emit({ kind: 'session-flagged', stationId, atMs: deps.clock.nowMs(), connectorId, sessionId, flag: 'sequence-gap' });
  const { areMessagesQueued } = await isOngoing(connection, transactionId);
  const rest =
    areMessagesQueued === undefined ? 'may follow' : areMessagesQueued ? 'are still in its queue' : 'are lost';
  deps.log({ level: 'warn', stationId, message: `${connectorId}: ${missing} events of ${sessionId} ${rest}` });
  if (areMessagesQueued === false)
    emit({ kind: 'session-flagged', stationId, atMs: deps.clock.nowMs(), connectorId, sessionId, flag: 'events-lost' });
}
