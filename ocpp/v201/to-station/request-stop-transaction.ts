import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 F03. */
export const remoteStop: SendCommand<'remote-stop'> = async (connection, { transactionId }) =>
  answerOfStatus((await call(connection, 'RequestStopTransaction', { transactionId })).status);
