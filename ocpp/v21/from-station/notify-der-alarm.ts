import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 R04: the grid left the bounds that a control watches, or is back within them. */
export function notifyDerAlarm(
  { stationId, deps, emit }: Connection,
  { controlType, alarmEnded, gridEventFault }: RequestV21<'NotifyDERAlarm'>,
): ResponseV21<'NotifyDERAlarm'> {
  emit({
    kind: 'der',
    stationId,
    atMs: deps.clock.nowMs(),
    what: 'alarm',
    about: controlType,
    active: alarmEnded !== true,
    ...(gridEventFault === undefined ? {} : { fault: gridEventFault }),
  });
  return {};
}
