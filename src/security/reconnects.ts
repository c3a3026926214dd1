import type { securityBounds } from './bounds.ts';
import { RecentMap } from './recent-map.ts';

/** A station that is not let in for a while. */
export type ReconnectBlock = { readonly stationId: string; readonly untilMs: number };

/**
 * Keeps out who connects over and over: each connection costs probes, limits and a fresh account. Only connections that were admitted count,
 * so nobody without a station's credentials can block it; the one that stands is not touched. What the station may draw stays reserved.
 */
export class Reconnects {
  readonly #its: {
    readonly nowMs: () => number;
    readonly bounds: (typeof securityBounds)['reconnects'];
    readonly onBlocked: (block: ReconnectBlock) => void;
  };
  readonly #stations: RecentMap<{ connectedAtMs: number[]; blockedUntilMs: number }>;

  constructor(its: {
    readonly nowMs: () => number;
    readonly bounds: (typeof securityBounds)['reconnects'];
    readonly onBlocked: (block: ReconnectBlock) => void;
  }) {
    this.#its = its;
    this.#stations = new RecentMap(its.bounds.maxStations);
  }

  /** A connection was admitted. */
  connected(stationId: string): void {
    const { nowMs, bounds, onBlocked } = this.#its;
    const atMs = nowMs();
    const station = this.#stations.touch(stationId, () => ({ connectedAtMs: [], blockedUntilMs: -Infinity }));
    station.connectedAtMs = station.connectedAtMs.filter((before) => atMs - before < bounds.windowMs && before <= atMs);
    station.connectedAtMs.push(atMs);
    // The first connection is none that came back.
    if (station.connectedAtMs.length <= bounds.maxPerHour + 1) return;
    station.connectedAtMs = [];
    station.blockedUntilMs = atMs + bounds.blockMs;
    onBlocked({ stationId, untilMs: station.blockedUntilMs });
  }

  /** 0 = it may come. */
  blockedMs(stationId: string): number {
    const leftMs = (this.#stations.get(stationId)?.blockedUntilMs ?? -Infinity) - this.#its.nowMs();
    // A clock that was set back must not block for longer.
    return leftMs > 0 && leftMs <= this.#its.bounds.blockMs ? leftMs : 0;
  }

  blocks(): readonly ReconnectBlock[] {
    return Array.from(this.#stations.entries(), ([stationId, { blockedUntilMs }]) => ({
      stationId,
      untilMs: blockedUntilMs,
    })).filter(({ stationId }) => this.blockedMs(stationId) > 0);
  }

  /** Whether there was something to lift. */
  lift(stationId: string): boolean {
    return this.blockedMs(stationId) > 0 && this.#stations.delete(stationId);
  }
}
