import type { Connection, Known, VersionAdapter } from '../adapter.ts';
import { beginConnection } from '../acceptance.ts';
import { settle } from '../v201/index.ts';
import { commands } from './commands.ts';
import { limits } from './limits.ts';
import { routes, sends } from './routes.ts';

/** OCPP 2.1. */
export const v21: VersionAdapter = {
  version: '2.1',
  subprotocol: 'ocpp2.1',
  routes,
  sends,
  ordered: new Set(['TransactionEvent', 'MeterValues', 'StatusNotification']),
  onConnected: (connection) => beginConnection(connection, settle),
  onAnswerRefused: tellAgain,
  ...limits,
  commands,
};

const telling = new WeakSet<Known>();

/** The station tells its states and transactions again, once at a time however often it refuses. */
function tellAgain(connection: Connection): void {
  const { known, deps, stationId } = connection;
  if (!known.accepted || telling.has(known)) return;
  telling.add(known);
  settle(connection, { byBoot: false })
    .catch(() =>
      deps.log({ level: 'debug', stationId, message: `${stationId}: questions after a refused answer ended early` }),
    )
    .finally(() => telling.delete(known));
}
