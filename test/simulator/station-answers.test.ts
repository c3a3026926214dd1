import { describe, expect, it } from 'vitest';
import { defaultProfile, rig, START_MS, started, transactionOf, txProfile } from './station-rig.ts';

type Payload = Record<string, unknown>;

const inS = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
const TOKEN = { idToken: 'CARD1', type: 'ISO14443' };
const STRANGER = { idToken: 'STRANGER', type: 'ISO14443' };
const HASH = { hashAlgorithm: 'SHA256', issuerNameHash: 'aa', issuerKeyHash: 'bb', serialNumber: '1' };
const LOG = { remoteLocation: 'https://logs.example/upload' };
const FIRMWARE = 'https://firmware.example/2.bin';
const SIGNED = { signingCertificate: '-----BEGIN CERTIFICATE-----', signature: 'c2ln' };
const COMPONENT = { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' } };
const DISPLAY = { id: 3, priority: 'NormalCycle', message: { format: 'UTF8', content: 'Hello' } };
const TARIFF = { tariffId: 'T1', currency: 'CNY' };
const NETWORK = {
  ocppVersion: 'OCPP20',
  ocppTransport: 'JSON',
  ocppCsmsUrl: 'wss://csms.example/ocpp',
  messageTimeout: 30,
  securityProfile: 2,
  ocppInterface: 'Wired0',
};

/** Each row: what is asked of an idle station, and what it answers. Both are checked against the official schemas. */
const ASKED_16: readonly (readonly [string, Payload, unknown])[] = [
  ['CancelReservation', { reservationId: 9 }, { status: 'Rejected' }],
  ['CertificateSigned', { certificateChain: 'none' }, { status: 'Rejected' }],
  ['ChangeAvailability', { connectorId: 1, type: 'Operative' }, { status: 'Accepted' }],
  ['ChangeConfiguration', { key: 'HeartbeatInterval', value: '60' }, { status: 'Accepted' }],
  ['ClearCache', {}, { status: 'Accepted' }],
  ['ClearChargingProfile', { id: 1 }, { status: 'Unknown' }],
  ['DataTransfer', { vendorId: 'x' }, { status: 'UnknownVendorId' }],
  ['DeleteCertificate', { certificateHashData: HASH }, { status: 'NotFound' }],
  ['ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' }, { status: 'Accepted' }],
  ['GetCompositeSchedule', { connectorId: 1, duration: 1 }, expect.objectContaining({ status: 'Accepted' })],
  [
    'GetConfiguration',
    { key: ['NumberOfConnectors'] },
    expect.objectContaining({ configurationKey: expect.anything() }),
  ],
  ['GetDiagnostics', { location: LOG.remoteLocation }, { fileName: 'station.log' }],
  ['GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' }, { status: 'NotFound' }],
  ['GetLocalListVersion', {}, { listVersion: 0 }],
  ['GetLog', { requestId: 1, logType: 'DiagnosticsLog', log: LOG }, { status: 'Accepted', filename: 'station.log' }],
  ['InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate: 'x' }, { status: 'Rejected' }],
  ['RemoteStartTransaction', { idTag: 'CARD1' }, { status: 'Rejected' }],
  ['RemoteStopTransaction', { transactionId: 5 }, { status: 'Rejected' }],
  ['ReserveNow', { connectorId: 2, expiryDate: inS(900), idTag: 'A', reservationId: 1 }, { status: 'Rejected' }],
  ['SendLocalList', { listVersion: 2, updateType: 'Full' }, { status: 'Accepted' }],
  ['SetChargingProfile', defaultProfile('1.6', 6), { status: 'Accepted' }],
  [
    'SignedUpdateFirmware',
    { requestId: 2, firmware: { location: FIRMWARE, retrieveDateTime: inS(0), ...SIGNED } },
    { status: 'Accepted' },
  ],
  ['TriggerMessage', { requestedMessage: 'Heartbeat' }, { status: 'Accepted' }],
  ['UnlockConnector', { connectorId: 9 }, { status: 'NotSupported' }],
  ['UpdateFirmware', { location: FIRMWARE, retrieveDate: inS(0) }, {}],
  ['Reset', { type: 'Hard' }, { status: 'Accepted' }],
];

