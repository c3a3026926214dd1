import { type Connection, OcppError } from './adapter.ts';
import type { CentralSystemDeps } from './ports.ts';
import { type DeviationName, readRequest } from './protocol/index.ts';

const DEVIATIONS_SEEN = {
  // Twice the largest city of the plan, as in acceptance.ts; the station that was heard of first is logged again.
  maxStations: 20_000,
} as const;

/** What was logged of each station; it outlives connections, because a station reconnects more often than it is repaired. */
const seenOf = new WeakMap<CentralSystemDeps, Map<string, Set<DeviationName>>>();

/**
 * A request that conforms to its schema, repaired where its station's model is known for a deviation. Each kind of deviation is logged once
 * per station; each use is an event, to be counted. Throws the `OcppError` of the schema's violation.
 */
export function conformingRequest(
  { known, version, deps, stationId, emit }: Connection,
  action: string,
  payload: Record<string, unknown>,
): Record<string, unknown> {
  const read = readRequest({ version, action, allowed: known.quirks?.deviations }, payload);
  if ('violation' in read) throw new OcppError(read.violation.code, read.violation.description);
  for (const deviation of read.deviations) {
    emit({ kind: 'deviation', stationId, atMs: deps.clock.nowMs(), action, deviation });
    if (!isNews(deps, { stationId, deviation })) continue;
    deps.log({ level: 'warn', stationId, message: `${stationId}: ${action} let through with ${deviation}` });
  }
  return read.payload;
}

function isNews(
  deps: CentralSystemDeps,
  { stationId, deviation }: { readonly stationId: string; readonly deviation: DeviationName },
): boolean {
  const stations = seenOf.get(deps) ?? new Map<string, Set<DeviationName>>();
  seenOf.set(deps, stations);
  const seen = stations.get(stationId) ?? new Set();
  if (seen.has(deviation)) return false;
  stations.set(stationId, seen.add(deviation));
  const [oldest] = stations.keys();
  if (stations.size > DEVIATIONS_SEEN.maxStations && oldest !== undefined) stations.delete(oldest);
  return true;
}
