import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

import { groupTokenOf, idTokenOf } from './id-token.ts';

/** 2.0.1 F01, F02. Without a profile: limits go through the ledger. `result` is `{ transactionId }` where one runs already. */
export const remoteStart: SendCommand<'remote-start'> = async (
  connection,
  { idToken, connectorNumber, remoteStartId },
) => {
  const { status, transactionId } = await call(connection, 'RequestStartTransaction', {
    idToken: idTokenOf(idToken),
    remoteStartId,
    ...groupTokenOf(idToken),
    ...(connectorNumber === undefined ? {} : { evseId: connectorNumber }),
  });
  return answerOfStatus(status, transactionId === undefined ? undefined : { transactionId });
};
