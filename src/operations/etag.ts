import { createHash } from 'node:crypto';
import type { SessionGoal, StationRecord, TokenRecord } from '../store/index.ts';

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
  securityProfile,
}: Pick<StationRecord, 'state' | 'origin' | 'passwordHash' | 'definition' | 'securityProfile'>): string {
  return digest([state, origin, passwordHash, definition, securityProfile]);
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Version of what was entered for a token. */
export function tokenEtag({
  idToken,
  type,
  status,
  groupIdToken,
  validFromMs,
  expiresAtMs,
  maxSessions,
  note,
}: TokenRecord): string {
  return digest([idToken, type, status, groupIdToken, validFromMs, expiresAtMs, maxSessions, note]);
}
