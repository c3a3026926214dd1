import { type Connection, OcppError } from '../../adapter.ts';
import { type V21, validateSend } from '../../protocol/index.ts';
import { streamsOf } from '../event-streams.ts';

/** 2.1 N13, a SEND. Values of a monitor are counted, for the log; what control needs comes as meter values. Throws when it breaks its schema or nobody opened it. */
export function notifyPeriodicEventStream({ known }: Connection, payload: Record<string, unknown>): void {
  const violation = validateSend('NotifyPeriodicEventStream', payload);
  if (violation !== undefined) throw new OcppError(violation.code, violation.description);
  const { id, data } = payload as V21.Sends['NotifyPeriodicEventStream'];
  const stream = streamsOf.get(known)?.get(id);
  if (stream === undefined) throw new OcppError('PropertyConstraintViolation', 'NotifyPeriodicEventStream: not opened');
  stream.values += data.length;
}
