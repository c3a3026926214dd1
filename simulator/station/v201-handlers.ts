import { formatTimestamp, type RequestV201 } from '../../ocpp/protocol/index.ts';
import type { ClearFilter } from '../profile-stack.ts';
import { compositePeriods } from './composite.ts';
import type { Dialect, Triggered } from './dialect.ts';
import { V201_DEPOT_HANDLERS } from './v201-depot-handlers.ts';
import { handler } from './v201-handler.ts';
import { profileOf, purposeOf } from './v201-profile.ts';
import { V201_REPORT_HANDLERS } from './v201-report-handlers.ts';

/** What a central system may ask of a 2.0.1 station. */
export const V201_HANDLERS: Dialect['handlers'] = {
  ...V201_DEPOT_HANDLERS,
  ...V201_REPORT_HANDLERS,
  ClearCache: handler('ClearCache', () => ({ status: 'Accepted' })),
  DataTransfer: handler('DataTransfer', () => ({ status: 'UnknownVendorId' })),
  CostUpdated: handler('CostUpdated', () => ({})),
  SetNetworkProfile: handler('SetNetworkProfile', (station, { configurationSlot, connectionData }) => {
    station.notes.keep('network-profile', configurationSlot, { ...connectionData });
    return { status: 'Accepted' };
  }),
  GetTransactionStatus: handler('GetTransactionStatus', (station, { transactionId }) => ({
    messagesInQueue: station.hasQueued(),
    ...(transactionId === undefined
      ? {}
      : { ongoingIndicator: station.evses.some((evse) => evse.transaction?.transactionId === transactionId) }),
  })),
  SetChargingProfile: handler('SetChargingProfile', (station, { evseId, chargingProfile }) => {
    const profile = profileOf(chargingProfile, evseId, station.clock.nowMs());
    return { status: profile !== undefined && station.setProfile(profile) ? 'Accepted' : 'Rejected' };
  }),
  ClearChargingProfile: handler('ClearChargingProfile', (station, request) => ({
    status: station.profiles.clear(clearFilter(request)) ? 'Accepted' : 'Unknown',
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
  RequestStartTransaction: handler('RequestStartTransaction', (station, { evseId, idToken, remoteStartId }) => {
    const evse = station.drivers.remoteStart(evseId, idToken.idToken, remoteStartId);
    const transactionId = evse?.transaction?.transactionId;
    return evse === undefined
      ? { status: 'Rejected' }
      : { status: 'Accepted', ...(transactionId === undefined ? {} : { transactionId }) };
  }),
  RequestStopTransaction: handler('RequestStopTransaction', (station, { transactionId }) => ({
    status: station.drivers.remoteStop(transactionId) ? 'Accepted' : 'Rejected',
  })),
  Reset: handler('Reset', (station, { type }) => {
    if (type === 'OnIdle') return { status: station.resets.whenIdle() ? 'Scheduled' : 'Accepted' };
    station.resets.now('hard-reset');
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

const TRIGGERS: Readonly<Partial<Record<RequestV201<'TriggerMessage'>['requestedMessage'], Triggered>>> = {
  BootNotification: 'boot',
  Heartbeat: 'heartbeat',
  StatusNotification: 'status',
  MeterValues: 'meter',
  TransactionEvent: 'transaction',
  FirmwareStatusNotification: 'firmware',
  LogStatusNotification: 'log',
  SignChargingStationCertificate: 'sign-certificate',
};

function clearFilter(request: RequestV201<'ClearChargingProfile'>): ClearFilter {
  const { chargingProfileId, chargingProfileCriteria: criteria } = request;
  const purpose = purposeOf(criteria?.chargingProfilePurpose);
  return {
    ...(chargingProfileId === undefined ? {} : { profileId: chargingProfileId }),
    ...(criteria?.evseId === undefined ? {} : { connectorNumber: criteria.evseId }),
    ...(criteria?.stackLevel === undefined ? {} : { stackLevel: criteria.stackLevel }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}
