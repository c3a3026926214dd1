import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 G03, G04. Without an EVSE it is the whole station; `Scheduled` while a transaction runs. */
export const changeAvailability: SendCommand<'change-availability'> = async (
  connection,
  { operative, connectorNumber },
) => {
  const { status } = await call(connection, 'ChangeAvailability', {
    operationalStatus: operative ? 'Operative' : 'Inoperative',
    ...(connectorNumber === undefined ? {} : { evse: { id: connectorNumber } }),
  });
  return answerOfStatus(status);
};
