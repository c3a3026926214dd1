import { T0, world } from '../v16/fake-connection.ts';
import type { Line, Transcript } from './transcript.ts';

const station = (
  action: string,
  title: string,
  line: Omit<Extract<Line, { from: 'station' }>, 'from' | 'action'>,
): Transcript => ({
  version: '1.6',
  about: action,
  title,
  lines: [{ from: 'station', action, ...line }],
});

/** What a station of 1.6 sends: once as the specification has it, once refused. */
export const FROM_STATION: readonly Transcript[] = [
  station('Authorize', 'good', { request: { idTag: 'CARD1' }, response: { idTagInfo: { status: 'Accepted' } } }),
  station('Authorize', 'refused', {
    request: {},
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('BootNotification', 'good', {
    request: {
      chargePointVendor: 'Acme',
      chargePointModel: 'P22',
      firmwareVersion: '1.2.3',
      chargePointSerialNumber: 'S-1',
    },
    response: { status: 'Accepted', currentTime: '2025-03-04T05:06:00.000Z', interval: 300 },
    events: [{ kind: 'booted', vendor: 'Acme', model: 'P22', serialNumber: 'S-1', firmware: '1.2.3' }],
    whole: true,
  }),
  station('BootNotification', 'refused', {
    request: { chargePointVendor: 'Acme' },
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  {
    ...station('Authorize', 'a card that may not, with its parent', {
      request: { idTag: 'CARD2' },
      response: { idTagInfo: { status: 'Blocked', parentIdTag: 'FLEET' } },
    }),
    world: () => {
      const its = world();
      its.cards['CARD2'] = { status: 'Blocked', parentIdToken: 'FLEET' };
      return its;
    },
  },
  station('DataTransfer', 'good', { request: { vendorId: 'com.example' }, response: { status: 'UnknownVendorId' } }),
  station('DataTransfer', 'refused', {
    request: {},
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('DiagnosticsStatusNotification', 'good', {
    request: { status: 'Uploaded' },
    response: {},
    events: [{ kind: 'work', work: 'diagnostics', status: 'Uploaded' }],
  }),
  station('DiagnosticsStatusNotification', 'refused', {
    request: { status: 'Sure' },
    response: { error: 'PropertyConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('FirmwareStatusNotification', 'good', {
    request: { status: 'Installed' },
    response: {},
    events: [{ kind: 'work', work: 'firmware', status: 'Installed' }],
  }),
  station('FirmwareStatusNotification', 'refused', {
    request: { status: 'Sure' },
    response: { error: 'PropertyConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('Heartbeat', 'good', { request: {}, response: { currentTime: '2025-03-04T05:06:00.000Z' } }),
  station('Heartbeat', 'refused', {
    request: { extra: 1 },
    response: { error: 'FormationViolation' },
    events: [],
    broken: true,
  }),
  station('LogStatusNotification', 'good', {
    request: { status: 'Uploading', requestId: 7 },
    response: {},
    events: [{ kind: 'work', work: 'log', status: 'Uploading', requestId: 7 }],
  }),
  station('LogStatusNotification', 'refused', {
    request: { status: 'Sure' },
    response: { error: 'PropertyConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('MeterValues', 'good', {
    request: {
      connectorId: 1,
      meterValue: [
        { timestamp: '2025-03-04T05:06:00.000Z', sampledValue: [{ value: '7000', measurand: 'Power.Active.Import' }] },
      ],
    },
    response: {},
    events: [{ kind: 'reading', powerKw: 7 }],
  }),
  station('MeterValues', 'refused', {
    request: {
      connectorId: 1,
      meterValue: [
        { timestamp: '2025-03-04T05:06:00.000Z', sampledValue: [{ value: 7000, measurand: 'Power.Active.Import' }] },
      ],
    },
    response: { error: 'TypeConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('SecurityEventNotification', 'good, its text made safe', {
    request: { type: 'SettingSystemTime', timestamp: '2025-03-04T05:06:00.000Z', techInfo: 'a\r\nb\u0000' },
    response: {},
    events: [{ kind: 'security-event', type: 'SettingSystemTime', techInfo: 'a  b', measuredAtMs: T0 }],
    whole: true,
  }),
  station('SecurityEventNotification', 'refused', {
    request: { type: 'FirmwareUpdated' },
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('SignCertificate', 'good', { request: { csr: 'PEM' }, response: { status: 'Rejected' } }),
  station('SignCertificate', 'refused', {
    request: {},
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('SignedFirmwareStatusNotification', 'good', {
    request: { status: 'InvalidSignature', requestId: 8 },
    response: {},
    events: [{ kind: 'work', work: 'firmware', status: 'InvalidSignature', requestId: 8 }],
  }),
  station('SignedFirmwareStatusNotification', 'refused', {
    request: { status: 'Sure' },
    response: { error: 'PropertyConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('StartTransaction', 'good', {
    request: { connectorId: 1, idTag: 'CARD1', meterStart: 0, timestamp: '2025-03-04T05:06:00.000Z' },
    response: { idTagInfo: { status: 'Accepted' }, transactionId: 7001 },
  }),
  station('StartTransaction', 'refused', {
    request: { connectorId: 1 },
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  ...(
    [
      ['Available', 'available'],
      ['Preparing', 'preparing'],
      ['Charging', 'charging'],
      ['SuspendedEV', 'suspended-ev'],
      ['SuspendedEVSE', 'suspended-evse'],
      ['Finishing', 'finishing'],
      ['Reserved', 'reserved'],
      ['Unavailable', 'unavailable'],
    ] as const
  ).map(([word, status]) =>
    station('StatusNotification', word, {
      request: { connectorId: 1, errorCode: 'NoError', status: word },
      response: {},
      events: [{ kind: 'status', connectorId: 'A07/1', status }],
      whole: true,
    }),
  ),
  station('StatusNotification', 'of the whole station, with its error', {
    request: { connectorId: 0, errorCode: 'GroundFailure', status: 'Faulted' },
    response: {},
    events: [{ kind: 'status', status: 'faulted', errorCode: 'GroundFailure' }],
    whole: true,
  }),
  station('StatusNotification', 'refused', {
    request: { connectorId: 1, status: 'Available' },
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
  station('StopTransaction', 'good', {
    request: { transactionId: 99, meterStop: 1, timestamp: '2025-03-04T05:06:00.000Z' },
    response: {},
    events: [{ kind: 'security', type: 'unknown-transaction' }],
  }),
  station('StopTransaction', 'refused', {
    request: { transactionId: 99 },
    response: { error: 'OccurenceConstraintViolation' },
    events: [],
    broken: true,
  }),
];
