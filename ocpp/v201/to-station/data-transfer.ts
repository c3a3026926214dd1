import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 P01. `result` is `{ data }` where the station gave some. */
export const sendDataTransfer: SendCommand<'data-transfer'> = async (connection, { vendorId, messageId, data }) => {
  const answer = await call(connection, 'DataTransfer', {
    vendorId,
    ...(messageId === undefined ? {} : { messageId }),
    ...(data === undefined ? {} : { data }),
  });
  return answerOfStatus(answer.status, answer.data === undefined ? undefined : { data: answer.data });
};
