import { type Connection, OcppError } from './adapter.ts';
import { type OcppJVersion, readRequest } from './protocol/index.ts';

/**
 * A request that conforms to its schema, repaired where its station's model is known for a deviation. Each kind of deviation is logged once
 * per connection; each use is an event, to be counted. Throws the `OcppError` of the schema's violation.
 */
export function conformingRequest(
  { known, deps, stationId, emit }: Connection,
  { version, action }: { readonly version: OcppJVersion; readonly action: string },
  payload: Record<string, unknown>,
): Record<string, unknown> {
  const read = readRequest({ version, action, allowed: known.quirks?.deviations }, payload);
  if ('violation' in read) throw new OcppError(read.violation.code, read.violation.description);
  for (const deviation of read.deviations) {
    emit({ kind: 'deviation', stationId, atMs: deps.clock.nowMs(), action, deviation });
    const seen = (known.deviationsSeen ??= new Set());
    if (seen.has(deviation)) continue;
    seen.add(deviation);
    deps.log({ level: 'warn', stationId, message: `${stationId}: ${action} let through with ${deviation}` });
  }
  return read.payload;
}
