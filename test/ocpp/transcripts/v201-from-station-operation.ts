import { breaks, type Said, says, story, unbooted } from './station-story.ts';
import type { Transcript } from './transcript.ts';

const TIME = '2025-03-04T05:06:00.000Z';
const LATER = '2025-03-04T06:06:00.000Z';
const MISSING = 'OccurrenceConstraintViolation';
const PROPERTY = 'PropertyConstraintViolation';
const HASH = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' };
const MONITOR_EVENT = {
  eventId: 1,
  timestamp: TIME,
  trigger: 'Alerting',
  actualValue: '91',
  eventNotificationType: 'CustomMonitor',
  component: { name: 'PowerElectronics', evse: { id: 1 } },
  variable: { name: 'Temperature' },
};
const PART = { requestId: 5, generatedAt: TIME, seqNo: 0 };

const it = (title: string, ...lines: readonly Said[]): Transcript => story('2.0.1', title, ...lines);
const early = (action: string, request: Readonly<Record<string, unknown>>): Transcript =>
  unbooted('2.0.1', 'before BootNotification', says(action, request, { error: 'SecurityError' }));

/** What a station of 2.0.1 tells of its upkeep: work that goes on, reports in parts, monitors, reservations, certificates. */
export const FROM_STATION_OPERATION: readonly Transcript[] = [
  it(
    'of a vendor that is not known',
    says('DataTransfer', { vendorId: 'x', data: [1] }, { status: 'UnknownVendorId' }),
  ),
  it('without its vendor', breaks('DataTransfer', { messageId: 'x' }, MISSING)),
  early('DataTransfer', { vendorId: 'x' }),

  it(
    'of an update that an operator began',
    says(
      'FirmwareStatusNotification',
      { status: 'InvalidSignature', requestId: 3 },
      {},
      { kind: 'work', work: 'firmware', status: 'InvalidSignature', requestId: 3 },
    ),
  ),
  it('a word that is none', breaks('FirmwareStatusNotification', { status: 'Sure', requestId: 3 }, PROPERTY)),
  early('FirmwareStatusNotification', { status: 'Idle' }),

  it(
    'of an upload that an operator began',
    says(
      'LogStatusNotification',
      { status: 'Uploaded', requestId: 4 },
      {},
      { kind: 'work', work: 'log', status: 'Uploaded', requestId: 4 },
    ),
  ),
  it('a word that is none', breaks('LogStatusNotification', { status: 'Sure', requestId: 4 }, PROPERTY)),
  early('LogStatusNotification', { status: 'Idle' }),

  it(
    'of a local controller that gives firmware on',
    says(
      'PublishFirmwareStatusNotification',
      { status: 'Published', requestId: 6, location: ['https://local.example/fw'] },
      {},
      { kind: 'work', work: 'publish-firmware', status: 'Published', requestId: 6 },
    ),
  ),
  it('a word that is none', breaks('PublishFirmwareStatusNotification', { status: 'Sure' }, PROPERTY)),
  early('PublishFirmwareStatusNotification', { status: 'Idle' }),

  it(
    'in two parts',
    says(
      'NotifyReport',
      {
        ...PART,
        tbc: true,
        reportData: [
          {
            component: { name: 'SmartChargingCtrlr' },
            variable: { name: 'RateUnit' },
            variableAttribute: [{ value: 'A,W', mutability: 'ReadOnly' }],
          },
        ],
      },
      {},
      {
        kind: 'report',
        report: 'variables',
        requestId: 5,
        items: [{ name: 'SmartChargingCtrlr.RateUnit', value: 'A,W', readonly: true }],
        isLast: false,
      },
    ),
    says(
      'NotifyReport',
      {
        ...PART,
        seqNo: 1,
        reportData: [
          {
            component: { name: 'OCPPCommCtrlr' },
            variable: { name: 'MessageTimeout', instance: 'Default' },
            variableAttribute: [{ type: 'Target', mutability: 'WriteOnly' }],
          },
        ],
      },
      {},
      {
        kind: 'report',
        requestId: 5,
        items: [{ name: 'OCPPCommCtrlr.MessageTimeout[Default]', readonly: false }],
        isLast: true,
      },
    ),
  ),
  it('of no request', breaks('NotifyReport', { generatedAt: TIME, seqNo: 0 }, MISSING)),
  it(
    'an empty list is left out, not sent',
    breaks(
      'NotifyReport',
      { ...PART, reportData: [] },
      MISSING,
      'NotifyReport: reportData must NOT have fewer than 1 items',
    ),
  ),
  early('NotifyReport', PART),

  it(
    'the monitors of a variable',
    says(
      'NotifyMonitoringReport',
      {
        ...PART,
        monitor: [
          {
            component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
            variable: { name: 'Temperature' },
            variableMonitoring: [{ id: 9, transaction: false, value: 80, type: 'UpperThreshold', severity: 2 }],
          },
        ],
      },
      {},
      {
        kind: 'report',
        report: 'monitors',
        requestId: 5,
        items: [
          {
            name: 'Connector#1-1.Temperature',
            monitors: [{ id: 9, transaction: false, value: 80, type: 'UpperThreshold', severity: 2 }],
          },
        ],
        isLast: true,
      },
    ),
  ),
  it('an empty list is left out, not sent', breaks('NotifyMonitoringReport', { ...PART, monitor: [] }, MISSING)),
  early('NotifyMonitoringReport', PART),

  it(
    'what the display shows',
    says(
      'NotifyDisplayMessages',
      {
        requestId: 5,
        messageInfo: [{ id: 1, priority: 'InFront', message: { format: 'UTF8', content: 'Hello' } }],
      },
      {},
      {
        kind: 'report',
        report: 'display-messages',
        requestId: 5,
        items: [{ id: 1, priority: 'InFront', message: { format: 'UTF8', content: 'Hello' } }],
        isLast: true,
      },
    ),
  ),
  it('of no request', breaks('NotifyDisplayMessages', { tbc: true }, MISSING)),
  early('NotifyDisplayMessages', { requestId: 5 }),

  it(
    'free text of a driver, safe to show',
    says(
      'NotifyCustomerInformation',
      { ...PART, data: 'CARD1\r\n3 sessions' },
      {},
      { kind: 'report', report: 'customer-information', requestId: 5, items: ['CARD1  3 sessions'], isLast: true },
    ),
  ),
  it(
    'longer than the standard allows',
    breaks('NotifyCustomerInformation', { ...PART, data: 'x'.repeat(513) }, PROPERTY),
  ),
  early('NotifyCustomerInformation', { ...PART, data: '' }),

  it(
    'alerting ones first, cut to what a person reads',
    says(
      'NotifyEvent',
      {
        generatedAt: TIME,
        seqNo: 0,
        eventData: [
          { ...MONITOR_EVENT, eventId: 2, trigger: 'Periodic', actualValue: 'x'.repeat(500) },
          { ...MONITOR_EVENT, techCode: 'E42' },
        ],
      },
      {},
      {
        kind: 'monitor-event',
        name: 'PowerElectronics#1.Temperature',
        value: '91',
        trigger: 'Alerting',
        cleared: false,
        techCode: 'E42',
      },
      { kind: 'monitor-event', trigger: 'Periodic', value: 'x'.repeat(200) },
    ),
  ),
  it('no event at all', breaks('NotifyEvent', { generatedAt: TIME, seqNo: 0, eventData: [] }, MISSING)),
  early('NotifyEvent', { generatedAt: TIME, seqNo: 0, eventData: [MONITOR_EVENT] }),

  it(
    'nobody used it',
    says(
      'ReservationStatusUpdate',
      { reservationId: 8, reservationUpdateStatus: 'Expired' },
      {},
      { kind: 'reservation', reservationId: 8, status: 'expired' },
    ),
  ),
  it(
    'the station gave it up',
    says(
      'ReservationStatusUpdate',
      { reservationId: 8, reservationUpdateStatus: 'Removed' },
      {},
      { kind: 'reservation', reservationId: 8, status: 'removed' },
    ),
  ),
  it(
    'a word that is none',
    breaks('ReservationStatusUpdate', { reservationId: 8, reservationUpdateStatus: 'Forgotten' }, PROPERTY),
  ),
  early('ReservationStatusUpdate', { reservationId: 8, reservationUpdateStatus: 'Expired' }),

  it(
    'noted with what the station says of it',
    says(
      'SecurityEventNotification',
      { type: 'TamperDetectionActivated', timestamp: TIME, techInfo: 'door\u0007 open' },
      {},
      {
        kind: 'security-event',
        type: 'TamperDetectionActivated',
        techInfo: 'door  open',
        measuredAtMs: Date.UTC(2025, 2, 4, 5, 6),
      },
    ),
  ),
  it('without its time', breaks('SecurityEventNotification', { type: 'FirmwareUpdated' }, MISSING)),
  early('SecurityEventNotification', { type: 'FirmwareUpdated', timestamp: TIME }),

  it('where nothing signs', says('SignCertificate', { csr: 'PEM' }, { status: 'Rejected' })),
  it(
    'of ISO 15118',
    says('SignCertificate', { csr: 'PEM', certificateType: 'V2GCertificate' }, { status: 'Rejected' }),
  ),
  it('without its request', breaks('SignCertificate', {}, MISSING)),
  early('SignCertificate', { csr: 'PEM' }),

  it(
    'no contract is handed out',
    says(
      'Get15118EVCertificate',
      { iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', action: 'Install', exiRequest: 'gJgC' },
      { status: 'Failed', exiResponse: '', statusInfo: { reasonCode: 'NotFound' } },
    ),
  ),
  it(
    'without what the car said',
    breaks('Get15118EVCertificate', { iso15118SchemaVersion: 'x', action: 'Install' }, MISSING),
  ),
  early('Get15118EVCertificate', { iso15118SchemaVersion: 'x', action: 'Update', exiRequest: '' }),

  it(
    'the address of a responder is not fetched',
    says(
      'GetCertificateStatus',
      { ocspRequestData: { ...HASH, responderURL: 'http://10.0.0.1/' } },
      { status: 'Failed', statusInfo: { reasonCode: 'NotFound' } },
    ),
  ),
  it('without its certificate', breaks('GetCertificateStatus', {}, MISSING)),
  early('GetCertificateStatus', { ocspRequestData: { ...HASH, responderURL: LATER } }),
];
