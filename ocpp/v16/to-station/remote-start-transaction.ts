import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.11. Without a profile: limits go through the ledger. 1.6 has no number that comes back in the transaction. */
export const remoteStart: SendCommand<'remote-start'> = async (connection, { idToken, connectorNumber }) => {
  const { status } = await call(connection, 'RemoteStartTransaction', {
    idTag: idToken.idToken,
    ...(connectorNumber === undefined ? {} : { connectorId: connectorNumber }),
  });
  return answerOfStatus(status);
};
