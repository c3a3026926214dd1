import type { SecurityEvent } from './fleet-types.ts';

/** Empty = all. */
export type SecurityFilter = {
  readonly stationId: string;
  readonly type: string;
  readonly source: '' | SecurityEvent['source'];
};
export const NO_FILTER: SecurityFilter = { stationId: '', type: '', source: '' };

/** The same filter for the service and for what the stream tells. */
export function queryOf({ stationId, type, source }: SecurityFilter): string {
  const query = new URLSearchParams({ limit: '100' });
  for (const [name, value] of Object.entries({ stationId, type, source })) if (value !== '') query.set(name, value);
  return query.toString();
}

export function isAsked(event: SecurityEvent, { stationId, type, source }: SecurityFilter): boolean {
  return (
    (stationId === '' || event.stationId === stationId) &&
    (type === '' || event.type === type) &&
    (source === '' || event.source === source)
  );
}

/** The list of the service and what came since, each event once, newest first. */
export function withLive(listed: readonly SecurityEvent[], told: readonly SecurityEvent[]): readonly SecurityEvent[] {
  const known = new Set(listed.map(({ seq }) => seq));
  return [...told.filter(({ seq }) => !known.has(seq)), ...listed].toSorted((a, b) => b.seq - a.seq);
}
