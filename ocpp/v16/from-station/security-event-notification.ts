import type { Connection } from '../../adapter.ts';
import { printable } from '../../guards.ts';
import { parseTimestamp } from '../../protocol/index.ts';
import { MAX_TECH_INFO_LENGTH, MAX_TYPE_LENGTH } from '../../security-events.ts';

/** 1.6 security whitepaper A04, 2.0.1 A04: the same in all versions. A type that nobody knows is kept: vendors add their own. */
export function securityEventNotification(
  { stationId, deps, emit }: Connection,
  request: { readonly type: string; readonly techInfo?: string; readonly timestamp: string },
): Readonly<Record<string, never>> {
  const techInfo = printable((request.techInfo ?? '').slice(0, MAX_TECH_INFO_LENGTH));
  const measuredAtMs = parseTimestamp(request.timestamp);
  emit({
    kind: 'security-event',
    stationId,
    atMs: deps.clock.nowMs(),
    type: printable(request.type.slice(0, MAX_TYPE_LENGTH)),
    ...(techInfo === '' ? {} : { techInfo }),
    ...(measuredAtMs === undefined ? {} : { measuredAtMs }),
  });
  return {};
}
