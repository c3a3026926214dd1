import type { StationCommands } from '../adapter.ts';
import { rawCall } from '../typed-call.ts';
import { commands as commandsV201 } from '../v201/index.ts';
import { TO_STATION } from './routes.ts';

/** As in 2.0.1, and what 2.1 has more. */
export const commands: StationCommands = { ...commandsV201, call: rawCall(TO_STATION) };
