import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.18. */
export const unlockConnector: SendCommand<'unlock-connector'> = async (connection, { connectorNumber }) =>
  answerOfStatus((await call(connection, 'UnlockConnector', { connectorId: connectorNumber })).status);
