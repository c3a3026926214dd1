import { formatTimestamp, type V201, type V21 } from '../../ocpp/protocol/index.ts';
import type { InstalledProfile } from '../profile-stack.ts';
import { instant } from './instant.ts';

const PURPOSES = {
  ChargingStationMaxProfile: 'ChargePointMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
} as const;
const NAMES = {
  ChargePointMaxProfile: 'ChargingStationMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
} as const;

/** A purpose as the station keeps it; undefined = not one that it knows from a central system (K01.FR.22). */
export function purposeOf(purpose: string | undefined): InstalledProfile['purpose'] | undefined {
  if (purpose === 'ChargingStationMaxProfile' || purpose === 'TxDefaultProfile' || purpose === 'TxProfile')
    return PURPOSES[purpose];
  return undefined;
}

/** A charging profile of 2.0.1 or 2.1 as the station keeps it; undefined = a purpose it does not know, or no limit in it. */
export function profileOf(
  profile: V201.ChargingProfileType | V21.ChargingProfileType,
  connectorNumber: number,
  installedAtMs: number,
): InstalledProfile | undefined {
  const { chargingProfileKind: kind, recurrencyKind, transactionId } = profile;
  const purpose = purposeOf(profile.chargingProfilePurpose);
  // Only ISO 15118 sessions offer more than one schedule to the car.
  const schedule = profile.chargingSchedule[0];
  if (schedule === undefined || purpose === undefined) return undefined;
  const periods = schedule.chargingSchedulePeriod.flatMap((period: V21.ChargingSchedulePeriodType) => {
    const limit = importLimit(period);
    const { startPeriod, numberPhases } = period;
    if (limit === undefined) return [];
    return [{ startMs: startPeriod * 1000, limit, ...(numberPhases === undefined ? {} : { numberPhases }) }];
  });
  return {
    profileId: profile.id,
    connectorNumber,
    purpose,
    stackLevel: profile.stackLevel,
    // A dynamic profile has one period that holds until it is updated (2.1: K28).
    kind: kind === 'Dynamic' ? 'Absolute' : kind,
    ...(kind === 'Dynamic' ? { dynamic: true } : {}),
    ...offlineBounds(profile),
    ...(recurrencyKind === undefined ? {} : { recurrency: recurrencyKind }),
    ...instant('validFromMs', profile.validFrom),
    ...instant('validToMs', profile.validTo),
    ...(transactionId === undefined ? {} : { transactionId }),
    schedule: {
      ...instant('startMs', schedule.startSchedule),
      ...(schedule.duration === undefined ? {} : { durationMs: schedule.duration * 1000 }),
      unit: schedule.chargingRateUnit,
      periods,
    },
    installedAtMs,
  };
}

/** What may be drawn: the limit, and no more than the setpoint; a setpoint that discharges draws nothing. */
export function importLimit({
  limit,
  setpoint,
}: {
  readonly limit?: number;
  readonly setpoint?: number;
}): number | undefined {
  if (limit === undefined && setpoint === undefined) return undefined;
  return Math.max(0, Math.min(limit ?? Number.POSITIVE_INFINITY, setpoint ?? Number.POSITIVE_INFINITY));
}

/** Back into the words of the wire, for ReportChargingProfiles. */
export function wireProfileOf(profile: InstalledProfile): V201.ChargingProfileType {
  const { schedule, recurrency, validFromMs, validToMs, transactionId } = profile;
  return {
    id: profile.profileId,
    stackLevel: profile.stackLevel,
    chargingProfilePurpose: NAMES[profile.purpose],
    chargingProfileKind: profile.kind,
    ...(recurrency === undefined ? {} : { recurrencyKind: recurrency }),
    ...(validFromMs === undefined ? {} : { validFrom: formatTimestamp(validFromMs) }),
    ...(validToMs === undefined ? {} : { validTo: formatTimestamp(validToMs) }),
    ...(transactionId === undefined ? {} : { transactionId }),
    chargingSchedule: [
      {
        id: 1,
        ...(schedule.startMs === undefined ? {} : { startSchedule: formatTimestamp(schedule.startMs) }),
        ...(schedule.durationMs === undefined ? {} : { duration: schedule.durationMs / 1000 }),
        chargingRateUnit: schedule.unit,
        chargingSchedulePeriod: schedule.periods.map(({ startMs, limit, numberPhases }) => ({
          startPeriod: startMs / 1000,
          limit,
          ...(numberPhases === undefined ? {} : { numberPhases }),
        })),
      },
    ],
  };
}

function offlineBounds(
  profile: V201.ChargingProfileType | V21.ChargingProfileType,
): Pick<InstalledProfile, 'maxOfflineMs' | 'endsOffline'> {
  if (!('maxOfflineDuration' in profile) || profile.maxOfflineDuration === undefined) return {};
  return {
    maxOfflineMs: profile.maxOfflineDuration * 1000,
    ...(profile.invalidAfterOfflineDuration === true ? { endsOffline: true } : {}),
  };
}
