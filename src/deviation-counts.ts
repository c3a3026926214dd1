import type { StationEvent } from '../ocpp/index.ts';

/** How often messages were let through although they broke their schema, since the start. */
export type DeviationCounts = {
  note(event: Extract<StationEvent, { kind: 'deviation' }>): void;
  counts(): readonly { readonly action: string; readonly deviation: string; readonly count: number }[];
};

/** Bounded by the closed lists of actions and of deviations: only messages that have a handler come here. */
export function createDeviationCounts(): DeviationCounts {
  const counts = new Map<string, { readonly action: string; readonly deviation: string; count: number }>();
  return {
    note: ({ action, deviation }) => {
      const key = `${action} ${deviation}`;
      const counter = counts.get(key) ?? { action, deviation, count: 0 };
      counter.count += 1;
      counts.set(key, counter);
    },
    counts: () => [...counts.values()],
  };
}
