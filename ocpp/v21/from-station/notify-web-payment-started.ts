import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 C25: a driver pays on a web page; the EVSE waits for `timeout` seconds. */
export function notifyWebPaymentStarted(
  connection: Connection,
  { evseId, timeout }: RequestV21<'NotifyWebPaymentStarted'>,
): ResponseV21<'NotifyWebPaymentStarted'> {
  const { deps, stationId } = connection;
  requireConnector(connection, evseId, 'NotifyWebPaymentStarted: evseId');
  deps.log({
    level: 'info',
    stationId,
    message: `${stationId}/${evseId}: waits ${timeout} s for a payment on the web`,
  });
  return {};
}
