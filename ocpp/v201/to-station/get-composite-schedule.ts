import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 K08. `result` is the schedule as the station gave it. Some firmware corrupts what is installed when it is asked. */
export const getCompositeSchedule: SendCommand<'get-composite-schedule'> = async (connection, command) => {
  if (connection.known.quirks?.noCompositeSchedule === true)
    return { status: 'not-sent', detail: 'it would corrupt what is installed' };
  const { connectorNumber, durationS, rateUnit } = command;
  const { status, schedule } = await call(connection, 'GetCompositeSchedule', {
    evseId: connectorNumber,
    duration: durationS,
    ...(rateUnit === undefined ? {} : { chargingRateUnit: rateUnit }),
  });
  return answerOfStatus(status, schedule);
};
