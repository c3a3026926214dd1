import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 B11, B12. */
export const reset: SendCommand<'reset'> = async (connection, { mode, connectorNumber }) => {
  const { status } = await call(connection, 'Reset', {
    type: mode === 'when-idle' ? 'OnIdle' : 'Immediate',
    ...(connectorNumber === undefined ? {} : { evseId: connectorNumber }),
  });
  return answerOfStatus(status);
};
