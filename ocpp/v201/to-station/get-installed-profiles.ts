import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 K09: they follow in ReportChargingProfiles. `NoProfiles` is an answer too. */
export const getInstalledProfiles: SendCommand<'get-installed-profiles'> = async (
  connection,
  { requestId, connectorNumber },
) => {
  const { status } = await call(connection, 'GetChargingProfiles', {
    requestId,
    ...(connectorNumber === undefined ? {} : { evseId: connectorNumber }),
    chargingProfile: {},
  });
  if (status === 'NoProfiles') return { status: 'accepted', detail: status, result: { requestId, profiles: [] } };
  return answerOfStatus(status, { requestId });
};
