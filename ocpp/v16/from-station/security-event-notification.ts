import type { Connection } from '../../adapter.ts';
import { printable } from '../../guards.ts';

/** 1.6 security whitepaper A04, 2.0.1 A04: the same in both. */
export function securityEventNotification(
  { stationId, deps, emit }: Connection,
  { type, techInfo }: { readonly type: string; readonly techInfo?: string },
): Readonly<Record<string, never>> {
  emit({
    kind: 'security',
    stationId,
    atMs: deps.clock.nowMs(),
    type: printable(type),
    detail: printable(techInfo ?? ''),
  });
  return {};
}
