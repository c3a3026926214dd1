import type { Connection } from '../../adapter.ts';
import { chargingNeeds } from '../../metering/index.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';

/** 2.0.1 K15. Accepted: a profile follows from the control loop. */
export function notifyEvChargingNeeds(
  connection: Connection,
  { evseId, chargingNeeds: needs }: RequestV201<'NotifyEVChargingNeeds'>,
): ResponseV201<'NotifyEVChargingNeeds'> {
  const { known, stationId, deps, emit } = connection;
  requireConnector(connection, evseId, 'NotifyEVChargingNeeds: evseId');
  const open = known.sessions.get(evseId);
  emit({
    kind: 'charging-needs',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${evseId}`,
    ...(open === undefined ? {} : { sessionId: open.sessionId }),
    ...chargingNeeds(needs, { clockLagMs: known.clockLagMs }),
  });
  return { status: 'Accepted' };
}
