import type { Connection } from './adapter.ts';
import type { StationEvent } from './events.ts';
import { requireConnector } from './guards.ts';

type Needs = Omit<
  Extract<StationEvent, { readonly kind: 'charging-needs' }>,
  'kind' | 'stationId' | 'atMs' | 'connectorId' | 'sessionId'
>;

/** 2.0.1 and 2.1 K15, 2.1 Q01: what a car asks for goes upwards, with its session where there is one. Accepted: a profile follows from the control loop. */
export function tellNeeds(connection: Connection, evseId: number, needs: Needs): { readonly status: 'Accepted' } {
  const { known, stationId, deps, emit } = connection;
  requireConnector(connection, evseId, 'NotifyEVChargingNeeds: evseId');
  const open = known.sessions.get(evseId);
  emit({
    kind: 'charging-needs',
    stationId,
    atMs: deps.clock.nowMs(),
    connectorId: `${stationId}/${evseId}`,
    ...(open === undefined ? {} : { sessionId: open.sessionId }),
    ...needs,
  });
  return { status: 'Accepted' };
}
