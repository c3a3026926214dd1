import type { Connection } from '../../adapter.ts';
import { requireConnector, requirePrintable } from '../../guards.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/** 2.1 S01-S03: batteries went in or out. What they charge with is metered like any EVSE. */
export function batterySwap(
  connection: Connection,
  { eventType, batteryData, idToken, requestId }: RequestV21<'BatterySwap'>,
): ResponseV21<'BatterySwap'> {
  const { deps, stationId } = connection;
  requirePrintable(idToken.idToken, 'BatterySwap: idToken');
  for (const { evseId } of batteryData) requireConnector(connection, evseId, 'BatterySwap: batteryData.evseId');
  const where = batteryData.map(({ evseId }) => `${stationId}/${evseId}`).join(', ');
  deps.log({ level: 'info', stationId, message: `${where}: battery swap ${requestId}: ${eventType}` });
  return {};
}
