import type { Connection } from '../../adapter.ts';
import { requirePrintable } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { evseOfTransaction } from '../transaction.ts';

/** 2.1 K21, K22. Told upwards; it gives no power, because the ledger's limit is a TxProfile that stays. */
export function notifyPriorityCharging(
  connection: Connection,
  { transactionId, activated }: RequestV21<'NotifyPriorityCharging'>,
): ResponseV21<'NotifyPriorityCharging'> {
  const { stationId, deps, emit } = connection;
  requirePrintable(transactionId, 'NotifyPriorityCharging: transactionId');
  const evseId = evseOfTransaction(connection, transactionId);
  emit({
    kind: 'priority-charging',
    stationId,
    atMs: deps.clock.nowMs(),
    ...(evseId === undefined ? {} : { connectorId: `${stationId}/${evseId}` as const }),
    sessionId: `${stationId}#${transactionId}`,
    active: activated,
  });
  return {};
}
