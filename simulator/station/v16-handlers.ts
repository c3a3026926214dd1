import { formatTimestamp } from '../../ocpp/protocol/index.ts';
import { compositePeriods } from './composite.ts';
import type { Dialect, Triggered } from './dialect.ts';
import type { Station } from './station.ts';
import { V16_DEPOT_HANDLERS } from './v16-depot-handlers.ts';
import { handler } from './v16-handler.ts';
import { profileOf } from './v16-profile.ts';

/** What a central system may ask of a 1.6 station, all of it. */
export const V16_HANDLERS: Dialect['handlers'] = {
  ...V16_DEPOT_HANDLERS,
  ClearCache: handler('ClearCache', () => ({ status: 'Accepted' })),
  DataTransfer: handler('DataTransfer', () => ({ status: 'UnknownVendorId' })),
  SetChargingProfile: handler('SetChargingProfile', (station, { connectorId, csChargingProfiles }) => ({
    status: station.setProfile(profileOf(csChargingProfiles, connectorId, station.clock.nowMs()))
      ? 'Accepted'
      : 'Rejected',
  })),
  ClearChargingProfile: handler('ClearChargingProfile', (station, request) => ({
    status: station.profiles.clear({
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
  TriggerMessage: handler('TriggerMessage', (station, request) => ({ status: triggered(station, request) })),
  ExtendedTriggerMessage: handler('ExtendedTriggerMessage', (station, request) => ({
    status: triggered(station, request),
  })),
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
    status: station.drivers.remoteStart(connectorId, idTag) === undefined ? 'Rejected' : 'Accepted',
  })),
  RemoteStopTransaction: handler('RemoteStopTransaction', (station, { transactionId }) => ({
    status: station.drivers.remoteStop(String(transactionId)) ? 'Accepted' : 'Rejected',
  })),
  Reset: handler('Reset', (station, { type }) => {
    station.resets.now(type === 'Hard' ? 'hard-reset' : 'soft-reset');
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
};

/** 1.6: 5.17; security whitepaper A02. */
function triggered(
  station: Station,
  { requestedMessage, connectorId }: { readonly requestedMessage: string; readonly connectorId?: number },
): 'Accepted' | 'Rejected' | 'NotImplemented' {
  const what = TRIGGERS[requestedMessage];
  if (what === undefined) return 'NotImplemented';
  if (connectorId !== undefined && connectorId !== 0 && station.evse(connectorId) === undefined) return 'Rejected';
  station.trigger(what, connectorId);
  return 'Accepted';
}

const TRIGGERS: Readonly<Record<string, Triggered>> = {
  BootNotification: 'boot',
  Heartbeat: 'heartbeat',
  StatusNotification: 'status',
  MeterValues: 'meter',
  FirmwareStatusNotification: 'firmware',
  DiagnosticsStatusNotification: 'diagnostics',
  LogStatusNotification: 'log',
  SignChargePointCertificate: 'sign-certificate',
};
