import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.2. Connector 0 is the whole station; `Scheduled` while a transaction runs. */
export const changeAvailability: SendCommand<'change-availability'> = async (
  connection,
  { operative, connectorNumber = 0 },
) =>
  answerOfStatus(
    (
      await call(connection, 'ChangeAvailability', {
        connectorId: connectorNumber,
        type: operative ? 'Operative' : 'Inoperative',
      })
    ).status,
  );
