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

const CONTROLS = [
  'curve',
  'enterService',
  'fixedPFAbsorb',
  'fixedPFInject',
  'fixedVar',
  'freqDroop',
  'gradient',
  'limitMaxDischarge',
] as const;

/** 2.1 R03: the controls that GetDERControl asked for, in parts; each item names which kind it is. */
export function reportDerControl(
  { stationId, deps, emit }: Connection,
  request: RequestV21<'ReportDERControl'>,
): ResponseV21<'ReportDERControl'> {
  emit({
    kind: 'report',
    stationId,
    atMs: deps.clock.nowMs(),
    report: 'der-controls',
    requestId: request.requestId,
    items: CONTROLS.flatMap((kind) => (request[kind] ?? []).map((control) => ({ kind, control }))),
    isLast: request.tbc !== true,
  });
  return {};
}
