import {
  type ActionV16,
  formatTimestamp,
  validateRequest,
  type ChargingProfileV16,
  type MeterValueV16,
  type RequestV16,
  type ResponseV16,
} from '../../ocpp/protocol/index.ts';
import type { InstalledProfile } from '../profile-stack.ts';
import { compositePeriods } from './composite.ts';
import type { Dialect, StopReason } from './dialect.ts';
import type { EvseStatus } from './evse.ts';
import { StationError } from './link.ts';
import { instant } from './instant.ts';
import type { Sample } from './meter.ts';
import type { Station } from './station.ts';

const STATUS: Readonly<Record<EvseStatus, RequestV16<'StatusNotification'>['status']>> = {
  available: 'Available',
  preparing: 'Preparing',
  charging: 'Charging',
  'suspended-ev': 'SuspendedEV',
  'suspended-evse': 'SuspendedEVSE',
  finishing: 'Finishing',
  unavailable: 'Unavailable',
};
const STOP_REASON: Readonly<Record<StopReason, NonNullable<RequestV16<'StopTransaction'>['reason']>>> = {
  unplugged: 'EVDisconnected',
  remote: 'Remote',
  deauthorized: 'DeAuthorized',
  'soft-reset': 'SoftReset',
  'hard-reset': 'HardReset',
  unlock: 'UnlockCommand',
};
/** What stations send for a transaction whose start was refused for good. */
const NO_TRANSACTION = -1;

/** OCPP 1.6J. */
export const v16: Dialect = {
  makesTransactionIds: false,
  boot: () => ({
    action: 'BootNotification',
    payload: {
      chargePointVendor: 'Headroom',
      chargePointModel: 'Simulated pile',
      firmwareVersion: '1.0',
    } satisfies RequestV16<'BootNotification'>,
  }),
  heartbeat: { action: 'Heartbeat', payload: {} },
  status: ({ number, status, atMs }) => {
    const payload: RequestV16<'StatusNotification'> = {
      connectorId: number,
      errorCode: 'NoError',
      status: STATUS[status],
      timestamp: formatTimestamp(atMs),
    };
    return { action: 'StatusNotification', payload };
  },
  authorize: (idToken) => ({ action: 'Authorize', payload: { idTag: idToken } satisfies RequestV16<'Authorize'> }),
  isAuthorized: (answer) => (answer as ResponseV16<'Authorize'>).idTagInfo?.status === 'Accepted',
  started: ({ evse, transaction, atMs, registerWh }, onAnswer) => {
    const payload: RequestV16<'StartTransaction'> = {
      connectorId: evse.number,
      idTag: transaction.idToken,
      meterStart: registerWh,
      timestamp: formatTimestamp(atMs),
    };
    return {
      action: 'StartTransaction',
      payload: () => payload,
      durable: true,
      onAnswer: (answer) => {
        const { transactionId, idTagInfo } = answer as ResponseV16<'StartTransaction'>;
        onAnswer({ transactionId: String(transactionId), accepted: idTagInfo?.status === 'Accepted' });
      },
    };
  },
  metered: ({ evse, transaction, atMs, samples }, trigger) => ({
    action: 'MeterValues',
    payload: () =>
      ({
        connectorId: evse.number,
        transactionId: Number(transaction.transactionId ?? NO_TRANSACTION),
        meterValue: [meterValue(atMs, samples, trigger)],
      }) satisfies RequestV16<'MeterValues'>,
    durable: true,
  }),
  stateChanged: () => undefined,
  ended: ({ transaction, atMs, registerWh }, reason) => ({
    action: 'StopTransaction',
    payload: () =>
      ({
        transactionId: Number(transaction.transactionId ?? NO_TRANSACTION),
        idTag: transaction.idToken,
        meterStop: registerWh,
        timestamp: formatTimestamp(atMs),
        reason: STOP_REASON[reason],
      }) satisfies RequestV16<'StopTransaction'>,
    durable: true,
  }),
  needs: () => undefined,
  idleMeter: (evse, atMs, samples) => {
    const payload: RequestV16<'MeterValues'> = {
      connectorId: evse.number,
      meterValue: [meterValue(atMs, samples, 'triggered')],
    };
    return { action: 'MeterValues', payload };
  },
  handlers: {
    SetChargingProfile: handler('SetChargingProfile', (station, { connectorId, csChargingProfiles }) => ({
      status: station.setProfile(profileOf(csChargingProfiles, connectorId, station.clock.nowMs()))
        ? 'Accepted'
        : 'Rejected',
    })),
    ClearChargingProfile: handler('ClearChargingProfile', (station, request) => ({
      status: station.clearProfiles({
        ...(request.id === undefined ? {} : { profileId: request.id }),
        ...(request.connectorId === undefined ? {} : { connectorNumber: request.connectorId }),
        ...(request.chargingProfilePurpose === undefined ? {} : { purpose: request.chargingProfilePurpose }),
        ...(request.stackLevel === undefined ? {} : { stackLevel: request.stackLevel }),
      })
        ? 'Accepted'
        : 'Unknown',
    })),
    GetCompositeSchedule: handler(
      'GetCompositeSchedule',
      (station, { connectorId, duration, chargingRateUnit = 'A' }) => {
        const evse = station.evse(connectorId);
        if (evse === undefined) return { status: 'Rejected' };
        const atMs = station.clock.nowMs();
        return {
          status: 'Accepted',
          connectorId,
          scheduleStart: formatTimestamp(atMs),
          chargingSchedule: {
            duration,
            startSchedule: formatTimestamp(atMs),
            chargingRateUnit,
            chargingSchedulePeriod: compositePeriods(station, {
              evse,
              atMs,
              durationS: duration,
              unit: chargingRateUnit,
            }),
          },
        };
      },
    ),
    TriggerMessage: handler('TriggerMessage', (station, { requestedMessage, connectorId }) => {
      const what = TRIGGERS[requestedMessage];
      if (what === undefined) return { status: 'NotImplemented' };
      if (connectorId !== undefined && connectorId !== 0 && station.evse(connectorId) === undefined)
        return { status: 'Rejected' };
      station.trigger(what, connectorId);
      return { status: 'Accepted' };
    }),
    GetConfiguration: handler('GetConfiguration', (station, { key }) => {
      const names = key === undefined || key.length === 0 ? station.settings.names() : key;
      const unknownKey = names.filter((name) => station.settings.get(name) === undefined);
      return {
        configurationKey: names.flatMap((name) => {
          const setting = station.settings.get(name);
          return setting === undefined ? [] : [{ key: name, readonly: setting.readonly, value: setting.value }];
        }),
        ...(unknownKey.length === 0 ? {} : { unknownKey }),
      };
    }),
    ChangeConfiguration: handler('ChangeConfiguration', (station, { key, value }) => {
      const outcome = station.set(key, value);
      return { status: outcome === 'accepted' ? 'Accepted' : outcome === 'rejected' ? 'Rejected' : 'NotSupported' };
    }),
    RemoteStartTransaction: handler('RemoteStartTransaction', (station, { connectorId, idTag }) => ({
      status: station.remoteStart(connectorId, idTag) === undefined ? 'Rejected' : 'Accepted',
    })),
    RemoteStopTransaction: handler('RemoteStopTransaction', (station, { transactionId }) => ({
      status: station.remoteStop(String(transactionId)) ? 'Accepted' : 'Rejected',
    })),
    Reset: handler('Reset', (station, { type }) => {
      station.reset(type === 'Hard' ? 'hard-reset' : 'soft-reset');
      return { status: 'Accepted' };
    }),
    ChangeAvailability: handler('ChangeAvailability', (station, { connectorId, type }) => {
      const evses = connectorId === 0 ? station.evses : station.evses.filter((evse) => evse.number === connectorId);
      if (evses.length === 0) return { status: 'Rejected' };
      const outcomes = evses.map((evse) => station.changeAvailability(evse, type === 'Operative'));
      return { status: outcomes.includes('scheduled') ? 'Scheduled' : 'Accepted' };
    }),
    UnlockConnector: handler('UnlockConnector', (station, { connectorId }) => {
      const evse = station.evse(connectorId);
      if (evse === undefined) return { status: 'NotSupported' };
      station.unlock(evse);
      return { status: 'Unlocked' };
    }),
  },
};

