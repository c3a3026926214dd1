import type { Connection } from '../../adapter.ts';
import { requireConnector } from '../../guards.ts';
import { parseTimestamp, type RequestV201, type V21 } from '../../protocol/index.ts';

/** IEC 60038; a limit in amperes comes without a voltage. */
const VOLTAGE_V = 230;
/** 2.0.1 ChargingSchedulePeriodType: absent means 3. */
const PHASES = 3;

/** As in 2.1, where a period may be without a limit. */
type Schedule = Pick<V21.ChargingScheduleType, 'startSchedule' | 'chargingRateUnit' | 'chargingSchedulePeriod'>;

/**
 * 2.0.1 K12: another system (EMS, grid operator) limits the station directly. It is an upper bound from now until it is cleared: what is in force of
 * its schedules now, the strictest of them. Without a schedule it is only told to people.
 */
export function notifyChargingLimit(
  connection: Connection,
  { chargingLimit, evseId = 0, chargingSchedule = [] }: RequestV201<'NotifyChargingLimit'>,
): Readonly<Record<string, never>> {
  const { deps, stationId, known, emit } = connection;
  if (evseId !== 0) requireConnector(connection, evseId, 'NotifyChargingLimit: evseId');
  const atMs = deps.clock.nowMs();
  const stationNowMs = atMs - known.clockLagMs;
  const limitsKw = chargingSchedule.flatMap((schedule) => limitKwOf(schedule, stationNowMs) ?? []);
  emit({
    kind: 'external-limit',
    stationId,
    atMs,
    ...(evseId === 0 ? {} : { connectorId: `${stationId}/${evseId}` as const }),
    source: chargingLimit.chargingLimitSource,
    active: true,
    ...(limitsKw.length === 0 ? {} : { limitKw: Math.min(...limitsKw) }),
  });
  return {};
}

/** What the schedule says for now; its first period when it begins later. */
function limitKwOf(schedule: Schedule, stationNowMs: number): number | undefined {
  const { startSchedule, chargingRateUnit, chargingSchedulePeriod } = schedule;
  const startMs = (startSchedule === undefined ? undefined : parseTimestamp(startSchedule)) ?? stationNowMs;
  const period =
    chargingSchedulePeriod.findLast(({ startPeriod }) => startMs + startPeriod * 1000 <= stationNowMs) ??
    chargingSchedulePeriod[0];
  if (period?.limit === undefined || period.limit < 0) return undefined;
  if (chargingRateUnit === 'W') return period.limit / 1000;
  return (period.limit * VOLTAGE_V * (period.numberPhases ?? PHASES)) / 1000;
}