const ASKED_201: readonly (readonly [string, Payload, unknown])[] = [
  ['CancelReservation', { reservationId: 9 }, { status: 'Rejected' }],
  ['CertificateSigned', { certificateChain: 'none' }, { status: 'Rejected' }],
  ['ChangeAvailability', { operationalStatus: 'Operative' }, { status: 'Accepted' }],
  ['ClearCache', {}, { status: 'Accepted' }],
  ['ClearChargingProfile', { chargingProfileId: 1 }, { status: 'Unknown' }],
  ['ClearDisplayMessage', { id: 3 }, { status: 'Unknown' }],
  ['ClearVariableMonitoring', { id: [1] }, { clearMonitoringResult: [{ id: 1, status: 'NotFound' }] }],
  ['CostUpdated', { totalCost: 1, transactionId: 'x' }, {}],
  ['CustomerInformation', { requestId: 3, report: true, clear: false, idToken: TOKEN }, { status: 'Accepted' }],
  ['DataTransfer', { vendorId: 'x' }, { status: 'UnknownVendorId' }],
  ['DeleteCertificate', { certificateHashData: HASH }, { status: 'NotFound' }],
  ['GetBaseReport', { requestId: 4, reportBase: 'FullInventory' }, { status: 'Accepted' }],
  ['GetChargingProfiles', { requestId: 5, chargingProfile: {} }, { status: 'NoProfiles' }],
  ['GetCompositeSchedule', { evseId: 1, duration: 1 }, expect.objectContaining({ status: 'Accepted' })],
  ['GetDisplayMessages', { requestId: 6 }, { status: 'Unknown' }],
  ['GetInstalledCertificateIds', {}, { status: 'NotFound' }],
  ['GetLocalListVersion', {}, { versionNumber: 0 }],
  ['GetLog', { requestId: 7, logType: 'SecurityLog', log: LOG }, { status: 'Accepted', filename: 'station.log' }],
  ['GetMonitoringReport', { requestId: 8 }, { status: 'EmptyResultSet' }],
  ['GetReport', { requestId: 9, componentVariable: [{ component: { name: 'None' } }] }, { status: 'EmptyResultSet' }],
  ['GetTransactionStatus', { transactionId: 'x' }, { messagesInQueue: false, ongoingIndicator: false }],
  ['GetVariables', { getVariableData: [COMPONENT] }, expect.objectContaining({ getVariableResult: expect.anything() })],
  ['InstallCertificate', { certificateType: 'CSMSRootCertificate', certificate: 'x' }, { status: 'Rejected' }],
  ['PublishFirmware', { location: FIRMWARE, checksum: 'c', requestId: 1 }, { status: 'Rejected' }],
  ['RequestStartTransaction', { remoteStartId: 1, idToken: TOKEN }, { status: 'Rejected' }],
  ['RequestStopTransaction', { transactionId: 'x' }, { status: 'Rejected' }],
  ['ReserveNow', { id: 1, evseId: 2, expiryDateTime: inS(900), idToken: TOKEN }, { status: 'Rejected' }],
  ['SendLocalList', { versionNumber: 2, updateType: 'Full' }, { status: 'Accepted' }],
  ['SetChargingProfile', defaultProfile('2.0.1', 6), { status: 'Accepted' }],
  ['SetDisplayMessage', { message: DISPLAY }, { status: 'Accepted' }],
  ['GetDisplayMessages', { requestId: 10, id: [3] }, { status: 'Accepted' }],
  ['SetMonitoringBase', { monitoringBase: 'All' }, { status: 'Accepted' }],
  ['SetMonitoringLevel', { severity: 4 }, { status: 'Accepted' }],
  ['SetNetworkProfile', { configurationSlot: 1, connectionData: NETWORK }, { status: 'Accepted' }],
  [
    'SetVariableMonitoring',
    { setMonitoringData: [{ value: 1, type: 'Delta', severity: 5, ...COMPONENT }] },
    { setMonitoringResult: [{ id: 1, status: 'Accepted', type: 'Delta', severity: 5, ...COMPONENT }] },
  ],
  ['GetMonitoringReport', { requestId: 11 }, { status: 'Accepted' }],
  ['SetVariables', { setVariableData: [{ attributeValue: '20', ...COMPONENT }] }, expect.anything()],
  ['TriggerMessage', { requestedMessage: 'Heartbeat' }, { status: 'Accepted' }],
  ['UnlockConnector', { evseId: 9, connectorId: 1 }, { status: 'UnknownConnector' }],
  ['UnpublishFirmware', { checksum: 'c' }, { status: 'NoFirmware' }],
  [
    'UpdateFirmware',
    { requestId: 12, firmware: { location: FIRMWARE, retrieveDateTime: inS(0), ...SIGNED } },
    { status: 'Accepted' },
  ],
  ['Reset', { type: 'OnIdle' }, { status: 'Accepted' }],
];