const TRIGGERS: Readonly<
  Partial<Record<RequestV16<'TriggerMessage'>['requestedMessage'], 'boot' | 'heartbeat' | 'status' | 'meter'>>
> = {
  BootNotification: 'boot',
  Heartbeat: 'heartbeat',
  StatusNotification: 'status',
  MeterValues: 'meter',
};

type Asked = Extract<
  | 'SetChargingProfile'
  | 'ClearChargingProfile'
  | 'GetCompositeSchedule'
  | 'TriggerMessage'
  | 'GetConfiguration'
  | 'ChangeConfiguration'
  | 'RemoteStartTransaction'
  | 'RemoteStopTransaction'
  | 'Reset'
  | 'ChangeAvailability'
  | 'UnlockConnector',
  ActionV16
>;

/** Checks the request against the official schema first, as a strict station does. */
function handler<A extends Asked>(
  action: A,
  answer: (station: Station, request: RequestV16<A>) => ResponseV16<A>,
): Dialect['handlers'][string] {
  return (station, payload) => {
    const violation = validateRequest('1.6', action, payload);
    if (violation !== undefined) throw new StationError(violation.code, violation.description);
    return answer(station, payload);
  };
}

function meterValue(atMs: number, samples: readonly Sample[], trigger: 'periodic' | 'triggered'): MeterValueV16 {
  const context = trigger === 'periodic' ? 'Sample.Periodic' : 'Trigger';
  return {
    timestamp: formatTimestamp(atMs),
    sampledValue: samples.map(({ value, ...rest }) => ({ value: String(value), context, ...rest })),
  };
}

function profileOf(profile: ChargingProfileV16, connectorNumber: number, installedAtMs: number): InstalledProfile {
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
