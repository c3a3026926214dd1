import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';
import { tellNeeds } from '../../told-needs.ts';
import { needsV21 } from '../charging-needs.ts';

/** 2.1 K15, Q01: what the car asks for, and what it can give back. */
export function notifyEvChargingNeeds(
  connection: Connection,
  { evseId, chargingNeeds }: RequestV21<'NotifyEVChargingNeeds'>,
): ResponseV21<'NotifyEVChargingNeeds'> {
  return tellNeeds(connection, evseId, needsV21(chargingNeeds, { clockLagMs: connection.known.clockLagMs }));
}
