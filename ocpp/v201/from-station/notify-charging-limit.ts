import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import type { RequestV201 } from '../../protocol/index.ts';
import { externalPeriods } from '../../smart-charging/index.ts';

/**
 * 2.0.1 K12: another system (EMS, grid operator) limits the station directly. It is an upper bound over the periods of its schedules, the strictest of
 * them, until it is cleared. Without a schedule it is only told to people.
 */
export function notifyChargingLimit(
  connection: Connection,
  { chargingLimit, evseId = 0, chargingSchedule = [] }: RequestV201<'NotifyChargingLimit'>,
): Readonly<Record<string, never>> {
  const { deps, stationId, known, emit } = connection;
  if (evseId !== 0) requireConnector(connection, evseId, 'NotifyChargingLimit: evseId');
  const atMs = deps.clock.nowMs();
  emit({
    kind: 'external-limit',
    stationId,
    atMs,
    ...(evseId === 0 ? {} : { connectorId: `${stationId}/${evseId}` as const }),
    source: chargingLimit.chargingLimitSource,
    active: true,
    periods: externalPeriods(chargingSchedule, { nowMs: atMs, clockLagMs: known.clockLagMs }),
  });
  return {};
}
