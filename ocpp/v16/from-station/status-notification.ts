import type { Connection } from '../../adapter.ts';
import type { ConnectorStatus } from '../../events.ts';
import { noteStationTime } from '../../metering/index.ts';
import { parseTimestamp, type RequestV16, type ResponseV16 } from '../../protocol/index.ts';
import { requireConnector } from '../../guards.ts';

const STATUS: Readonly<Record<RequestV16<'StatusNotification'>['status'], ConnectorStatus>> = {
  Available: 'available',
  Preparing: 'preparing',
  Charging: 'charging',
  SuspendedEV: 'suspended-ev',
  SuspendedEVSE: 'suspended-evse',
  Finishing: 'finishing',
  Reserved: 'reserved',
  Unavailable: 'unavailable',
  Faulted: 'faulted',
};

/** 1.6 section 4.9. Connector 0 is the station as a whole. */
export function statusNotification(
  connection: Connection,
  request: RequestV16<'StatusNotification'>,
): ResponseV16<'StatusNotification'> {
  const { stationId, deps, emit } = connection;
  const { connectorId: connectorNumber, status, errorCode, timestamp } = request;
  if (connectorNumber !== 0) requireConnector(connection, connectorNumber, 'StatusNotification: connectorId');
  const stampMs = timestamp === undefined ? undefined : parseTimestamp(timestamp);
  if (stampMs !== undefined) noteStationTime(connection, { stampMs });
  emit({
    kind: 'status',
    stationId,
    atMs: deps.clock.nowMs(),
    ...(connectorNumber === 0 ? {} : { connectorId: `${stationId}/${connectorNumber}` as const }),
    status: STATUS[status],
    ...(errorCode === 'NoError' ? {} : { errorCode }),
  });
  return {};
}
