import {
  formatTimestamp,
  validateRequest,
  type V201,
  type RequestV201,
  type ResponseV201,
} from '../../ocpp/protocol/index.ts';
import type { ClearFilter, InstalledProfile } from '../profile-stack.ts';
import { compositePeriods } from './composite.ts';
import type { Dialect } from './dialect.ts';
import { instant } from './instant.ts';
import { StationError } from './link.ts';
import type { Station } from './station.ts';

/** What a central system may ask of a 2.0.1 station. */
export const V201_HANDLERS: Dialect['handlers'] = {
  SetChargingProfile: handler('SetChargingProfile', (station, { evseId, chargingProfile }) => {
    const profile = profileOf(chargingProfile, evseId, station.clock.nowMs());
    return { status: profile !== undefined && station.setProfile(profile) ? 'Accepted' : 'Rejected' };
  }),
  ClearChargingProfile: handler('ClearChargingProfile', (station, request) => ({
    status: station.clearProfiles(clearFilter(request)) ? 'Accepted' : 'Unknown',
  })),
  GetCompositeSchedule: handler('GetCompositeSchedule', (station, { evseId, duration, chargingRateUnit = 'A' }) => {
    const evse = station.evse(evseId);
    if (evse === undefined) return { status: 'Rejected' };
    const atMs = station.clock.nowMs();
    const chargingSchedulePeriod = compositePeriods(station, {
      evse,
      atMs,
      durationS: duration,
      unit: chargingRateUnit,
    });
    return {
      status: 'Accepted',
      schedule: { evseId, duration, scheduleStart: formatTimestamp(atMs), chargingRateUnit, chargingSchedulePeriod },
    };
  }),
  TriggerMessage: handler('TriggerMessage', (station, { requestedMessage, evse }) => {
    const what = TRIGGERS[requestedMessage];
    if (what === undefined) return { status: 'NotImplemented' };
    if (evse !== undefined && station.evse(evse.id) === undefined) return { status: 'Rejected' };
    station.trigger(what, evse?.id);
    return { status: 'Accepted' };
  }),
  GetVariables: handler('GetVariables', (station, { getVariableData }) => ({
    getVariableResult: getVariableData.map(({ component, variable }) => {
      const setting = station.settings.get(`${component.name}.${variable.name}`);
      return setting === undefined
        ? { attributeStatus: 'UnknownVariable', component, variable }
        : { attributeStatus: 'Accepted', attributeValue: setting.value, component, variable };
    }),
  })),
  SetVariables: handler('SetVariables', (station, { setVariableData }) => ({
    setVariableResult: setVariableData.map(({ component, variable, attributeValue }) => {
      const outcome = station.set(`${component.name}.${variable.name}`, attributeValue);
      const attributeStatus =
        outcome === 'accepted' ? 'Accepted' : outcome === 'rejected' ? 'Rejected' : 'UnknownVariable';
      return { attributeStatus, component, variable };
    }),
  })),
  RequestStartTransaction: handler('RequestStartTransaction', (station, { evseId, idToken }) => {
    const evse = station.remoteStart(evseId, idToken.idToken);
    const transactionId = evse?.transaction?.transactionId;
    return evse === undefined
      ? { status: 'Rejected' }
      : { status: 'Accepted', ...(transactionId === undefined ? {} : { transactionId }) };
  }),
  RequestStopTransaction: handler('RequestStopTransaction', (station, { transactionId }) => ({
    status: station.remoteStop(transactionId) ? 'Accepted' : 'Rejected',
  })),
  Reset: handler('Reset', (station, { type }) => {
    station.reset(type === 'Immediate' ? 'hard-reset' : 'soft-reset');
    return { status: 'Accepted' };
  }),
  ChangeAvailability: handler('ChangeAvailability', (station, { evse, operationalStatus }) => {
    const evses = evse === undefined ? station.evses : station.evses.filter((one) => one.number === evse.id);
    if (evses.length === 0) return { status: 'Rejected' };
    const outcomes = evses.map((one) => station.changeAvailability(one, operationalStatus === 'Operative'));
    return { status: outcomes.includes('scheduled') ? 'Scheduled' : 'Accepted' };
  }),
  UnlockConnector: handler('UnlockConnector', (station, { evseId }) => {
    const evse = station.evse(evseId);
    if (evse === undefined) return { status: 'UnknownConnector' };
    return { status: evse.transaction === undefined ? 'Unlocked' : 'OngoingAuthorizedTransaction' };
  }),
};

const TRIGGERS: Readonly<
  Partial<Record<RequestV201<'TriggerMessage'>['requestedMessage'], 'boot' | 'heartbeat' | 'status' | 'meter'>>
> = {
  BootNotification: 'boot',
  Heartbeat: 'heartbeat',
  StatusNotification: 'status',
  MeterValues: 'meter',
  TransactionEvent: 'meter',
};

type Asked =
  | 'SetChargingProfile'
  | 'ClearChargingProfile'
  | 'GetCompositeSchedule'
  | 'TriggerMessage'
  | 'GetVariables'
  | 'SetVariables'
  | 'RequestStartTransaction'
  | 'RequestStopTransaction'
  | 'Reset'
  | 'ChangeAvailability'
  | 'UnlockConnector';

/** Checks the request against the official schema first, as a strict station does. */
function handler<A extends Asked>(
  action: A,
  answer: (station: Station, request: RequestV201<A>) => ResponseV201<A>,
): Dialect['handlers'][string] {
  return (station, payload) => {
    const violation = validateRequest('2.0.1', action, payload);
    if (violation !== undefined) throw new StationError(violation.code, violation.description);
    return answer(station, payload);
  };
}

function clearFilter(request: RequestV201<'ClearChargingProfile'>): ClearFilter {
  const { chargingProfileId, chargingProfileCriteria: criteria } = request;
  const purpose = criteria?.chargingProfilePurpose;
  return {
    ...(chargingProfileId === undefined ? {} : { profileId: chargingProfileId }),
    ...(criteria?.evseId === undefined ? {} : { connectorNumber: criteria.evseId }),
    ...(criteria?.stackLevel === undefined ? {} : { stackLevel: criteria.stackLevel }),
    ...(purpose === undefined || purpose === 'ChargingStationExternalConstraints'
      ? {}
      : { purpose: PURPOSES[purpose] }),
  };
}

const PURPOSES = {
  ChargingStationMaxProfile: 'ChargePointMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
} as const;

/** undefined = a central system may not set it (K01.FR.22), or it has no schedule. */
function profileOf(
  profile: V201.ChargingProfileType,
  connectorNumber: number,
  installedAtMs: number,
): InstalledProfile | undefined {
  const { chargingProfilePurpose, recurrencyKind, transactionId } = profile;
  // Only ISO 15118 sessions offer more than one schedule to the car.
  const schedule = profile.chargingSchedule[0];
  if (schedule === undefined || chargingProfilePurpose === 'ChargingStationExternalConstraints') return undefined;
  return {
    profileId: profile.id,
    connectorNumber,
    purpose: PURPOSES[chargingProfilePurpose],
    stackLevel: profile.stackLevel,
    kind: profile.chargingProfileKind,
    ...(recurrencyKind === undefined ? {} : { recurrency: recurrencyKind }),
    ...instant('validFromMs', profile.validFrom),
    ...instant('validToMs', profile.validTo),
    ...(transactionId === undefined ? {} : { transactionId }),
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
