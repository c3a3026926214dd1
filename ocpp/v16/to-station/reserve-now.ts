import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.13. Connector 0 = any connector. */
export const reserveNow: SendCommand<'reserve'> = async (connection, command) => {
  const { reservationId, connectorNumber = 0, idToken, expiresAtMs } = command;
  const { status } = await call(connection, 'ReserveNow', {
    connectorId: connectorNumber,
    expiryDate: formatTimestamp(expiresAtMs),
    idTag: idToken.idToken,
    ...(idToken.groupIdToken === undefined ? {} : { parentIdTag: idToken.groupIdToken }),
    reservationId,
  });
  return answerOfStatus(status);
};
