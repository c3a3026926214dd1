import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.6. Its data is text: anything else travels as JSON. `result` is `{ data }` where the station gave some. */
export const sendDataTransfer: SendCommand<'data-transfer'> = async (connection, { vendorId, messageId, data }) => {
  const answer = await call(connection, 'DataTransfer', {
    vendorId,
    ...(messageId === undefined ? {} : { messageId }),
    ...(data === undefined ? {} : { data: typeof data === 'string' ? data : JSON.stringify(data) }),
  });
  return answerOfStatus(answer.status, answer.data === undefined ? undefined : { data: answer.data });
};
