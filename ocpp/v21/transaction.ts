import type { Connection } from '../adapter.ts';

/** The EVSE of an open transaction; undefined when none of that id is open. */
export function evseOfTransaction({ known }: Connection, transactionId: string): number | undefined {
  for (const [evseId, session] of known.sessions) if (session.transactionId === transactionId) return evseId;
  return undefined;
}