const ASKED_21: typeof ASKED_201 = [
  ...ASKED_201.slice(0, -1),
  ['UpdateDynamicSchedule', { chargingProfileId: 1, scheduleUpdate: { limit: 6 } }, { status: 'Rejected' }],
  ['UsePriorityCharging', { transactionId: 'x', activate: true }, { status: 'Rejected' }],
  ['NotifyAllowedEnergyTransfer', { transactionId: 'x', allowedEnergyTransfer: ['DC'] }, { status: 'Rejected' }],
  ['SetDERControl', { isDefault: true, controlId: 'c', controlType: 'Gradients' }, { status: 'NotSupported' }],
  ['GetDERControl', { requestId: 13 }, { status: 'NotSupported' }],
  ['ClearDERControl', { isDefault: true }, { status: 'NotSupported' }],
  ['AFRRSignal', { timestamp: inS(0), signal: 1 }, { status: 'Rejected' }],
  ['GetTariffs', { evseId: 0 }, { status: 'NoTariff' }],
  ['SetDefaultTariff', { evseId: 0, tariff: TARIFF }, { status: 'Accepted' }],
  ['GetTariffs', { evseId: 0 }, expect.objectContaining({ status: 'Accepted' })],
  ['ClearTariffs', {}, { clearTariffsResult: [{ tariffId: 'T1', status: 'Accepted' }] }],
  ['ChangeTransactionTariff', { transactionId: 'x', tariff: TARIFF }, { status: 'TxNotFound' }],
  ['RequestBatterySwap', { requestId: 14, idToken: TOKEN }, { status: 'Rejected' }],
  ['GetPeriodicEventStream', {}, {}],
  ['AdjustPeriodicEventStream', { id: 1, params: { interval: 5 } }, { status: 'Rejected' }],
  ['Reset', { type: 'Immediate' }, { status: 'Accepted' }],
];

describe('every message of a central system', () => {
  it.each([
    ['1.6', ASKED_16],
    ['2.0.1', ASKED_201],
    ['2.1', ASKED_21],
  ] as const)('%s: is answered, and what follows fits its schema', async (version, asked) => {
    const { central, until, run, station } = await rig({ version, arrivalS: 4000 });
    await until(() => station.isOnline());
    const answers: unknown[] = [];
    for (const [action, payload] of asked) answers.push([action, await central.call('A01', action, payload)]);
    expect(answers).toEqual(asked.map(([action, , answer]) => [action, answer]));
    await run(70);
    expect(central.complaints).toEqual([]);
    const said = new Set(central.heard.map(({ action }) => action));
    expect(said).toContain('LogStatusNotification');
    if (version !== '1.6') {
      for (const report of [
        'NotifyReport',
        'NotifyMonitoringReport',
        'NotifyDisplayMessages',
        'NotifyCustomerInformation',
      ])
        expect(said).toContain(report);
    }
  });
});

