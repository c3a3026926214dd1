import type { Connection } from '../../adapter.ts';
import type { OperationEvent } from '../../operation-events.ts';

type Report = Extract<OperationEvent, { readonly kind: 'report' }>;

/** Tells one part of a report upwards. `tbc`: more parts follow. The answer to all of them is empty. */
export function tellReport(
  { stationId, deps, emit }: Connection,
  report: Pick<Report, 'report' | 'requestId' | 'items'>,
  { tbc = false }: { readonly tbc?: boolean },
): Readonly<Record<string, never>> {
  emit({ kind: 'report', stationId, atMs: deps.clock.nowMs(), ...report, isLast: !tbc });
  return {};
}
