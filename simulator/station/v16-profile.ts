import type { ChargingProfileV16 } from '../../ocpp/protocol/index.ts';
import type { InstalledProfile } from '../profile-stack.ts';
import { instant } from './instant.ts';

/** A charging profile of 1.6 as the station keeps it. */
export function profileOf(
  profile: ChargingProfileV16,
  connectorNumber: number,
  installedAtMs: number,
): InstalledProfile {
  const { chargingSchedule: schedule, validFrom, validTo, transactionId, recurrencyKind } = profile;
  return {
    profileId: profile.chargingProfileId,
    connectorNumber,
    purpose: profile.chargingProfilePurpose,
    stackLevel: profile.stackLevel,
    kind: profile.chargingProfileKind,
    ...(recurrencyKind === undefined ? {} : { recurrency: recurrencyKind }),
    ...instant('validFromMs', validFrom),
    ...instant('validToMs', validTo),
    ...(transactionId === undefined ? {} : { transactionId: String(transactionId) }),
    schedule: {
      ...instant('startMs', schedule.startSchedule),
      ...(schedule.duration === undefined ? {} : { durationMs: schedule.duration * 1000 }),
      unit: schedule.chargingRateUnit,
      periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
        startMs: startPeriod * 1000,
        limit,
        ...(numberPhases === undefined ? {} : { numberPhases }),
      })),
    },
    installedAtMs,
  };
}
