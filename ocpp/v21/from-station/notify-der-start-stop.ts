import type { Connection } from '../../adapter.ts';
import { requirePrintable } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 R04: a grid control that is set in the station began or ended. */
export function notifyDerStartStop(
  { stationId, deps, emit }: Connection,
  { controlId, started }: RequestV21<'NotifyDERStartStop'>,
): ResponseV21<'NotifyDERStartStop'> {
  requirePrintable(controlId, 'NotifyDERStartStop: controlId');
  emit({ kind: 'der', stationId, atMs: deps.clock.nowMs(), what: 'control', about: controlId, active: started });
  return {};
}
