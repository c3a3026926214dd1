import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { needsV21 } from '../charging-needs.ts';

/** 2.1 K15, Q01: what the car asks for, and what it can give back. Accepted: a profile follows from the control loop. */
export function notifyEvChargingNeeds(
  connection: Connection,
  { evseId, chargingNeeds }: RequestV21<'NotifyEVChargingNeeds'>,
): ResponseV21<'NotifyEVChargingNeeds'> {
  const { known, stationId, deps, emit } = connection;
  requireConnector(connection, evseId, 'NotifyEVChargingNeeds: evseId');
  const open = known.sessions.get(evseId);
  emit({
    kind: 'charging-needs',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${evseId}`,
    ...(open === undefined ? {} : { sessionId: open.sessionId }),
    ...needsV21(chargingNeeds, { clockLagMs: known.clockLagMs }),
  });
  return { status: 'Accepted' };
}
