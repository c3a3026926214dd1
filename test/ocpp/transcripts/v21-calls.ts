import { FORBIDDEN_CALLS } from '../../../ocpp/station-commands.ts';
import type { Transcript } from './transcript.ts';

type Payload = Readonly<Record<string, unknown>>;
const ACCEPTED = { status: 'Accepted' };
const TOKEN = { idToken: 'DRIVER-1', type: 'Central' };
const HASH = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' };
const VARIABLE = { component: { name: 'EVSE' }, variable: { name: 'Power' } };
const TARIFF = { tariffId: 'T1', currency: 'CNY', energy: { prices: [{ priceKwh: 1.2 }] } };
const TIME = '2025-03-04T05:06:00.000Z';

/** Each message that a central system sends: a raw call with a request of the specification, and the answer of a station. */
const CALLS: readonly (readonly [action: string, request: Payload, response: Payload])[] = [
  ['AFRRSignal', { timestamp: TIME, signal: 1 }, ACCEPTED],
  ['AdjustPeriodicEventStream', { id: 1, params: { interval: 60 } }, ACCEPTED],
  ['CancelReservation', { reservationId: 1 }, ACCEPTED],
  ['CertificateSigned', { certificateChain: 'PEM' }, ACCEPTED],
  ['ChangeAvailability', { operationalStatus: 'Inoperative' }, { status: 'Scheduled' }],
  ['ChangeTransactionTariff', { transactionId: 'tx-1', tariff: TARIFF }, ACCEPTED],
  ['ClearCache', {}, ACCEPTED],
  ['ClearChargingProfile', { chargingProfileId: 9 }, ACCEPTED],
  ['ClearDERControl', { isDefault: false, controlId: 'c1' }, ACCEPTED],
  ['ClearDisplayMessage', { id: 1 }, ACCEPTED],
  ['ClearTariffs', { tariffIds: ['T1'] }, { clearTariffsResult: [{ tariffId: 'T1', status: 'Accepted' }] }],
  ['ClearVariableMonitoring', { id: [1] }, { clearMonitoringResult: [{ id: 1, status: 'Accepted' }] }],
  ['CostUpdated', { totalCost: 1.5, transactionId: 'tx-1' }, {}],
  ['CustomerInformation', { requestId: 1, report: true, clear: false, idToken: TOKEN }, ACCEPTED],
  ['DeleteCertificate', { certificateHashData: HASH }, ACCEPTED],
  ['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }, ACCEPTED],
  ['GetChargingProfiles', { requestId: 1, chargingProfile: {} }, { status: 'NoProfiles' }],
  ['GetCompositeSchedule', { duration: 60, evseId: 1 }, { status: 'Rejected' }],
  ['GetDERControl', { requestId: 1, isDefault: true }, ACCEPTED],
  ['GetDisplayMessages', { requestId: 1 }, ACCEPTED],
  ['GetInstalledCertificateIds', {}, { status: 'NotFound' }],
  ['GetLocalListVersion', {}, { versionNumber: 3 }],
  ['GetLog', { log: { remoteLocation: 'https://logs.test/1' }, logType: 'SecurityLog', requestId: 1 }, ACCEPTED],
  ['GetMonitoringReport', { requestId: 1 }, ACCEPTED],
  [
    'GetPeriodicEventStream',
    {},
    { constantStreamData: [{ id: 1, params: { interval: 60 }, variableMonitoringId: 4 }] },
  ],
  ['GetReport', { requestId: 1 }, ACCEPTED],
  [
    'GetTariffs',
    { evseId: 1 },
    { status: 'Accepted', tariffAssignments: [{ tariffId: 'T1', tariffKind: 'DefaultTariff' }] },
  ],
  ['GetTransactionStatus', {}, { messagesInQueue: false }],
  [
    'GetVariables',
    { getVariableData: [VARIABLE] },
    { getVariableResult: [{ ...VARIABLE, attributeStatus: 'Accepted', attributeValue: '22000' }] },
  ],
  ['InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: 'PEM' }, ACCEPTED],
  [
    'NotifyAllowedEnergyTransfer',
    { transactionId: 'tx-1', allowedEnergyTransfer: ['DC', 'DC_BPT', 'AC_BPT_DER'] },
    ACCEPTED,
  ],
  ['PublishFirmware', { location: 'https://fw.test/1', checksum: 'abc', requestId: 1 }, ACCEPTED],
  ['RequestBatterySwap', { idToken: TOKEN, requestId: 1 }, ACCEPTED],
  ['RequestStartTransaction', { idToken: TOKEN, remoteStartId: 1, evseId: 1 }, ACCEPTED],
  ['RequestStopTransaction', { transactionId: 'tx-1' }, ACCEPTED],
  ['ReserveNow', { id: 1, expiryDateTime: TIME, idToken: TOKEN }, { status: 'Occupied' }],
  ['Reset', { type: 'ImmediateAndResume' }, ACCEPTED],
  ['SendLocalList', { versionNumber: 4, updateType: 'Differential' }, { status: 'VersionMismatch' }],
  ['SetChargingProfile', { evseId: 1 }, ACCEPTED],
  ['SetDERControl', { isDefault: false, controlId: 'c1', controlType: 'Gradients' }, ACCEPTED],
  ['SetDefaultTariff', { evseId: 1, tariff: TARIFF }, { status: 'DuplicateTariffId' }],
  [
    'SetDisplayMessage',
    { message: { id: 1, priority: 'NormalCycle', message: { format: 'QRCODE', content: 'https://pay.test/1' } } },
    ACCEPTED,
  ],
  ['SetMonitoringBase', { monitoringBase: 'All' }, ACCEPTED],
  ['SetMonitoringLevel', { severity: 4 }, ACCEPTED],
  [
    'SetNetworkProfile',
    {
      configurationSlot: 1,
      connectionData: {
        ocppInterface: 'Wired0',
        ocppTransport: 'JSON',
        messageTimeout: 30,
        ocppCsmsUrl: 'wss://csms.test/ocpp',
        securityProfile: 2,
      },
    },
    ACCEPTED,
  ],
  [
    'SetVariableMonitoring',
    { setMonitoringData: [{ ...VARIABLE, value: 1, type: 'Periodic', severity: 8 }] },
    { setMonitoringResult: [{ ...VARIABLE, id: 4, status: 'Accepted', type: 'Periodic', severity: 8 }] },
  ],
  [
    'SetVariables',
    { setVariableData: [{ ...VARIABLE, attributeValue: '1' }] },
    { setVariableResult: [{ ...VARIABLE, attributeStatus: 'RebootRequired' }] },
  ],
  ['TriggerMessage', { requestedMessage: 'Heartbeat' }, ACCEPTED],
  ['UnlockConnector', { evseId: 1, connectorId: 1 }, { status: 'UnlockFailed' }],
  ['UnpublishFirmware', { checksum: 'abc' }, { status: 'Unpublished' }],
  ['UpdateDynamicSchedule', { chargingProfileId: 11, scheduleUpdate: { limit: 16 } }, ACCEPTED],
  ['UpdateFirmware', { requestId: 1, firmware: { location: 'https://fw.test/1', retrieveDateTime: TIME } }, ACCEPTED],
  ['UsePriorityCharging', { transactionId: 'tx-1', activate: true }, { status: 'NoProfile' }],
];

const STATUS: Readonly<Record<string, { status: 'accepted' | 'scheduled' | 'rejected'; detail?: string }>> = {
  Accepted: { status: 'accepted' },
  Scheduled: { status: 'scheduled' },
  Rejected: { status: 'rejected' },
  Unpublished: { status: 'accepted', detail: 'Unpublished' },
};

export const TRANSCRIPTS_V21_CALLS: readonly Transcript[] = CALLS.map(([action, request, response]) => {
  const isForbidden = FORBIDDEN_CALLS.has(action);
  const word = typeof response['status'] === 'string' ? response['status'] : 'Accepted';
  return {
    version: '2.1',
    about: action,
    title: isForbidden ? 'never as a raw call' : 'as a raw call',
    lines: [
      {
        from: 'operator',
        command: { kind: 'call', action, payload: request },
        calls: isForbidden ? [] : [{ action, request, response }],
        answer: isForbidden
          ? { status: 'not-sent', detail: `${action} would change charging behind the ledger` }
          : { ...(STATUS[word] ?? { status: 'rejected', detail: word }), result: response },
      },
    ],
  } satisfies Transcript;
});
