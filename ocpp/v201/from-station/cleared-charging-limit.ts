import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV201 } from '../../protocol/index.ts';

/** 2.0.1 K13: the limit of that source is over. */
export function clearedChargingLimit(
  connection: Connection,
  { chargingLimitSource: source, evseId = 0 }: RequestV201<'ClearedChargingLimit'>,
): Readonly<Record<string, never>> {
  const { deps, stationId, emit } = connection;
  if (evseId !== 0) requireConnector(connection, evseId, 'ClearedChargingLimit: evseId');
  const connector = evseId === 0 ? {} : { connectorId: `${stationId}/${evseId}` as const };
  emit({
    kind: 'external-limit',
    stationId,
    atMs: deps.clock.nowMs(),
    ...connector,
    source,
    active: false,
    periods: [],
  });
  return {};
}
