import type { CommandAnswer, StationCommand } from '../../../ocpp/index.ts';
import type { Line, Transcript } from './transcript.ts';

type Payload = Readonly<Record<string, unknown>>;
type Calls = Extract<Line, { from: 'operator' }>['calls'];

function asked(about: string, title: string, command: StationCommand, calls: Calls, answer: CommandAnswer): Transcript {
  return { version: '2.0.1', about, title, lines: [{ from: 'operator', command, calls, answer }] };
}

/** One call of the action, one answer. */
function one(
  action: string,
  title: string,
  command: StationCommand,
  request: Payload,
  response: Payload | { readonly error: string },
  answer: CommandAnswer,
): Transcript {
  return asked(action, title, command, [{ action, request, response }], answer);
}

const YES: CommandAnswer = { status: 'accepted' };
const NO: CommandAnswer = { status: 'rejected' };
const ACCEPTED = { status: 'Accepted' };
const REJECTED = { status: 'Rejected' };
const AT = Date.UTC(2025, 2, 4, 6, 0, 0);
const AT_TEXT = '2025-03-04T06:00:00Z';
const CARD = { idToken: 'CARD1', type: 'ISO14443' };
const HASH = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' } as const;
const RATE = { component: { name: 'SmartChargingCtrlr' }, variable: { name: 'RateUnit' } };
/** What one message may hold: asked once, before the first of several. */
const MESSAGE_LIMITS = ['GetVariables', 'SetVariables'].flatMap((instance) =>
  ['ItemsPerMessage', 'BytesPerMessage'].map((name) => ({
    component: { name: 'DeviceDataCtrlr' },
    variable: { name, instance },
  })),
);
const LIMITS_ASKED = {
  action: 'GetVariables',
  request: { getVariableData: MESSAGE_LIMITS },
  response: { getVariableResult: MESSAGE_LIMITS.map((limit) => ({ ...limit, attributeStatus: 'UnknownVariable' })) },
};
const INTERVAL = { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' } };
const FIRMWARE = {
  kind: 'update-firmware',
  requestId: 4,
  location: 'https://fw.test/1.bin',
  retrieveAtMs: AT,
} as const;
const LOG = { kind: 'get-log', requestId: 5, log: 'security', location: 'https://logs.test/' } as const;

/** What an operator asks of a station of 2.0.1. */
export const OPERATION_V201: readonly Transcript[] = [
  one('Reset', 'B11: in good order', { kind: 'reset', mode: 'soft' }, { type: 'Immediate' }, ACCEPTED, YES),
  one(
    'Reset',
    'B12: when the last transaction has ended',
    { kind: 'reset', mode: 'when-idle' },
    { type: 'OnIdle' },
    { status: 'Scheduled' },
    { status: 'scheduled' },
  ),
  one(
    'Reset',
    'refused, of one EVSE',
    { kind: 'reset', mode: 'hard', connectorNumber: 2 },
    { type: 'Immediate', evseId: 2 },
    REJECTED,
    NO,
  ),
  one(
    'ChangeAvailability',
    'G03: an EVSE, after its transaction',
    { kind: 'change-availability', operative: false, connectorNumber: 1 },
    { operationalStatus: 'Inoperative', evse: { id: 1 } },
    { status: 'Scheduled' },
    { status: 'scheduled' },
  ),
  one(
    'ChangeAvailability',
    'G04: the station, refused',
    { kind: 'change-availability', operative: true },
    { operationalStatus: 'Operative' },
    REJECTED,
    NO,
  ),
  one(
    'UnlockConnector',
    'F05',
    { kind: 'unlock-connector', connectorNumber: 2 },
    { evseId: 2, connectorId: 1 },
    { status: 'Unlocked' },
    { status: 'accepted', detail: 'Unlocked' },
  ),
  one(
    'UnlockConnector',
    'refused while someone charges',
    { kind: 'unlock-connector', connectorNumber: 2 },
    { evseId: 2, connectorId: 1 },
    { status: 'OngoingAuthorizedTransaction' },
    { status: 'rejected', detail: 'OngoingAuthorizedTransaction' },
  ),
  one(
    'RequestStartTransaction',
    'F01',
    {
      kind: 'remote-start',
      idToken: { idToken: 'CARD1', groupIdToken: 'FLEET' },
      connectorNumber: 1,
      remoteStartId: 77,
    },
    { idToken: CARD, remoteStartId: 77, groupIdToken: { idToken: 'FLEET', type: 'Central' }, evseId: 1 },
    ACCEPTED,
    YES,
  ),
  one(
    'RequestStartTransaction',
    'F02: the cable was in before',
    { kind: 'remote-start', idToken: { idToken: 'APP-9', type: 'Central' }, remoteStartId: 78 },
    { idToken: { idToken: 'APP-9', type: 'Central' }, remoteStartId: 78 },
    { status: 'Accepted', transactionId: 'T-1' },
    { status: 'accepted', result: { transactionId: 'T-1' } },
  ),
  one(
    'RequestStopTransaction',
    'F03',
    { kind: 'remote-stop', transactionId: 'T-1' },
    { transactionId: 'T-1' },
    ACCEPTED,
    YES,
  ),
  one(
    'RequestStopTransaction',
    'refused',
    { kind: 'remote-stop', transactionId: 'T-2' },
    { transactionId: 'T-2' },
    REJECTED,
    NO,
  ),
  one(
    'TriggerMessage',
    'F06: a status is that of a connector',
    { kind: 'trigger', message: 'status', connectorNumber: 1 },
    { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } },
    ACCEPTED,
    YES,
  ),
  one(
    'TriggerMessage',
    'F06: the running transactions',
    { kind: 'trigger', message: 'transaction' },
    { requestedMessage: 'TransactionEvent' },
    ACCEPTED,
    YES,
  ),
  one(
    'TriggerMessage',
    'A03: renew the certificate, which this one cannot',
    { kind: 'trigger', message: 'sign-certificate' },
    { requestedMessage: 'SignChargingStationCertificate' },
    { status: 'NotImplemented' },
    { status: 'unsupported', detail: 'NotImplemented' },
  ),
  asked(
    'GetVariables',
    'B06: what it has, and what it does not know',
    { kind: 'read-settings', names: ['SmartChargingCtrlr.RateUnit', 'SampledDataCtrlr.TxUpdatedInterval'] },
    [
      LIMITS_ASKED,
      {
        action: 'GetVariables',
        request: { getVariableData: [RATE, INTERVAL] },
        response: {
          getVariableResult: [
            { ...RATE, attributeStatus: 'Accepted', attributeValue: 'A' },
            { ...INTERVAL, attributeStatus: 'UnknownVariable' },
          ],
        },
      },
    ],
    {
      status: 'accepted',
      result: {
        settings: [{ name: 'SmartChargingCtrlr.RateUnit', value: 'A' }],
        unknown: ['SampledDataCtrlr.TxUpdatedInterval'],
      },
    },
  ),
  asked(
    'GetVariables',
    'a station that takes one variable a message',
    { kind: 'read-settings', names: ['SmartChargingCtrlr.RateUnit', 'SampledDataCtrlr.TxUpdatedInterval'] },
    [
      {
        action: 'GetVariables',
        request: { getVariableData: MESSAGE_LIMITS },
        response: { error: 'OccurrenceConstraintViolation' },
      },
      ...MESSAGE_LIMITS.map((limit) => ({
        action: 'GetVariables',
        request: { getVariableData: [limit] },
        response: { getVariableResult: [{ ...limit, attributeStatus: 'Accepted', attributeValue: '1' }] },
      })),
      {
        action: 'GetVariables',
        request: { getVariableData: [RATE] },
        response: { getVariableResult: [{ ...RATE, attributeStatus: 'Accepted', attributeValue: 'A' }] },
      },
      {
        action: 'GetVariables',
        request: { getVariableData: [INTERVAL] },
        response: { getVariableResult: [{ ...INTERVAL, attributeStatus: 'Accepted', attributeValue: '10' }] },
      },
    ],
    {
      status: 'accepted',
      result: {
        settings: [
          { name: 'SmartChargingCtrlr.RateUnit', value: 'A' },
          { name: 'SampledDataCtrlr.TxUpdatedInterval', value: '10' },
        ],
        unknown: [],
      },
    },
  ),
  asked(
    'GetVariables',
    'an answer that breaks its schema may hide anything',
    { kind: 'read-settings', names: ['SmartChargingCtrlr.RateUnit'] },
    [
      {
        action: 'GetVariables',
        request: { getVariableData: [RATE] },
        response: { getVariableResult: 'yes' },
        broken: true,
      },
    ],
    { status: 'unanswered', detail: 'GetVariables: getVariableResult must be array' },
  ),
  asked(
    'GetBaseReport',
    'B07: everything, in parts that follow',
    { kind: 'read-settings' },
    [{ action: 'GetBaseReport', request: { requestId: 1, reportBase: 'FullInventory' }, response: ACCEPTED }],
    { status: 'accepted', result: { requestId: 1 } },
  ),
  asked(
    'GetBaseReport',
    'a station without one',
    { kind: 'read-settings' },
    [
      {
        action: 'GetBaseReport',
        request: { requestId: 1, reportBase: 'FullInventory' },
        response: { status: 'NotSupported' },
      },
    ],
    { status: 'unsupported', detail: 'NotSupported' },
  ),
  one(
    'SetVariables',
    'B05: one needs a reboot',
    { kind: 'write-settings', values: [{ name: 'SampledDataCtrlr.TxUpdatedInterval', value: '10' }] },
    { setVariableData: [{ ...INTERVAL, attributeValue: '10' }] },
    { setVariableResult: [{ ...INTERVAL, attributeStatus: 'RebootRequired' }] },
    {
      status: 'accepted',
      detail: 'RebootRequired',
      result: {
        settings: [{ name: 'SampledDataCtrlr.TxUpdatedInterval', status: 'accepted', detail: 'RebootRequired' }],
      },
    },
  ),
  asked(
    'SetVariables',
    'refused: one of two',
    {
      kind: 'write-settings',
      values: [
        { name: 'SampledDataCtrlr.TxUpdatedInterval', value: '10' },
        { name: 'SmartChargingCtrlr.RateUnit', value: 'V' },
      ],
    },
    [
      LIMITS_ASKED,
      {
        action: 'SetVariables',
        request: {
          setVariableData: [
            { ...INTERVAL, attributeValue: '10' },
            { ...RATE, attributeValue: 'V' },
          ],
        },
        response: {
          setVariableResult: [
            { ...INTERVAL, attributeStatus: 'Accepted' },
            { ...RATE, attributeStatus: 'Rejected' },
          ],
        },
      },
    ],
    {
      status: 'rejected',
      result: {
        settings: [
          { name: 'SampledDataCtrlr.TxUpdatedInterval', status: 'accepted' },
          { name: 'SmartChargingCtrlr.RateUnit', status: 'rejected' },
        ],
      },
    },
  ),
  one('ClearCache', 'C11', { kind: 'clear-cache' }, {}, ACCEPTED, YES),
  one('ClearCache', 'refused', { kind: 'clear-cache' }, {}, REJECTED, NO),
  one(
    'GetLocalListVersion',
    'D02',
    { kind: 'get-local-list-version' },
    {},
    { versionNumber: 3 },
    { status: 'accepted', result: { version: 3 } },
  ),
  one(
    'GetLocalListVersion',
    'a station without local lists',
    { kind: 'get-local-list-version' },
    {},
    { error: 'NotSupported' },
    { status: 'unsupported', detail: 'NotSupported' },
  ),
  one(
    'SendLocalList',
    'D01: a token comes, one goes',
    {
      kind: 'send-local-list',
      version: 4,
      update: 'differential',
      entries: [
        { idToken: { idToken: 'CARD1' }, info: { status: 'Accepted', expiresAtMs: AT, groupIdToken: 'FLEET' } },
        { idToken: { idToken: 'CARD2' } },
      ],
    },
    {
      versionNumber: 4,
      updateType: 'Differential',
      localAuthorizationList: [
        {
          idToken: CARD,
          idTokenInfo: {
            status: 'Accepted',
            cacheExpiryDateTime: AT_TEXT,
            groupIdToken: { idToken: 'FLEET', type: 'Central' },
          },
        },
        { idToken: { idToken: 'CARD2', type: 'ISO14443' } },
      ],
    },
    ACCEPTED,
    YES,
  ),
  one(
    'SendLocalList',
    'D01: an empty list, refused',
    { kind: 'send-local-list', version: 5, update: 'full', entries: [] },
    { versionNumber: 5, updateType: 'Full' },
    { status: 'VersionMismatch' },
    { status: 'rejected', detail: 'VersionMismatch' },
  ),
  one(
    'ReserveNow',
    'H01: any EVSE',
    { kind: 'reserve', reservationId: 12, idToken: { idToken: 'CARD1' }, expiresAtMs: AT },
    { id: 12, expiryDateTime: AT_TEXT, idToken: CARD },
    ACCEPTED,
    YES,
  ),
  one(
    'ReserveNow',
    'refused: occupied',
    {
      kind: 'reserve',
      reservationId: 13,
      connectorNumber: 1,
      idToken: { idToken: 'CARD1', groupIdToken: 'FLEET' },
      expiresAtMs: AT,
    },
    { id: 13, expiryDateTime: AT_TEXT, idToken: CARD, groupIdToken: { idToken: 'FLEET', type: 'Central' }, evseId: 1 },
    { status: 'Occupied' },
    { status: 'rejected', detail: 'Occupied' },
  ),
  one(
    'CancelReservation',
    'H02',
    { kind: 'cancel-reservation', reservationId: 12 },
    { reservationId: 12 },
    ACCEPTED,
    YES,
  ),
  one(
    'CancelReservation',
    'refused',
    { kind: 'cancel-reservation', reservationId: 99 },
    { reservationId: 99 },
    REJECTED,
    NO,
  ),
  one(
    'UpdateFirmware',
    'L01: signed',
    {
      ...FIRMWARE,
      installAtMs: AT,
      signed: { signingCertificate: 'PEM', signature: 'c2ln' },
      retries: 2,
      retryIntervalS: 60,
    },
    {
      requestId: 4,
      firmware: {
        location: 'https://fw.test/1.bin',
        retrieveDateTime: AT_TEXT,
        installDateTime: AT_TEXT,
        signingCertificate: 'PEM',
        signature: 'c2ln',
      },
      retries: 2,
      retryInterval: 60,
    },
    ACCEPTED,
    YES,
  ),
  one(
    'UpdateFirmware',
    'refused: the certificate',
    FIRMWARE,
    { requestId: 4, firmware: { location: 'https://fw.test/1.bin', retrieveDateTime: AT_TEXT } },
    { status: 'InvalidCertificate' },
    { status: 'rejected', detail: 'InvalidCertificate' },
  ),
  one(
    'GetLog',
    'N01',
    { ...LOG, oldestMs: AT, latestMs: AT },
    {
      requestId: 5,
      logType: 'SecurityLog',
      log: { remoteLocation: 'https://logs.test/', oldestTimestamp: AT_TEXT, latestTimestamp: AT_TEXT },
    },
    { status: 'AcceptedCanceled', filename: 'log.zip' },
    { status: 'accepted', detail: 'AcceptedCanceled', result: { fileName: 'log.zip' } },
  ),
  one(
    'GetLog',
    'refused',
    { ...LOG, log: 'diagnostics' },
    { requestId: 5, logType: 'DiagnosticsLog', log: { remoteLocation: 'https://logs.test/' } },
    REJECTED,
    NO,
  ),
  one(
    'GetCompositeSchedule',
    'K08',
    { kind: 'get-composite-schedule', connectorNumber: 1, durationS: 600, rateUnit: 'A' },
    { evseId: 1, duration: 600, chargingRateUnit: 'A' },
    {
      status: 'Accepted',
      schedule: {
        evseId: 1,
        duration: 600,
        scheduleStart: AT_TEXT,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
      },
    },
    {
      status: 'accepted',
      result: {
        evseId: 1,
        duration: 600,
        scheduleStart: AT_TEXT,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
      },
    },
  ),
  one(
    'GetCompositeSchedule',
    'refused',
    { kind: 'get-composite-schedule', connectorNumber: 1, durationS: 600 },
    { evseId: 1, duration: 600 },
    REJECTED,
    NO,
  ),
  one(
    'InstallCertificate',
    'M05',
    { kind: 'install-certificate', use: 'central-system', pem: 'PEM' },
    { certificateType: 'CSMSRootCertificate', certificate: 'PEM' },
    ACCEPTED,
    YES,
  ),
  one(
    'InstallCertificate',
    'refused',
    { kind: 'install-certificate', use: 'v2g', pem: 'PEM' },
    { certificateType: 'V2GRootCertificate', certificate: 'PEM' },
    { status: 'Failed' },
    { status: 'rejected', detail: 'Failed' },
  ),
  one(
    'GetInstalledCertificateIds',
    'M03',
    { kind: 'list-certificates', use: 'central-system' },
    { certificateType: ['CSMSRootCertificate'] },
    {
      status: 'Accepted',
      certificateHashDataChain: [{ certificateType: 'CSMSRootCertificate', certificateHashData: HASH }],
    },
    { status: 'accepted', result: { certificates: [{ use: 'central-system', hash: HASH }] } },
  ),
  one(
    'GetInstalledCertificateIds',
    'none',
    { kind: 'list-certificates' },
    {},
    { status: 'NotFound' },
    { status: 'accepted', result: { certificates: [] } },
  ),
  one(
    'DeleteCertificate',
    'M04',
    { kind: 'delete-certificate', hash: HASH },
    { certificateHashData: HASH },
    ACCEPTED,
    YES,
  ),
  one(
    'DeleteCertificate',
    'refused',
    { kind: 'delete-certificate', hash: HASH },
    { certificateHashData: HASH },
    { status: 'NotFound' },
    { status: 'rejected', detail: 'NotFound' },
  ),
  one(
    'CertificateSigned',
    'A02; the request id is of 2.1',
    { kind: 'certificate-signed', chainPem: 'PEM' },
    { certificateChain: 'PEM', certificateType: 'ChargingStationCertificate' },
    ACCEPTED,
    YES,
  ),
  one(
    'CertificateSigned',
    'refused',
    { kind: 'certificate-signed', chainPem: 'PEM', use: 'v2g' },
    { certificateChain: 'PEM', certificateType: 'V2GCertificate' },
    REJECTED,
    NO,
  ),
  one(
    'DataTransfer',
    'P01',
    { kind: 'data-transfer', vendorId: 'com.acme', messageId: 'm', data: { x: 1 } },
    { vendorId: 'com.acme', messageId: 'm', data: { x: 1 } },
    { status: 'Accepted', data: 'ok' },
    { status: 'accepted', result: { data: 'ok' } },
  ),
  one(
    'DataTransfer',
    'refused: a vendor that the station does not know',
    { kind: 'data-transfer', vendorId: 'com.acme' },
    { vendorId: 'com.acme' },
    { status: 'UnknownVendorId' },
    { status: 'unsupported', detail: 'UnknownVendorId' },
  ),
  one(
    'GetChargingProfiles',
    'K09: they follow',
    { kind: 'get-installed-profiles', requestId: 3 },
    { requestId: 3, chargingProfile: {} },
    ACCEPTED,
    { status: 'accepted', result: { requestId: 3 } },
  ),
  one(
    'GetChargingProfiles',
    'K09: none',
    { kind: 'get-installed-profiles', requestId: 3, connectorNumber: 1 },
    { requestId: 3, evseId: 1, chargingProfile: {} },
    { status: 'NoProfiles' },
    { status: 'accepted', detail: 'NoProfiles', result: { requestId: 3, profiles: [] } },
  ),
  one(
    'ClearChargingProfile',
    'K10: of another system',
    { kind: 'clear-foreign-profile', profileId: 900 },
    { chargingProfileId: 900 },
    ACCEPTED,
    YES,
  ),
  one(
    'ClearChargingProfile',
    'refused: there is none',
    { kind: 'clear-foreign-profile', profileId: 900 },
    { chargingProfileId: 900 },
    { status: 'Unknown' },
    { status: 'rejected', detail: 'Unknown' },
  ),
];
