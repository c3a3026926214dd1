import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 C11. */
export const clearCache: SendCommand<'clear-cache'> = async (connection) =>
  answerOfStatus((await call(connection, 'ClearCache', {})).status);
