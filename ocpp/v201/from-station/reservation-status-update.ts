import type { Connection } from '../../adapter.ts';
import type { RequestV201, V21 } from '../../protocol/index.ts';

/** 2.1 knows one more than 2.0.1. */
const STATUS = {
  Expired: 'expired',
  Removed: 'removed',
  NoTransaction: 'no-transaction',
} as const satisfies Record<V21.ReservationUpdateStatusEnumType, string>;

/** 2.0.1 H04. */
export function reservationStatusUpdate(
  { deps, stationId, emit }: Connection,
  { reservationId, reservationUpdateStatus }: RequestV201<'ReservationStatusUpdate'>,
): Readonly<Record<string, never>> {
  const status = STATUS[reservationUpdateStatus];
  emit({ kind: 'reservation', stationId, atMs: deps.clock.nowMs(), reservationId, status });
  return {};
}
