/** Profiles that others installed in a station: found by asking once, told to people, removed only when one of them says so. */
import type { Connection } from '../adapter.ts';
import { shareIdOf, limitIdOf } from './charging-profile.ts';

/** One installed profile, as 2.x reports it. */
export type InstalledProfile = {
  readonly id: number;
  readonly stackLevel: number;
  readonly chargingProfilePurpose: string;
};

/** Profile numbers that are ours on this station: limits and shares of its connectors. They are never cleared by hand. */
export function isOurs({ deps, stationId }: Pick<Connection, 'deps' | 'stationId'>, profileId: number): boolean {
  const connectors = deps.connectorsOf(stationId) ?? [Math.floor(profileId / 10)];
  return connectors.some((number) => profileId === limitIdOf(number) || profileId === shareIdOf(number));
}

/**
 * Tells the foreign profiles of a report as an alarm. All of them can bind or persist: an external constraint and a station maximum bind beside ours,
 * a default of a higher stack level outlives our share, a foreign TxProfile takes the place of our limit.
 */
export function tellForeignProfiles(
  connection: Connection,
  {
    connectorNumber,
    source,
    profiles,
  }: {
    /** 0 = the station as a whole. */
    readonly connectorNumber: number;
    readonly source: string;
    readonly profiles: readonly InstalledProfile[];
  },
): void {
  const { stationId, deps, emit } = connection;
  const foreign = profiles.filter(({ id }) => !isOurs(connection, id));
  if (foreign.length === 0) return;
  const list = foreign
    .slice(0, 5)
    .map(({ id, chargingProfilePurpose, stackLevel }) => `${chargingProfilePurpose} ${id} at stack level ${stackLevel}`)
    .join(', ');
  const where = connectorNumber === 0 ? stationId : `${stationId}/${connectorNumber}`;
  emit({
    kind: 'security',
    stationId,
    atMs: deps.clock.nowMs(),
    type: 'foreign-charging-profile',
    detail: `${where} holds ${foreign.length} charging profiles that are not ours, of ${source}: ${list}`,
  });
}
