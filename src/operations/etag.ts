import { createHash } from 'node:crypto';
import type { SessionGoal, StationRecord } from '../store/index.ts';

/** Version of a session's goal, for If-Match. */
export function goalEtag(goal: SessionGoal): string {
  return digest([goal.energyKwh, goal.departureMs, goal.source]);
}

/** Version of what people may change at a station; what the station itself reports does not count. */
export function stationEtag({
  state,
  origin,
  passwordHash,
  definition,
}: Pick<StationRecord, 'state' | 'origin' | 'passwordHash' | 'definition'>): string {
  return digest([state, origin, passwordHash, definition]);
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
