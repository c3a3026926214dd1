import type { VersionAdapter } from '../adapter.ts';
import { beginConnection } from '../acceptance.ts';
import { limitCalls, profileV201 } from '../smart-charging/index.ts';
import { ANSWERS, routesOf, settle } from '../v201/index.ts';
import { commands } from './commands.ts';

/** OCPP 2.1. */
export const v21: VersionAdapter = {
  version: '2.1',
  subprotocol: 'ocpp2.1',
  routes: routesOf('2.1', ANSWERS),
  ordered: new Set(['TransactionEvent', 'MeterValues', 'StatusNotification']),
  onConnected: (connection) => beginConnection(connection, settle),
  ...limitCalls({ wire: profileV201, refusals: ['Rejected'] }),
  commands,
};
