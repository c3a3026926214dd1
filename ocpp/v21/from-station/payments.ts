import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 C22: a payment at the station's terminal was settled. Noted without its amount or payer: no money is kept here. */
export function notifySettlement(
  { deps, stationId }: Connection,
  { status }: RequestV21<'NotifySettlement'>,
): ResponseV21<'NotifySettlement'> {
  deps.log({ level: 'info', stationId, message: `${stationId}: a payment at the terminal: ${status}` });
  return {};
}

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

/** 2.1 C23. There is no tax register behind this central system, so no number is confirmed. */
export function vatNumberValidation(
  _connection: Connection,
  { vatNumber, evseId }: RequestV21<'VatNumberValidation'>,
): ResponseV21<'VatNumberValidation'> {
  return { status: 'Rejected', vatNumber, ...(evseId === undefined ? {} : { evseId }) };
}
