import type { Connection } from '../../adapter.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { tellReport } from './report-part.ts';

/** 2.0.1 O03, O04: the messages that a station shows to drivers. */
export function notifyDisplayMessages(
  connection: Connection,
  { requestId, messageInfo = [], ...rest }: RequestV201<'NotifyDisplayMessages'>,
): Readonly<Record<string, never>> {
  return tellReport(connection, { report: 'display-messages', requestId, items: messageInfo }, rest);
}
