import type { VersionAdapter } from '../adapter.ts';
import { beginConnection } from '../acceptance.ts';
import { profileV201, limitCalls } from '../smart-charging/index.ts';
import { commands } from './commands.ts';
import { ANSWERS, routesOf } from './routes.ts';
import { settle } from './settle.ts';

/** OCPP 2.0.1. */
export const v201: VersionAdapter = {
  version: '2.0.1',
  subprotocol: 'ocpp2.0.1',
  routes: routesOf(ANSWERS),
  // What tells the story of a transaction must be heard in its order.
  ordered: new Set(['TransactionEvent', 'MeterValues', 'StatusNotification']),
  onConnected: (connection) => beginConnection(connection, settle),
  ...limitCalls({ wire: profileV201, refusals: ['Rejected'] }),
  commands,
};

// 2.1 has these in common with 2.0.1.
export { commands } from './commands.ts';
export { ANSWERS, routesOf } from './routes.ts';
export { settle } from './settle.ts';
