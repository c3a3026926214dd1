import type { Connection } from '../../adapter.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { printable } from '../../guards.ts';
import { tellReport } from './report-part.ts';

/** 2.0.1 N09, N10: what a station keeps about one driver. Free text, never interpreted. */
export function notifyCustomerInformation(
  connection: Connection,
  { requestId, data, ...rest }: RequestV201<'NotifyCustomerInformation'>,
): Readonly<Record<string, never>> {
  return tellReport(connection, { report: 'customer-information', requestId, items: [printable(data)] }, rest);
}
