import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 H02. */
export const cancelReservation: SendCommand<'cancel-reservation'> = async (connection, { reservationId }) =>
  answerOfStatus((await call(connection, 'CancelReservation', { reservationId })).status);
