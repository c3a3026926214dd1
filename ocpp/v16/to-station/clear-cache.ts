import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.4. */
export const clearCache: SendCommand<'clear-cache'> = async (connection) =>
  answerOfStatus((await call(connection, 'ClearCache', {})).status);
