import type { Connection } from '../../adapter.ts';
import type { RequestV201 } from '../../protocol/index.ts';

/**
 * 2.0.1 K12, K13. Another system (EMS, grid operator) limits the station directly. It only ever lowers what the station draws, and the meter
 * tells; a line in the log explains it to a person.
 */
export function notifyChargingLimit(
  { deps, stationId }: Connection,
  { chargingLimit, evseId }: RequestV201<'NotifyChargingLimit'>,
): Readonly<Record<string, never>> {
  const where = evseId === undefined ? stationId : `${stationId}/${evseId}`;
  deps.log({
    level: 'info',
    stationId,
    message: `${where}: limited by ${chargingLimit.chargingLimitSource}, not by us`,
  });
  return {};
}

export function clearedChargingLimit(
  { deps, stationId }: Connection,
  { chargingLimitSource, evseId }: RequestV201<'ClearedChargingLimit'>,
): Readonly<Record<string, never>> {
  const where = evseId === undefined ? stationId : `${stationId}/${evseId}`;
  deps.log({ level: 'info', stationId, message: `${where}: no longer limited by ${chargingLimitSource}` });
  return {};
}
