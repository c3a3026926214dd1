import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { presentLimit } from '../present-limit.ts';

/** 2.1 K28, K29: the limit that the ledger counts for that profile now. Rejected when it has none, so that the station's own end of it stands. */
export function pullDynamicScheduleUpdate(
  { known, deps }: Connection,
  { chargingProfileId }: RequestV21<'PullDynamicScheduleUpdate'>,
): ResponseV21<'PullDynamicScheduleUpdate'> {
  const limit = presentLimit(known, { profileId: chargingProfileId, nowMs: deps.clock.nowMs() });
  return limit === undefined ? { status: 'Rejected' } : { status: 'Accepted', scheduleUpdate: { limit } };
}
