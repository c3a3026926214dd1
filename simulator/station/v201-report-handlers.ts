import { formatTimestamp, type RequestV201, type ResponseV201, type V201 } from '../../ocpp/protocol/index.ts';
import type { Dialect } from './dialect.ts';
import { purposeOf, wireProfileOf } from './v201-profile.ts';
import { handler } from './v201-handler.ts';
import type { Station } from './station.ts';

/** Entries of one report message. */
const PART = 10;
/** A variable's value has at most 2,500 characters; a dozen fill 30 kB. */
const LONG_VALUE = 'x'.repeat(2500);
const LONG_VALUES = 12;

/** The device model, its monitors, profiles, displays and customers: everything that is answered by reports. */
export const V201_REPORT_HANDLERS: Dialect['handlers'] = {
  GetBaseReport: handler('GetBaseReport', (station, { requestId }) => {
    reportVariables(station, requestId, station.settings.names());
    return { status: 'Accepted' };
  }),
  GetReport: handler('GetReport', (station, { requestId, componentVariable }) => {
    const wanted = station.settings.names().filter((name) => {
      if (componentVariable === undefined) return true;
      return componentVariable.some(({ component, variable }) =>
        variable === undefined ? name.startsWith(`${component.name}.`) : name === `${component.name}.${variable.name}`,
      );
    });
    if (wanted.length === 0) return { status: 'EmptyResultSet' };
    reportVariables(station, requestId, wanted);
    return { status: 'Accepted' };
  }),
  GetChargingProfiles: handler('GetChargingProfiles', (station, { requestId, evseId, chargingProfile: wanted }) => {
    const purpose = purposeOf(wanted.chargingProfilePurpose);
    const found = station.profiles
      .installed()
      .filter(
        (one) =>
          (evseId === undefined || one.connectorNumber === evseId) &&
          (wanted.chargingProfileId === undefined || wanted.chargingProfileId.includes(one.profileId)) &&
          (wanted.stackLevel === undefined || wanted.stackLevel === one.stackLevel) &&
          (wanted.chargingProfilePurpose === undefined || purpose === one.purpose),
      );
    const sources: readonly string[] | undefined = wanted.chargingLimitSource;
    if (found.length === 0 || (sources !== undefined && !sources.includes('CSO'))) return { status: 'NoProfiles' };
    found.forEach((one, index) => {
      const payload: RequestV201<'ReportChargingProfiles'> = {
        requestId,
        chargingLimitSource: 'CSO',
        evseId: one.connectorNumber,
        chargingProfile: [wireProfileOf(one)],
        tbc: index < found.length - 1,
      };
      station.say({ action: 'ReportChargingProfiles', payload });
    });
    return { status: 'Accepted' };
  }),
  SetMonitoringBase: handler('SetMonitoringBase', (station, { monitoringBase }) => {
    if (monitoringBase !== 'All')
      for (const { id } of station.notes.all('monitor')) station.notes.remove('monitor', Number(id));
    return { status: 'Accepted' };
  }),
  SetMonitoringLevel: handler('SetMonitoringLevel', (_station, { severity }) => ({
    status: severity >= 0 && severity <= 9 ? 'Accepted' : 'Rejected',
  })),
  SetVariableMonitoring: handler('SetVariableMonitoring', (station, { setMonitoringData }) => ({
    setMonitoringResult: setMonitoringData.map((wanted) => setMonitor(station, wanted)),
  })),
  ClearVariableMonitoring: handler('ClearVariableMonitoring', (station, { id }) => ({
    clearMonitoringResult: id.map((one) => ({
      id: one,
      status: station.notes.remove('monitor', one) ? 'Accepted' : 'NotFound',
    })),
  })),
  GetMonitoringReport: handler('GetMonitoringReport', (station, { requestId }) => {
    const monitors = station.notes.all('monitor') as readonly V201.SetMonitoringDataType[];
    if (monitors.length === 0) return { status: 'EmptyResultSet' };
    // 2.1 wants to know whose monitor it is.
    const origin = station.version === '2.1' ? { eventNotificationType: 'CustomMonitor' } : {};
    const monitor = monitors.map(({ id = 0, component, variable, value, type, severity, transaction = false }) => ({
      component,
      variable,
      variableMonitoring: [{ id, transaction, value, type, severity, ...origin }] as const,
    }));
    inParts(station, monitor, (part, seqNo, tbc) => ({
      action: 'NotifyMonitoringReport',
      payload: {
        requestId,
        seqNo,
        tbc,
        generatedAt: formatTimestamp(station.clock.nowMs()),
        monitor: part,
      } satisfies RequestV201<'NotifyMonitoringReport'>,
    }));
    return { status: 'Accepted' };
  }),
  SetDisplayMessage: handler('SetDisplayMessage', (station, { message }) => {
    station.notes.keep('display-message', message.id, message);
    return { status: 'Accepted' };
  }),
  ClearDisplayMessage: handler('ClearDisplayMessage', (station, { id }) => ({
    status: station.notes.remove('display-message', id) ? 'Accepted' : 'Unknown',
  })),
  GetDisplayMessages: handler('GetDisplayMessages', (station, { requestId, id, priority, state }) => {
    const found = (station.notes.all('display-message') as readonly V201.MessageInfoType[]).filter(
      (one) =>
        (id === undefined || id.includes(one.id)) &&
        (priority === undefined || priority === one.priority) &&
        (state === undefined || state === one.state),
    );
    if (found.length === 0) return { status: 'Unknown' };
    inParts(station, found, (messageInfo, _seqNo, tbc) => ({
      action: 'NotifyDisplayMessages',
      payload: { requestId, tbc, messageInfo } satisfies RequestV201<'NotifyDisplayMessages'>,
    }));
    return { status: 'Accepted' };
  }),
  CustomerInformation: handler('CustomerInformation', (station, { requestId, report, idToken }) => {
    if (!report) return { status: 'Accepted' };
    const running = station.evses.find(({ transaction }) => transaction?.idToken === idToken?.idToken);
    const payload: RequestV201<'NotifyCustomerInformation'> = {
      requestId,
      seqNo: 0,
      generatedAt: formatTimestamp(station.clock.nowMs()),
      data: running === undefined ? '' : `charging at ${running.number}`,
    };
    station.say({ action: 'NotifyCustomerInformation', payload });
    return { status: 'Accepted' };
  }),
};

