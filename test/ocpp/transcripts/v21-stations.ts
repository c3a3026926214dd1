import type { Transcript, Line } from './transcript.ts';

type FromStation = Extract<Line, { readonly from: 'station' }>;
const TIME = '2025-03-04T05:06:00.000Z';
const TOKEN = { idToken: 'DRIVER-1', type: 'Central' };
const HASH = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' };
const NEW_ID = { idToken: 'FLEET-1', type: 'DirectPayment' };
const STARTED: Omit<FromStation, 'from'> = {
  action: 'TransactionEvent',
  request: {
    eventType: 'Started',
    timestamp: TIME,
    triggerReason: 'RunningCost',
    seqNo: 0,
    transactionInfo: { transactionId: 'tx-1', chargingState: 'Charging', operationMode: 'ChargingOnly' },
    evse: { id: 1, connectorId: 1 },
    idToken: NEW_ID,
  },
  response: { idTokenInfo: { status: 'Accepted' } },
};
const plain = (action: string, request: FromStation['request'], response: FromStation['response'] = {}) => ({
  action,
  request,
  response,
});

/** What stations send in 2.1: [title, lines]; the last line is the one that it is about. */
const STORIES: readonly (readonly [title: string, ...lines: readonly Omit<FromStation, 'from'>[]])[] = [
  ['a type of token that 2.0.1 does not know', plain('Authorize', { idToken: NEW_ID }, STARTED.response)],
  [
    'batteries of two EVSEs go in',
    plain('BatterySwap', {
      eventType: 'BatteryIn',
      requestId: 1,
      idToken: TOKEN,
      batteryData: [
        { evseId: 1, serialNumber: 'B1', soC: 20, soH: 95 },
        { evseId: 2, serialNumber: 'B2', soC: 30, soH: 94 },
      ],
    }),
  ],
  [
    'of an EVSE that the station does not have',
    plain(
      'BatterySwap',
      {
        eventType: 'BatteryIn',
        requestId: 1,
        idToken: TOKEN,
        batteryData: [{ evseId: 7, serialNumber: 'B1', soC: 20, soH: 95 }],
      },
      { error: 'PropertyConstraintViolation' },
    ),
  ],
  [
    'accepted',
    plain(
      'BootNotification',
      { reason: 'Watchdog', chargingStation: { vendorName: 'Acme', model: 'P22' } },
      { status: 'Accepted', currentTime: TIME, interval: 300 },
    ),
  ],
  ['a limit of the grid ends', plain('ClearedChargingLimit', { chargingLimitSource: 'SO', evseId: 1 })],
  ['a stream that nobody opened', plain('ClosePeriodicEventStream', { id: 3 })],
  ['of a vendor that is not known', plain('DataTransfer', { vendorId: 'x' }, { status: 'UnknownVendorId' })],
  ['under way', plain('FirmwareStatusNotification', { status: 'Downloading', requestId: 1 })],
  [
    'nobody is asked on behalf of a station',
    plain(
      'GetCertificateChainStatus',
      { certificateStatusRequests: [{ certificateHashData: HASH, source: 'OCSP', urls: ['http://10.0.0.1/'] }] },
      { certificateStatus: [{ certificateHashData: HASH, source: 'OCSP', status: 'Failed', nextUpdate: TIME }] },
    ),
  ],
  ['the time', plain('Heartbeat', {}, { currentTime: TIME })],
  ['under way', plain('LogStatusNotification', { status: 'Uploading', requestId: 1 })],
  [
    'a measurand that only 2.1 knows is no reading',
    plain('MeterValues', {
      evseId: 1,
      meterValue: [{ timestamp: TIME, sampledValue: [{ value: 5, measurand: 'Display.PresentSOC' }] }],
    }),
  ],
  [
    'a limit of an own kind of source',
    plain('NotifyChargingLimit', { chargingLimit: { chargingLimitSource: 'MyEms', isLocalGeneration: true } }),
  ],
  [
    'the grid leaves its bounds',
    {
      ...plain('NotifyDERAlarm', { controlType: 'FreqDroop', timestamp: TIME, gridEventFault: 'UnderFrequency' }),
      events: [{ kind: 'der', what: 'alarm', about: 'FreqDroop', active: true, fault: 'UnderFrequency' }],
    },
  ],
  [
    'a control begins',
    {
      ...plain('NotifyDERStartStop', { controlId: 'c1', started: true, timestamp: TIME }),
      events: [{ kind: 'der', what: 'control', about: 'c1', active: true }],
    },
  ],
  [
    'a car that can give back',
    {
      ...plain(
        'NotifyEVChargingNeeds',
        {
          evseId: 1,
          chargingNeeds: {
            requestedEnergyTransfer: 'DC_BPT',
            v2xChargingParameters: {
              maxChargePower: 50_000,
              maxDischargePower: 20_000,
              minDischargePower: 1_000,
              evTargetEnergyRequest: 30_000,
              evMaxV2XEnergyRequest: 10_000,
              evMinV2XEnergyRequest: -1,
              targetSoC: 80,
            },
          },
        },
        { status: 'Accepted' },
      ),
      events: [
        {
          kind: 'charging-needs',
          connectorId: 'A07/1',
          energyKwh: 30,
          maximumKw: 50,
          v2x: { minimumDischargeKw: 1, maximumDischargeKw: 20, maximumEnergyKwh: 10, targetSocPercent: 80 },
        },
      ],
    },
  ],
  [
    'of a monitor',
    plain('NotifyEvent', {
      generatedAt: TIME,
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: TIME,
          trigger: 'Periodic',
          actualValue: '1',
          eventNotificationType: 'CustomMonitor',
          component: { name: 'EVSE' },
          variable: { name: 'Power' },
        },
      ],
    }),
  ],
  [
    'of an open session',
    STARTED,
    {
      ...plain('NotifyPriorityCharging', { transactionId: 'tx-1', activated: true }),
      events: [{ kind: 'priority-charging', connectorId: 'A07/1', sessionId: 'A07#tx-1', active: true }],
    },
  ],
  ['one part', plain('NotifyReport', { requestId: 1, generatedAt: TIME, seqNo: 0 })],
  [
    'paid at the terminal',
    plain('NotifySettlement', { pspRef: 'p1', status: 'Settled', settlementAmount: 12.5, settlementTime: TIME }),
  ],
  ['an EVSE waits for it', plain('NotifyWebPaymentStarted', { evseId: 1, timeout: 120 })],
  [
    'once opened, it may be closed',
    plain('ClosePeriodicEventStream', { id: 1 }),
    plain(
      'OpenPeriodicEventStream',
      { constantStreamData: { id: 1, params: { interval: 60 }, variableMonitoringId: 4 } },
      { status: 'Accepted' },
    ),
  ],
  [
    'of a profile without a limit',
    plain('PullDynamicScheduleUpdate', { chargingProfileId: 11 }, { status: 'Rejected' }),
  ],
  [
    'what is installed',
    plain('ReportChargingProfiles', {
      requestId: 1,
      chargingLimitSource: 'CSO',
      evseId: 1,
      chargingProfile: [
        {
          id: 11,
          stackLevel: 1,
          chargingProfilePurpose: 'PriorityCharging',
          chargingProfileKind: 'Dynamic',
          chargingSchedule: [
            { id: 1, chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, setpoint: -2000 }] },
          ],
        },
      ],
    }),
  ],
  [
    'two kinds of control, the last part',
    {
      ...plain('ReportDERControl', {
        requestId: 5,
        gradient: [{ id: 'g1', gradient: { priority: 1, gradient: 2, softGradient: 1 } }],
      }),
      events: [{ kind: 'report', report: 'der-controls', requestId: 5, isLast: true }],
    },
  ],
  ['noted', plain('SecurityEventNotification', { type: 'TamperDetectionActivated', timestamp: TIME })],
  ['where nothing signs', plain('SignCertificate', { csr: 'PEM', requestId: 1 }, { status: 'Rejected' })],
  [
    'occupied',
    plain('StatusNotification', { timestamp: TIME, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }),
  ],
  ['a trigger that only 2.1 knows', STARTED],
  [
    'nothing is confirmed',
    plain('VatNumberValidation', { vatNumber: 'DE1', evseId: 1 }, { status: 'Rejected', vatNumber: 'DE1', evseId: 1 }),
  ],
];

export const TRANSCRIPTS_V21_STATIONS: readonly Transcript[] = STORIES.map(([title, ...lines]) => ({
  version: '2.1',
  about: lines.at(-1)?.action ?? '',
  title,
  lines: lines.map((line) => ({ from: 'station', ...line })),
}));
