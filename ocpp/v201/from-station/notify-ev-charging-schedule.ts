import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';

/** 2.0.1 K17: what the car means to do within the limit that it was given. The limit stands, whatever it means to do. */
export function notifyEvChargingSchedule(
  connection: Connection,
  { evseId, chargingSchedule }: RequestV201<'NotifyEVChargingSchedule'>,
): ResponseV201<'NotifyEVChargingSchedule'> {
  requireConnector(connection, evseId, 'NotifyEVChargingSchedule: evseId');
  const { deps, stationId } = connection;
  const periods = chargingSchedule.chargingSchedulePeriod.length;
  deps.log({
    level: 'debug',
    stationId,
    message: `${stationId}/${evseId}: the car's own schedule, ${periods} periods`,
  });
  return { status: 'Accepted' };
}
