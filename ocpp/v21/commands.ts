import type { StationCommands } from '../adapter.ts';
import { actionsOf } from '../protocol/index.ts';
import { rawCall } from '../typed-call.ts';
import { commands as commandsV201 } from '../v201/index.ts';
import { ANSWERS } from '../v201/index.ts';

const FROM_STATION: ReadonlySet<string> = new Set(Object.keys(ANSWERS));

/** As in 2.0.1, and what 2.1 has more. */
export const commands: StationCommands = {
  ...commandsV201,
  call: rawCall('2.1', new Set(actionsOf('2.1').filter((action) => !FROM_STATION.has(action)))),
};
