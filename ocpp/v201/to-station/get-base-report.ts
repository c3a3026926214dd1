import type { Connection } from '../../adapter.ts';
import type { CommandAnswer } from '../../station-commands.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** Request ids are positive and fit every station's int32. */
const REQUEST_IDS = 2 ** 31 - 1;

/** 2.0.1 B07: everything that the station has. `result` is `{ requestId }`; the variables follow as `report` events with it. */
export async function getBaseReport(connection: Connection): Promise<CommandAnswer> {
  const requestId = connection.deps.randomInt(REQUEST_IDS) + 1;
  const { status } = await call(connection, 'GetBaseReport', { requestId, reportBase: 'FullInventory' });
  if (status === 'EmptyResultSet') return { status: 'accepted', detail: status, result: { settings: [], unknown: [] } };
  return answerOfStatus(status, status === 'Accepted' ? { requestId } : undefined);
}