describe.each(['1.6', '2.0.1', '2.1'] as const)('station %s: what it is asked has its effect', (version) => {
  const v16 = version === '1.6';

  it('firmware and logs: every step of the way', async () => {
    const { central, until, run, station } = await rig({ version, arrivalS: 4000 });
    await until(() => station.isOnline());
    await central.call('A01', v16 ? 'SignedUpdateFirmware' : 'UpdateFirmware', {
      requestId: 5,
      firmware: { location: FIRMWARE, retrieveDateTime: inS(0), ...SIGNED },
    });
    await central.call('A01', 'GetLog', {
      requestId: 6,
      logType: 'DiagnosticsLog',
      log: { remoteLocation: 'file:///etc' },
    });
    await run(62);
    const steps = central.of(v16 ? 'SignedFirmwareStatusNotification' : 'FirmwareStatusNotification');
    expect(steps).toEqual(
      ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'Installed'].map((status) => ({
        status,
        requestId: 5,
      })),
    );
    expect(central.of('LogStatusNotification')).toEqual([{ status: 'UploadFailure', requestId: 6 }]);
  });

  it('a reserved connector takes its own card only, and is free again when the reservation has expired', async () => {
    const { central, until, run, station } = await rig({ version, arrivalS: 20 });
    await until(() => station.isOnline());
    const reserve = (id: number, idToken: typeof TOKEN, untilS: number): Promise<Payload | string> =>
      central.call(
        'A01',
        'ReserveNow',
        v16
          ? { connectorId: 1, expiryDate: inS(untilS), idTag: idToken.idToken, reservationId: id }
          : { id, evseId: 1, expiryDateTime: inS(untilS), idToken },
      );
    expect(await reserve(1, STRANGER, 60)).toEqual({ status: 'Accepted' });
    expect(await reserve(2, TOKEN, 60)).toEqual({ status: 'Occupied' });
    await run(30);
    expect(JSON.stringify(central.of('StatusNotification'))).toContain('Reserved');
    expect(transactionOf(station)).toBe('none');
    await run(40);
    if (!v16)
      expect(central.of('ReservationStatusUpdate')).toEqual([{ reservationId: 1, reservationUpdateStatus: 'Expired' }]);
    station.unplug('A01/1');
    expect(await reserve(3, TOKEN, 300)).toEqual({ status: 'Accepted' });
    station.plugIn('A01/1', { idToken: 'CARD1', needs: { maximumKw: 11 } });
    await until(() => central.of(started[version]).length > 0);
    expect(central.of(started[version])[0]).toMatchObject({ reservationId: 3 });
  });

  it('the local list decides who charges while nobody can be asked', async () => {
    const { central, until, run, station } = await rig({ version, arrivalS: 4000 });
    await until(() => station.isOnline());
    const blocked = v16
      ? {
          listVersion: 7,
          updateType: 'Full',
          localAuthorizationList: [{ idTag: 'STRANGER', idTagInfo: { status: 'Blocked' } }],
        }
      : {
          versionNumber: 7,
          updateType: 'Full',
          localAuthorizationList: [{ idToken: STRANGER, idTokenInfo: { status: 'Blocked' } }],
        };
    expect(await central.call('A01', 'SendLocalList', blocked)).toEqual({ status: 'Accepted' });
    expect(await central.call('A01', 'SendLocalList', { ...blocked, updateType: 'Differential' })).toEqual({
      status: 'VersionMismatch',
    });
    central.down();
    await until(() => !station.isOnline());
    station.plugIn('A01/1', { idToken: 'stranger', needs: { maximumKw: 11 } });
    await run(1);
    expect(station.evses[0]?.transaction).toBeUndefined();
    station.unplug('A01/1');
    station.plugIn('A01/1', { idToken: 'CARD1', needs: { maximumKw: 11 } });
    expect(station.evses[0]?.transaction).toBeDefined();
  });

  it('asks for a certificate with a request of its own making', async () => {
    const { central, until, station } = await rig({ version, arrivalS: 4000 });
    await until(() => station.isOnline());
    const trigger = v16
      ? central.call('A01', 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })
      : central.call('A01', 'TriggerMessage', { requestedMessage: 'SignChargingStationCertificate' });
    expect(await trigger).toEqual({ status: 'Accepted' });
    await until(() => central.of('SignCertificate').length > 0);
    expect(String(central.of('SignCertificate')[0]?.['csr'])).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\nMII?/);
  });
});

describe('station 2.x', () => {
  it('resets when it is idle, and reads back the profiles it has', async () => {
    const { central, until, run, station } = await rig({ version: '2.0.1' });
    await until(() => transactionOf(station) !== 'none');
    await central.call('A01', 'SetChargingProfile', defaultProfile('2.0.1', 7));
    expect(await central.call('A01', 'GetChargingProfiles', { requestId: 5, chargingProfile: {} })).toEqual({
      status: 'Accepted',
    });
    await run(2);
    expect(central.of('ReportChargingProfiles')).toMatchObject([
      { requestId: 5, tbc: false, evseId: 1, chargingProfile: [defaultProfile('2.0.1', 7)['chargingProfile']] },
    ]);
    expect(await central.call('A01', 'Reset', { type: 'OnIdle' })).toEqual({ status: 'Scheduled' });
    expect(transactionOf(station)).not.toBe('none');
    const boots = central.of('BootNotification').length;
    await central.call('A01', 'RequestStopTransaction', { transactionId: transactionOf(station) });
    await until(() => central.of('BootNotification').length > boots);
  });

  it('2.1: a dynamic profile follows its updates, and ends when the station was offline for too long', async () => {
    const { central, until, run, station, world, clock } = await rig({ version: '2.1' });
    await until(() => transactionOf(station) !== 'none');
    await central.call('A01', 'SetChargingProfile', defaultProfile('2.1', 6));
    const { evseId, chargingProfile } = txProfile('2.1', {
      limitA: 12,
      transactionId: transactionOf(station),
      leaseS: 3600,
      startMs: clock.nowMs(),
    });
    const dynamic = {
      ...(chargingProfile as Payload),
      chargingProfileKind: 'Dynamic',
      maxOfflineDuration: 20,
      invalidAfterOfflineDuration: true,
    };
    expect(await central.call('A01', 'SetChargingProfile', { evseId, chargingProfile: dynamic })).toEqual({
      status: 'Accepted',
    });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(8.28, 6);
    await central.call('A01', 'UpdateDynamicSchedule', { chargingProfileId: 11, scheduleUpdate: { limit: 9 } });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(6.21, 6);
    central.down();
    await run(45);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
    central.up();
    await until(() => station.isOnline());
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
  });
});
