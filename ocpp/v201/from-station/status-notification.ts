import type { Connection, Known } from '../../adapter.ts';
import type { ConnectorStatus } from '../../events.ts';
import { noteStationTime } from '../../metering/index.ts';
import { parseTimestamp, type RequestV201, type ResponseV201 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';

type ChargingState = NonNullable<RequestV201<'TransactionEvent'>['transactionInfo']['chargingState']>;
const CHARGING: Readonly<Record<ChargingState, ConnectorStatus>> = {
  Charging: 'charging',
  EVConnected: 'preparing',
  SuspendedEV: 'suspended-ev',
  SuspendedEVSE: 'suspended-evse',
  // Authorized and over, or not begun: no energy is asked for (2.0.1 ChargingStateEnumType).
  Idle: 'finishing',
};
const STATUS = {
  Available: 'available',
  Reserved: 'reserved',
  Unavailable: 'unavailable',
  Faulted: 'faulted',
} as const;
/** Last charging state per EVSE of a connection: 2.0.1 says "Occupied" where 1.6 told which way. */
const chargingStates = new WeakMap<Known, Map<number, ConnectorStatus>>();

/** 2.0.1 G01. */
export function statusNotification(
  connection: Connection,
  request: RequestV201<'StatusNotification'>,
): ResponseV201<'StatusNotification'> {
  const { evseId, connectorStatus, timestamp } = request;
  if (evseId !== 0) requireConnector(connection, evseId, 'StatusNotification: evseId');
  const stampMs = parseTimestamp(timestamp);
  if (stampMs !== undefined) noteStationTime(connection, { stampMs });
  emitStatus(connection, { evseId, status: statusOf(connection, { evseId, connectorStatus }) });
  return {};
}

/** A transaction tells the state of its EVSE; undefined when it has ended. */
export function noteChargingState(
  connection: Connection,
  { evseId, state }: { readonly evseId: number; readonly state?: ChargingState },
): void {
  const states = chargingStates.get(connection.known) ?? new Map<number, ConnectorStatus>();
  chargingStates.set(connection.known, states);
  if (state === undefined) {
    states.delete(evseId);
    return;
  }
  const status = CHARGING[state];
  if (states.get(evseId) === status) return;
  states.set(evseId, status);
  emitStatus(connection, { evseId, status });
}

function statusOf(
  { known }: Connection,
  { evseId, connectorStatus }: Pick<RequestV201<'StatusNotification'>, 'evseId' | 'connectorStatus'>,
): ConnectorStatus {
  if (connectorStatus !== 'Occupied') return STATUS[connectorStatus];
  return chargingStates.get(known)?.get(evseId) ?? 'preparing';
}

function emitStatus(
  { stationId, deps, emit }: Connection,
  { evseId, status }: { readonly evseId: number; readonly status: ConnectorStatus },
): void {
  emit({
    kind: 'status',
    stationId,
    atMs: deps.clock.nowMs(),
    ...(evseId === 0 ? {} : { connectorId: `${stationId}/${evseId}` as const }),
    status,
  });
}
