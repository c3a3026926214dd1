import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.12. Its transaction ids are whole numbers. */
export const remoteStop: SendCommand<'remote-stop'> = async (connection, { transactionId }) => {
  if (!/^-?\d{1,10}$/.test(transactionId))
    return { status: 'not-sent', detail: 'a transaction of OCPP 1.6 has a whole number as id' };
  return answerOfStatus(
    (await call(connection, 'RemoteStopTransaction', { transactionId: Number(transactionId) })).status,
  );
};
