import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 C22: a payment at the station's terminal was settled. Noted without its amount or payer: no money is kept here. */
export function notifySettlement(
  { deps, stationId }: Connection,
  { status }: RequestV21<'NotifySettlement'>,
): ResponseV21<'NotifySettlement'> {
  deps.log({ level: 'info', stationId, message: `${stationId}: a payment at the terminal: ${status}` });
  return {};
}
