import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

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
