import type { Live } from './live.ts';

export type Counts = {
  readonly charging: number;
  /** A car is plugged in and gets no power now. */
  readonly waiting: number;
  readonly faulted: number;
  readonly stations: number;
  readonly connected: number;
  readonly quarantined: number;
};

/** Below this a charger only keeps its electronics warm. */
const FLOWING_KW = 0.1;

export function countsOf({
  sessions,
  connectors,
  stations,
}: Pick<Live, 'sessions' | 'connectors' | 'stations'>): Counts {
  const charging = [...sessions.values()].filter(({ powerKw = 0 }) => powerKw >= FLOWING_KW).length;
  const known = [...stations.values()].filter(({ quarantined }) => !quarantined);
  return {
    charging,
    waiting: sessions.size - charging,
    faulted: [...connectors.values()].filter(({ status }) => status === 'faulted').length,
    stations: known.length,
    connected: known.filter(({ connected }) => connected).length,
    quarantined: stations.size - known.length,
  };
}
