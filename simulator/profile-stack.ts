/** A charging profile as a charger keeps it, the same for OCPP 1.6 and 2.0.1. */
export type InstalledProfile = {
  readonly profileId: number;
  /** 0 = the station as a whole. */
  readonly connectorNumber: number;
  /** 2.0.1 calls the first one ChargingStationMaxProfile. */
  readonly purpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly stackLevel: number;
  readonly kind: 'Absolute' | 'Recurring' | 'Relative';
  readonly recurrency?: 'Daily' | 'Weekly';
  readonly validFromMs?: number;
  readonly validToMs?: number;
  readonly transactionId?: string;
  readonly schedule: Schedule;
  /** An Absolute schedule without a start begins here. */
  readonly installedAtMs: number;
  /** 2.1: its limit may be changed by UpdateDynamicSchedule. */
  readonly dynamic?: boolean;
  /** 2.1: holds this long without a connection (maxOfflineDuration). */
  readonly maxOfflineMs?: number;
  /** 2.1: and ends for good after that (invalidAfterOfflineDuration). */
  readonly endsOffline?: boolean;
};

export type Schedule = {
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly unit: 'A' | 'W';
  /** Ascending; `limit` in the schedule's unit. */
  readonly periods: readonly { readonly startMs: number; readonly limit: number; readonly numberPhases?: number }[];
};

/** What turns amperes a phase into kW at this connector. */
export type Conductors = { readonly voltageV: number; readonly phaseCount: number };

export type LimitQuery = {
  readonly atMs: number;
  readonly connectorNumber: number;
  /** The running transaction; undefined = none. */
  readonly transaction?: { readonly transactionId?: string; readonly startedAtMs: number };
  readonly conductors: Conductors;
};

const DAY_MS = 86_400_000;

/**
 * The stack with one more profile. It replaces the one with the same id, and the one with the same purpose, level and connector
 * (1.6: 5.16.2; 2.0.1: K01.FR.05).
 */
export function install(stack: readonly InstalledProfile[], profile: InstalledProfile): readonly InstalledProfile[] {
  const isReplaced = (one: InstalledProfile): boolean =>
    one.profileId === profile.profileId ||
    (one.purpose === profile.purpose &&
      one.stackLevel === profile.stackLevel &&
      one.connectorNumber === profile.connectorNumber);
  return [...stack.filter((one) => !isReplaced(one)), profile];
}

export type ClearFilter = {
  readonly profileId?: number;
  readonly connectorNumber?: number;
  readonly purpose?: InstalledProfile['purpose'];
  readonly stackLevel?: number;
};

/** The stack without what matches every given field; an id alone decides by itself. */
export function clear(stack: readonly InstalledProfile[], filter: ClearFilter): readonly InstalledProfile[] {
  return stack.filter((one) => {
    if (filter.profileId !== undefined) return one.profileId !== filter.profileId;
    return !(
      (filter.connectorNumber === undefined || one.connectorNumber === filter.connectorNumber) &&
      (filter.purpose === undefined || one.purpose === filter.purpose) &&
      (filter.stackLevel === undefined || one.stackLevel === filter.stackLevel)
    );
  });
}

/**
 * The limit of one connector in kW, or undefined when none applies: TxProfile replaces TxDefaultProfile where it has a limit, also when it
 * is higher; ChargePointMaxProfile of the connector itself caps the result (that of connector 0 caps the sum, see `stationMaximumKw`).
 */
export function limitKwAt(stack: readonly InstalledProfile[], query: LimitQuery): number | undefined {
  const { connectorNumber } = query;
  const own = (purpose: InstalledProfile['purpose'], number: number): number | undefined =>
    highestKw(
      stack.filter((one) => one.purpose === purpose && one.connectorNumber === number),
      query,
    );
  const txKw = query.transaction === undefined ? undefined : own('TxProfile', connectorNumber);
  // A default for one connector replaces the station-wide default there.
  const wantedKw = txKw ?? own('TxDefaultProfile', connectorNumber) ?? own('TxDefaultProfile', 0);
  const maximumKw = connectorNumber === 0 ? undefined : own('ChargePointMaxProfile', connectorNumber);
  if (wantedKw === undefined || maximumKw === undefined) return wantedKw ?? maximumKw;
  return Math.min(wantedKw, maximumKw);
}

/** ChargePointMaxProfile on connector 0: the most all connectors may draw together. */
export function stationMaximumKw(stack: readonly InstalledProfile[], query: LimitQuery): number | undefined {
  return highestKw(
    stack.filter((one) => one.purpose === 'ChargePointMaxProfile' && one.connectorNumber === 0),
    query,
  );
}

/** Of one purpose, the highest stack level that has a limit now. */
function highestKw(profiles: readonly InstalledProfile[], query: LimitQuery): number | undefined {
  let best: { readonly stackLevel: number; readonly limitKw: number } | undefined;
  for (const profile of profiles) {
    if (best !== undefined && best.stackLevel >= profile.stackLevel) continue;
    const limitKw = profileKw(profile, query);
    if (limitKw !== undefined) best = { stackLevel: profile.stackLevel, limitKw };
  }
  return best?.limitKw;
}

function profileKw(profile: InstalledProfile, query: LimitQuery): number | undefined {
  const { atMs, transaction } = query;
  if (profile.validFromMs !== undefined && atMs < profile.validFromMs) return undefined;
  if (profile.validToMs !== undefined && atMs >= profile.validToMs) return undefined;
  if (profile.transactionId !== undefined && profile.transactionId !== transaction?.transactionId) return undefined;
  const { schedule } = profile;
  const elapsedMs = atMs - startOf(profile, query);
  if (elapsedMs < 0 || (schedule.durationMs !== undefined && elapsedMs >= schedule.durationMs)) return undefined;
  const period = schedule.periods.findLast((one) => one.startMs <= elapsedMs);
  if (period === undefined) return undefined;
  if (schedule.unit === 'W') return period.limit / 1000;
  // numberPhases absent means 3, and nobody can use more than is wired.
  const phaseCount = Math.min(period.numberPhases ?? 3, query.conductors.phaseCount);
  return (period.limit * query.conductors.voltageV * phaseCount) / 1000;
}

function startOf(profile: InstalledProfile, { atMs, transaction }: LimitQuery): number {
  const { kind, schedule, installedAtMs } = profile;
  if (kind === 'Relative') return transaction?.startedAtMs ?? atMs;
  const startMs = schedule.startMs ?? installedAtMs;
  if (kind === 'Absolute' || atMs < startMs) return startMs;
  const cycleMs = profile.recurrency === 'Weekly' ? 7 * DAY_MS : DAY_MS;
  return startMs + Math.floor((atMs - startMs) / cycleMs) * cycleMs;
}
