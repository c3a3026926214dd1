import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { streamsOf } from '../event-streams.ts';

/** 2.1 N12. An unknown id is closed already. */
export function closePeriodicEventStream(
  { known, deps, stationId }: Connection,
  { id }: RequestV21<'ClosePeriodicEventStream'>,
): ResponseV21<'ClosePeriodicEventStream'> {
  const stream = streamsOf.get(known)?.get(id);
  streamsOf.get(known)?.delete(id);
  if (stream !== undefined)
    deps.log({ level: 'debug', stationId, message: `${stationId}: event stream ${id} ended: ${stream.values} values` });
  return {};
}