function reportVariables(station: Station, requestId: number, names: readonly string[]): void {
  const entries = names.map((name): V201.ReportDataType => {
    const setting = station.settings.get(name);
    const [component = '', variable = ''] = name.split('.');
    return {
      component: { name: component },
      variable: { name: variable },
      variableAttribute: [
        { value: setting?.value ?? '', mutability: setting?.readonly === true ? 'ReadOnly' : 'ReadWrite' },
      ],
    };
  });
  const long = Array.from(
    { length: station.faults().largeReports === true ? LONG_VALUES : 0 },
    (_, index): V201.ReportDataType => ({
      component: { name: 'Display' },
      variable: { name: `Text${index}` },
      variableAttribute: [{ value: LONG_VALUE }],
    }),
  );
  const partLength = long.length > 0 ? entries.length + long.length : PART;
  inParts(
    station,
    [...entries, ...long],
    (reportData, seqNo, tbc) => ({
      action: 'NotifyReport',
      payload: {
        requestId,
        seqNo,
        tbc,
        generatedAt: formatTimestamp(station.clock.nowMs()),
        reportData,
      } satisfies RequestV201<'NotifyReport'>,
    }),
    partLength,
  );
}

function inParts<T>(
  station: Station,
  entries: readonly T[],
  render: (part: readonly T[], seqNo: number, tbc: boolean) => Parameters<Station['say']>[0],
  partLength = PART,
): void {
  for (let seqNo = 0; seqNo * partLength < entries.length; seqNo += 1) {
    const end = (seqNo + 1) * partLength;
    station.say(render(entries.slice(seqNo * partLength, end), seqNo, end < entries.length));
  }
}

function setMonitor(
  station: Station,
  wanted: V201.SetMonitoringDataType,
): ResponseV201<'SetVariableMonitoring'>['setMonitoringResult'][number] {
  const { component, variable, type, severity } = wanted;
  const told = { type, severity, component, variable };
  if (station.settings.get(`${component.name}.${variable.name}`) === undefined)
    return { status: 'UnknownVariable', ...told };
  const ids = station.notes.all('monitor').map(({ id }) => Number(id));
  const id = wanted.id ?? Math.max(0, ...ids) + 1;
  station.notes.keep('monitor', id, { ...wanted, id });
  return { status: 'Accepted', id, ...told };
}
