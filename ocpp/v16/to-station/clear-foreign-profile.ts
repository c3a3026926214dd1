import type { SendCommand } from '../../adapter.ts';
import { isOurs } from '../../smart-charging/index.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 1.6 section 5.5. Our own limits and shares are replaced, never cleared: without them a station charges at full power. */
export const clearForeignProfile: SendCommand<'clear-foreign-profile'> = async (connection, { profileId }) => {
  if (isOurs(connection, profileId)) return { status: 'not-sent', detail: 'the profile is ours' };
  const { status } = await call(connection, 'ClearChargingProfile', { id: profileId });
  return answerOfStatus(status);
};
