import { type Connection, type Known, OcppError } from '../../adapter.ts';
import type { RequestV21, ResponseV21, V21 } from '../../protocol/index.ts';
import { validateSend } from '../../protocol/index.ts';

/** A station needs one a monitored variable; more would only be kept for an attacker. */
const MAX_STREAMS = 64;
const streamsOf = new WeakMap<Known, Map<number, { readonly monitorId: number; values: number }>>();

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

/** 2.1 N13, a SEND. Values of a monitor are counted, for the log; what control needs comes as meter values. Throws when it breaks its schema or nobody opened it. */
export function notifyPeriodicEventStream({ known }: Connection, payload: Record<string, unknown>): void {
  const violation = validateSend('NotifyPeriodicEventStream', payload);
  if (violation !== undefined) throw new OcppError(violation.code, violation.description);
  const { id, data } = payload as V21.Sends['NotifyPeriodicEventStream'];
  const stream = streamsOf.get(known)?.get(id);
  if (stream === undefined) throw new OcppError('PropertyConstraintViolation', 'NotifyPeriodicEventStream: not opened');
  stream.values += data.length;
}
