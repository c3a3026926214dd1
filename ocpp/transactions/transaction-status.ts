import type { Connection } from '../adapter.ts';

/** undefined = the station did not say. */
type TransactionStatus = { readonly isOngoing?: boolean; readonly areMessagesQueued?: boolean };

/** 2.x E14, GetTransactionStatus. Never rejects: a station that does not know the message has not said anything. */
export async function isOngoing(connection: Connection, transactionId: string): Promise<TransactionStatus> {
  try {
    const { ongoingIndicator, messagesInQueue } = await connection.call('GetTransactionStatus', { transactionId });
    return {
      ...(typeof ongoingIndicator === 'boolean' ? { isOngoing: ongoingIndicator } : {}),
      ...(typeof messagesInQueue === 'boolean' ? { areMessagesQueued: messagesInQueue } : {}),
    };
  } catch {
    return {};
  }
}
