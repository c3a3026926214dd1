/** Units in, for schedules by which others limit a station (2.0.1 ChargingScheduleType, and 2.1's where a period may be without a limit). Pure. */
import type { ExternalPeriod } from '../events.ts';
import { parseTimestamp, type V21 } from '../protocol/index.ts';

type Schedule = Pick<
  V21.ChargingScheduleType,
  'startSchedule' | 'duration' | 'chargingRateUnit' | 'chargingSchedulePeriod'
>;
type Period = Schedule['chargingSchedulePeriod'][number];

/** IEC 60038; a limit in amperes comes without a voltage. */
const VOLTAGE_V = 230;
const ALL_PHASES = 3;
/** A day of quarters of an hour. The rest of a longer schedule counts as one stretch with the lowest of its limits. */
const MAX_PERIODS = 96;

/**
 * What is still ahead of some schedules at `nowMs`, each period until the next one of its schedule or the end of that; the last one of a schedule
 * without a duration has no end. A schedule that names no start begins now; the station's clock is `clockLagMs` behind ours. Periods without a limit,
 * or with one below zero, are none.
 */
export function externalPeriods(
  schedules: readonly Schedule[],
  { nowMs, clockLagMs }: { readonly nowMs: number; readonly clockLagMs: number },
): readonly ExternalPeriod[] {
  const ahead = schedules
    .flatMap((schedule) => periodsOf(schedule, { nowMs, clockLagMs }))
    .filter(({ endMs = Infinity }) => endMs > nowMs)
    .sort((one, other) => one.startMs - other.startMs);
  if (ahead.length <= MAX_PERIODS) return ahead;
  const rest = ahead.slice(MAX_PERIODS - 2);
  return [...ahead.slice(0, MAX_PERIODS - 2), ...lowest(rest, 'limitKw'), ...lowest(rest, 'limitA')];
}

function periodsOf(
  { startSchedule, duration, chargingRateUnit, chargingSchedulePeriod }: Schedule,
  { nowMs, clockLagMs }: { readonly nowMs: number; readonly clockLagMs: number },
): ExternalPeriod[] {
  const told = startSchedule === undefined ? undefined : parseTimestamp(startSchedule);
  const beginMs = told === undefined ? nowMs : told + clockLagMs;
  const periods = [...chargingSchedulePeriod].sort((one, other) => one.startPeriod - other.startPeriod);
  return periods.flatMap((period, index) => {
    const limit = limitOf(period, chargingRateUnit);
    if (limit === undefined) return [];
    const endS = Math.min(periods[index + 1]?.startPeriod ?? Infinity, duration ?? Infinity);
    if (endS <= period.startPeriod) return [];
    const startMs = beginMs + period.startPeriod * 1000;
    return [{ startMs, ...(endS === Infinity ? {} : { endMs: beginMs + endS * 1000 }), ...limit }];
  });
}

/** 2.1 may tell phases apart: amperes are those of the weakest phase, watts of the first one alone are less than those of all. */
function limitOf(
  { limit, limit_L2: l2, limit_L3: l3, numberPhases }: Period,
  unit: Schedule['chargingRateUnit'],
): Pick<ExternalPeriod, 'limitKw' | 'limitA'> | undefined {
  if (limit === undefined || limit < 0) return undefined;
  if (unit === 'W') return { limitKw: limit / 1000 };
  const limitA = Math.max(0, Math.min(limit, l2 ?? limit, l3 ?? limit));
  // Absent means 3, which is no more than what the amperes say. Of fewer the total is less than each phase alone would allow.
  if (numberPhases === undefined || numberPhases >= ALL_PHASES) return { limitA };
  return { limitA, limitKw: (limitA * VOLTAGE_V * numberPhases) / 1000 };
}

function lowest(periods: readonly ExternalPeriod[], unit: 'limitKw' | 'limitA'): ExternalPeriod[] {
  const limits = periods.flatMap(({ [unit]: limit }) => limit ?? []);
  const [first] = periods;
  return first === undefined || limits.length === 0 ? [] : [{ startMs: first.startMs, [unit]: Math.min(...limits) }];
}
