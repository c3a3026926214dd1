import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 F05. Every EVSE has a connector 1; `OngoingAuthorizedTransaction` and `UnlockFailed` are refusals. */
export const unlockConnector: SendCommand<'unlock-connector'> = async (connection, { connectorNumber }) =>
  answerOfStatus((await call(connection, 'UnlockConnector', { evseId: connectorNumber, connectorId: 1 })).status);
