import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { MAX_STREAMS, streamsOf } from '../event-streams.ts';

/** 2.1 N11. */
export function openPeriodicEventStream(
  { known }: Connection,
  { constantStreamData: { id, variableMonitoringId } }: RequestV21<'OpenPeriodicEventStream'>,
): ResponseV21<'OpenPeriodicEventStream'> {
  const streams = streamsOf.get(known) ?? new Map<number, { readonly monitorId: number; values: number }>();
  if (streams.size >= MAX_STREAMS && !streams.has(id)) return { status: 'Rejected' };
  streamsOf.set(known, streams.set(id, { monitorId: variableMonitoringId, values: 0 }));
  return { status: 'Accepted' };
}
