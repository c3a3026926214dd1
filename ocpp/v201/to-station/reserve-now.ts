import type { SendCommand } from '../../adapter.ts';
import { formatTimestamp } from '../../protocol/index.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { groupTokenOf, idTokenOf } from './id-token.ts';

/** 2.0.1 H01. Without an EVSE any one is reserved. `Occupied`, `Faulted` and `Unavailable` are refusals. */
export const reserveNow: SendCommand<'reserve'> = async (connection, command) => {
  const { reservationId, connectorNumber, idToken, expiresAtMs } = command;
  const { status } = await call(connection, 'ReserveNow', {
    id: reservationId,
    expiryDateTime: formatTimestamp(expiresAtMs),
    idToken: idTokenOf(idToken),
    ...groupTokenOf(idToken),
    ...(connectorNumber === undefined ? {} : { evseId: connectorNumber }),
  });
  return answerOfStatus(status);
};
