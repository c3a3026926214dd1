import type { StationCommands } from '../adapter.ts';
import { rawCall } from '../typed-call.ts';
import { TO_STATION } from './routes.ts';
import { reset } from './to-station/reset.ts';

/** What an operator may ask of a 2.0.1 station, and which file sends it. */
export const commands: StationCommands = {
  reset,
  call: rawCall('2.0.1', TO_STATION),
};
