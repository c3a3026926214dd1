import type { StationEvent } from '../../ocpp/index.ts';
import { securityBounds } from './bounds.ts';
import { RecentMap } from './recent-map.ts';

/**
 * Decides when a station goes into quarantine by itself: its connection was closed for bad frames twice within an hour. Only what came through a
 * proven connection counts. Credentials of another station in a login (A7), wrong passwords and duplicates do not: anyone can cause these with
 * nothing but a station's name, and would take it out of service.
 */
export function createBadFrameQuarantine(quarantine: (stationId: string, reason: string) => void): {
  readonly note: (event: StationEvent) => void;
} {
  const { maxBadFrameCloses, windowMs, maxStations } = securityBounds.quarantine;
  const closes = new RecentMap<readonly number[]>(maxStations);
  return {
    note: (event) => {
      if (event.kind !== 'security' || event.type !== 'bad-frames') return;
      const { stationId, atMs } = event;
      const recent = [...(closes.get(stationId) ?? []).filter((beforeMs) => atMs - beforeMs < windowMs), atMs];
      if (recent.length < maxBadFrameCloses) {
        closes.set(stationId, recent);
        return;
      }
      closes.delete(stationId);
      quarantine(stationId, `closed for bad frames ${recent.length} times within ${windowMs / 60_000} minutes`);
    },
  };
}
