import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.14. It has no way to wait for the end of a transaction, nor to reset a connector alone. */
export const reset: SendCommand<'reset'> = async (connection, { mode, connectorNumber }) => {
  if (mode === 'when-idle' || connectorNumber !== undefined)
    return { status: 'unsupported', detail: 'OCPP 1.6 resets the whole station, at once' };
  const { status } = await call(connection, 'Reset', { type: mode === 'hard' ? 'Hard' : 'Soft' });
  return answerOfStatus(status);
};
