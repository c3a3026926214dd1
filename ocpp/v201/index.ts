import type { VersionAdapter } from '../adapter.ts';
import { beginConnection } from '../acceptance.ts';
import { profileV201 } from '../charging-profile.ts';
import { limitCalls } from '../limit-call.ts';
import { routes } from './routes.ts';
import { settle } from './settle.ts';

/** OCPP 2.0.1. */
export const v201: VersionAdapter = {
  version: '2.0.1',
  subprotocol: 'ocpp2.0.1',
  routes,
  // What tells the story of a transaction must be heard in its order.
  ordered: new Set(['TransactionEvent', 'MeterValues', 'StatusNotification']),
  onConnected: (connection) => beginConnection(connection, settle),
  ...limitCalls({ wire: profileV201, refusals: ['Rejected'] }),
};
