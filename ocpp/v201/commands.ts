import type { StationCommands } from '../adapter.ts';
import { rawCall } from '../typed-call.ts';
import { TO_STATION } from './routes.ts';
import { clearForeignProfile } from './to-station/clear-foreign-profile.ts';
import { getInstalledProfiles } from './to-station/get-installed-profiles.ts';
import { reset } from './to-station/reset.ts';

/** What an operator may ask of a 2.0.1 station, and which file sends it. */
export const commands: StationCommands = {
  reset,
  'clear-foreign-profile': clearForeignProfile,
  'get-installed-profiles': getInstalledProfiles,
  call: rawCall('2.0.1', TO_STATION),
};
