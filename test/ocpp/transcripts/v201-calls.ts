import type { Transcript } from './transcript.ts';

type Payload = Readonly<Record<string, unknown>>;

const ACCEPTED = { status: 'Accepted' };
const VARIABLE = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' } };
const MESSAGE = { id: 1, priority: 'AlwaysFront', message: { format: 'UTF8', language: 'en', content: 'Hello' } };
const NETWORK = {
  ocppVersion: 'OCPP20',
  ocppTransport: 'JSON',
  ocppCsmsUrl: 'wss://ocpp.test/ocpp',
  messageTimeout: 30,
  securityProfile: 2,
  ocppInterface: 'Wired0',
};

/** Messages that an operator sends as they are: the request of the specification, and what a station answers. */
const CALLS: readonly (readonly [action: string, request: Payload, response: Payload, refusal?: Payload])[] = [
  ['ClearDisplayMessage', { id: 1 }, ACCEPTED, { status: 'Unknown' }],
  [
    'ClearVariableMonitoring',
    { id: [1, 2] },
    {
      clearMonitoringResult: [
        { id: 1, status: 'Accepted' },
        { id: 2, status: 'NotFound' },
      ],
    },
    { clearMonitoringResult: [{ id: 1, status: 'Rejected' }] },
  ],
  ['CostUpdated', { totalCost: 12.5, transactionId: 'T-1' }, {}],
  [
    'CustomerInformation',
    { requestId: 1, report: true, clear: false, idToken: { idToken: 'CARD1', type: 'ISO14443' } },
    ACCEPTED,
    { status: 'Invalid' },
  ],
  ['GetDisplayMessages', { requestId: 1 }, ACCEPTED, { status: 'Unknown' }],
  [
    'GetMonitoringReport',
    { requestId: 1, monitoringCriteria: ['ThresholdMonitoring'] },
    ACCEPTED,
    { status: 'EmptyResultSet' },
  ],
  ['GetReport', { requestId: 1, componentCriteria: ['Problem'] }, ACCEPTED, { status: 'EmptyResultSet' }],
  [
    'GetTransactionStatus',
    { transactionId: 'T-1' },
    { ongoingIndicator: true, messagesInQueue: false },
    { ongoingIndicator: false, messagesInQueue: true },
  ],
  [
    'PublishFirmware',
    { location: 'https://fw.test/1.bin', checksum: 'd41d8cd98f00b204e9800998ecf8427e', requestId: 1 },
    ACCEPTED,
    { status: 'Rejected' },
  ],
  ['SetDisplayMessage', { message: MESSAGE }, ACCEPTED, { status: 'NotSupportedPriority' }],
  ['SetMonitoringBase', { monitoringBase: 'FactoryDefault' }, ACCEPTED, { status: 'EmptyResultSet' }],
  ['SetMonitoringLevel', { severity: 4 }, ACCEPTED, { status: 'Rejected' }],
  ['SetNetworkProfile', { configurationSlot: 1, connectionData: NETWORK }, ACCEPTED, { status: 'Failed' }],
  [
    'SetVariableMonitoring',
    { setMonitoringData: [{ value: 20_000, type: 'UpperThreshold', severity: 4, ...VARIABLE }] },
    { setMonitoringResult: [{ id: 3, status: 'Accepted', type: 'UpperThreshold', severity: 4, ...VARIABLE }] },
    { setMonitoringResult: [{ status: 'UnknownVariable', type: 'UpperThreshold', severity: 4, ...VARIABLE }] },
  ],
  [
    'UnpublishFirmware',
    { checksum: 'd41d8cd98f00b204e9800998ecf8427e' },
    { status: 'Unpublished' },
    { status: 'NoFirmware' },
  ],
];
/** Answers whose only word is a yes of its own kind. */
const OWN_YES: Readonly<Record<string, string>> = { UnpublishFirmware: 'Unpublished' };

const ours = {
  commandId: 'c1',
  connectorId: 'A07/1',
  sessionId: 'A07#tx-1',
  limitKw: 11.04,
  failsafeKw: 4.14,
  electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
  leaseMs: 180_000,
  decrease: false,
} as const;
const profile = {
  evseId: 1,
  chargingProfile: {
    id: 11,
    transactionId: 'tx-1',
    stackLevel: 1,
    chargingProfilePurpose: 'TxProfile',
    chargingProfileKind: 'Absolute',
    validTo: '2025-03-04T05:09:00Z',
    chargingSchedule: [
      {
        id: 11,
        duration: 240,
        startSchedule: '2025-03-04T05:05:00Z',
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
      },
    ],
  },
};

export const CALLS_V201: readonly Transcript[] = [
  ...CALLS.flatMap(([action, request, response, refusal]): readonly Transcript[] => [
    raw(action, 'as it is', request, response),
    ...(refusal === undefined ? [] : [raw(action, 'refused, or of another state', request, refusal)]),
  ]),
  // What has no word for a refusal is refused by a CALLERROR.
  failed('CostUpdated', { totalCost: 12.5, transactionId: 'T-1' }, 'NotSupported'),
  failed(
    'SetVariableMonitoring',
    { setMonitoringData: [{ value: 1, type: 'Delta', severity: 9, ...VARIABLE }] },
    'InternalError',
  ),
  ...(['Accepted', 'Rejected'] as const).map((status): Transcript => ({
    version: '2.0.1',
    about: 'SetChargingProfile',
    title: `K01: a limit, ${status}`,
    lines: [
      {
        from: 'control',
        command: ours,
        action: 'SetChargingProfile',
        request: profile,
        response: { status },
        outcome: status === 'Accepted' ? 'accepted' : 'rejected',
      },
    ],
  })),
];

function failed(action: string, request: Payload, error: string): Transcript {
  const status = error === 'NotSupported' ? 'unsupported' : 'rejected';
  return {
    version: '2.0.1',
    about: action,
    title: `refused by ${error}`,
    lines: [
      {
        from: 'operator',
        command: { kind: 'call', action, payload: request },
        calls: [{ action, request, response: { error } }],
        answer: { status, detail: error },
      },
    ],
  };
}

function raw(action: string, title: string, request: Payload, response: Payload): Transcript {
  const word = typeof response['status'] === 'string' ? response['status'] : undefined;
  const isYes = word === undefined || word === 'Accepted' || word === OWN_YES[action];
  const isPlain = word === undefined || word === 'Accepted' || word === 'Rejected';
  return {
    version: '2.0.1',
    about: action,
    title,
    lines: [
      {
        from: 'operator',
        command: { kind: 'call', action, payload: request },
        calls: [{ action, request, response }],
        answer: {
          status: isYes ? 'accepted' : 'rejected',
          ...(isPlain ? {} : { detail: word }),
          result: response,
        },
      },
    ],
  };
}
