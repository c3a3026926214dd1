import type { Connection } from '../../adapter.ts';
import { chargingNeeds } from '../../metering/index.ts';
import type { RequestV201, ResponseV201 } from '../../protocol/index.ts';
import { tellNeeds } from '../../told-needs.ts';

/** 2.0.1 K15: what the car asks for. */
export function notifyEvChargingNeeds(
  connection: Connection,
  { evseId, chargingNeeds: needs }: RequestV201<'NotifyEVChargingNeeds'>,
): ResponseV201<'NotifyEVChargingNeeds'> {
  return tellNeeds(connection, evseId, chargingNeeds(needs, { clockLagMs: connection.known.clockLagMs }));
}
