import { describe, expect, it } from 'vitest';
import { v16 } from '../../../ocpp/v16/index.ts';
import { at, connect, T0, world } from './fake-connection.ts';

const BOOT = {
  chargePointVendor: 'Acme',
  chargePointModel: 'P22',
  firmwareVersion: '1.2.3',
  chargePointSerialNumber: 'S-1',
};
const START = { connectorId: 1, idTag: 'CARD1', meterStart: 12_000, timestamp: at(-1000) };

async function booted(its = world()) {
  const station = connect(v16, its);
  await station.connected;
  await station.send('BootNotification', BOOT);
  station.take();
  return { ...station, its };
}

describe('OCPP 1.6: request, answer, events', () => {
  it('BootNotification', async () => {
    const station = connect(v16, world());
    expect(await station.send('BootNotification', BOOT)).toEqual({
      status: 'Accepted',
      currentTime: '2025-03-04T05:06:00.000Z',
      interval: 300,
    });
    expect(station.take()).toEqual([
      {
        kind: 'booted',
        stationId: 'A07',
        atMs: T0,
        vendor: 'Acme',
        model: 'P22',
        serialNumber: 'S-1',
        firmware: '1.2.3',
      },
    ]);
    expect(station.known).toMatchObject({ accepted: true, vendor: 'Acme', model: 'P22', firmware: '1.2.3' });
  });

  it('Heartbeat', async () => {
    const station = await booted();
    expect(await station.send('Heartbeat', {})).toEqual({ currentTime: '2025-03-04T05:06:00.000Z' });
    expect(station.take()).toEqual([]);
  });

  it('Authorize tells the status and the parent of a card', async () => {
    const station = await booted();
    station.its.cards['CARD2'] = { status: 'Blocked', parentIdToken: 'FLEET' };
    expect(await station.send('Authorize', { idTag: 'CARD2' })).toEqual({
      idTagInfo: { status: 'Blocked', parentIdTag: 'FLEET' },
    });
  });

  it('DataTransfer of any vendor', async () => {
    const station = await booted();
    expect(await station.send('DataTransfer', { vendorId: 'com.acme', data: 'x' })).toEqual({
      status: 'UnknownVendorId',
    });
  });

  it.each([
    ['DiagnosticsStatusNotification', 'diagnostics', { status: 'Uploaded' }],
    ['FirmwareStatusNotification', 'firmware', { status: 'Installed' }],
    ['LogStatusNotification', 'log', { status: 'Idle', requestId: 7 }],
    ['SignedFirmwareStatusNotification', 'firmware', { status: 'Installed', requestId: 8 }],
  ])('%s is acknowledged and told', async (action, work, payload) => {
    const station = await booted();
    expect(await station.send(action, payload)).toEqual({});
    expect(station.take()).toEqual([{ kind: 'work', stationId: 'A07', atMs: T0, work, ...payload }]);
  });

  it('SignCertificate is refused', async () => {
    const station = await booted();
    expect(await station.send('SignCertificate', { csr: 'x' })).toEqual({ status: 'Rejected' });
  });

  it('SecurityEventNotification, with its text made safe', async () => {
    const station = await booted();
    const request = { type: 'SettingSystemTime', timestamp: at(0), techInfo: 'a\r\nb\u0000' };
    expect(await station.send('SecurityEventNotification', request)).toEqual({});
    expect(station.take()).toEqual([
      {
        kind: 'security-event',
        stationId: 'A07',
        atMs: T0,
        type: 'SettingSystemTime',
        techInfo: 'a  b',
        measuredAtMs: T0,
      },
    ]);
  });

  it.each([
    ['Available', 'available'],
    ['Preparing', 'preparing'],
    ['Charging', 'charging'],
    ['SuspendedEV', 'suspended-ev'],
    ['SuspendedEVSE', 'suspended-evse'],
    ['Finishing', 'finishing'],
    ['Reserved', 'reserved'],
    ['Unavailable', 'unavailable'],
  ])('StatusNotification %s', async (status, expected) => {
    const station = await booted();
    expect(await station.send('StatusNotification', { connectorId: 1, errorCode: 'NoError', status })).toEqual({});
    expect(station.take()).toEqual([
      { kind: 'status', stationId: 'A07', atMs: T0, connectorId: 'A07/1', status: expected },
    ]);
  });

  it('StatusNotification of the whole station, with its error', async () => {
    const station = await booted();
    await station.send('StatusNotification', { connectorId: 0, errorCode: 'GroundFailure', status: 'Faulted' });
    expect(station.take()).toEqual([
      { kind: 'status', stationId: 'A07', atMs: T0, status: 'faulted', errorCode: 'GroundFailure' },
    ]);
  });

  it('a transaction from start to stop', async () => {
    const station = await booted();
    expect(await station.send('StartTransaction', START)).toEqual({
      idTagInfo: { status: 'Accepted' },
      transactionId: 7001,
    });
    expect(station.take()).toEqual([
      {
        kind: 'session-started',
        stationId: 'A07',
        atMs: T0,
        connectorId: 'A07/1',
        sessionId: 'A07#7001',
        idToken: 'CARD1',
        meterStartKwh: 12,
        startedAtMs: T0 - 1000,
        offline: false,
      },
    ]);
    await station.its.clock.advance(60_000);
    station.take();
    const meterValue = [
      {
        timestamp: at(60_000),
        sampledValue: [{ value: '7.2', measurand: 'Power.Active.Import', unit: 'kW' }, { value: '12120' }],
      },
    ];
    expect(await station.send('MeterValues', { connectorId: 1, transactionId: 7001, meterValue })).toEqual({});
    expect(station.take()).toEqual([
      {
        kind: 'reading',
        stationId: 'A07',
        atMs: T0 + 60_000,
        connectorId: 'A07/1',
        sessionId: 'A07#7001',
        measuredAtMs: T0 + 60_000,
        powerKw: 7.2,
        energyKwh: 12.12,
        historic: false,
        flags: [],
      },
    ]);
    const stop = {
      transactionId: 7001,
      idTag: 'CARD1',
      meterStop: 12_150,
      timestamp: at(60_000),
      reason: 'EVDisconnected',
    };
    expect(await station.send('StopTransaction', stop)).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect(station.take()).toEqual([
      {
        kind: 'session-ended',
        stationId: 'A07',
        atMs: T0 + 60_000,
        connectorId: 'A07/1',
        sessionId: 'A07#7001',
        meterStopKwh: 12.15,
        endedAtMs: T0 + 60_000,
        reason: 'EVDisconnected',
      },
    ]);
    expect(station.known.sessions.size).toBe(0);
  });

  it('a card that is not valid gets its transaction, as the specification demands', async () => {
    const station = await booted();
    station.its.cards['CARD1'] = { status: 'Invalid' };
    expect(await station.send('StartTransaction', START)).toEqual({
      idTagInfo: { status: 'Invalid' },
      transactionId: 7001,
    });
    expect(station.take()).toMatchObject([
      { kind: 'session-started' },
      { kind: 'session-flagged', flag: 'token-invalid' },
    ]);
  });

  it('the retransmit of a start gives the same transaction and no second session', async () => {
    const station = await booted();
    const first = await station.send('StartTransaction', START);
    station.take();
    expect(await station.send('StartTransaction', START)).toEqual(first);
    expect(station.take()).toEqual([]);
    expect(station.its.sessions.records).toHaveLength(1);
  });

  it('a start whose session could not be stored is not acknowledged', async () => {
    const station = await booted();
    station.its.sessions.failure = new Error('disk full');
    await expect(station.send('StartTransaction', START)).rejects.toThrow('disk full');
    expect(station.take()).toEqual([]);
    expect(station.known.sessions.size).toBe(0);
  });

  it('a start from the queue is offline', async () => {
    const station = await booted();
    await station.send('StartTransaction', { ...START, timestamp: at(-3_600_000) });
    expect(station.take()).toMatchObject([{ kind: 'session-started', startedAtMs: T0 - 3_600_000, offline: true }]);
  });

  it('StopTransaction of an unknown transaction is acknowledged and reported, and nothing else changes', async () => {
    const station = await booted();
    await station.send('StartTransaction', START);
    station.take();
    expect(await station.send('StopTransaction', { transactionId: 99, meterStop: 1, timestamp: at(0) })).toEqual({});
    expect(station.take()).toEqual([
      {
        kind: 'security',
        stationId: 'A07',
        atMs: T0,
        type: 'unknown-transaction',
        detail: 'StopTransaction of transaction 99, which this station does not have',
      },
    ]);
    expect(station.known.sessions.size).toBe(1);
  });

  it('a second stop, without reason and then Local, changes nothing', async () => {
    const station = await booted();
    await station.send('StartTransaction', START);
    const stop = { transactionId: 7001, meterStop: 13_000, timestamp: at(0) };
    await station.send('StopTransaction', stop);
    station.take();
    expect(await station.send('StopTransaction', { ...stop, reason: 'Local' })).toEqual({});
    expect(station.take()).toEqual([]);
  });

  it('a stop below the register is reported and its register is not believed', async () => {
    const station = await booted();
    await station.send('StartTransaction', START);
    station.take();
    await station.send('StopTransaction', { transactionId: 7001, meterStop: 11_000, timestamp: at(0) });
    expect(station.take()).toEqual([
      {
        kind: 'session-flagged',
        stationId: 'A07',
        atMs: T0,
        connectorId: 'A07/1',
        sessionId: 'A07#7001',
        flag: 'decreasing-register',
      },
      {
        kind: 'security',
        stationId: 'A07',
        atMs: T0,
        type: 'decreasing-register',
        detail: 'A07/1: meterStop 11 kWh does not follow the register 12 kWh',
      },
      { kind: 'session-ended', stationId: 'A07', atMs: T0, connectorId: 'A07/1', sessionId: 'A07#7001', endedAtMs: T0 },
    ]);
  });

  it('transaction data of a stop is for the history', async () => {
    const station = await booted();
    await station.send('StartTransaction', START);
    station.take();
    const transactionData = [
      { timestamp: at(-600_000), sampledValue: [{ value: '12000', context: 'Transaction.Begin' }] },
      { timestamp: at(-300_000), sampledValue: [{ value: '12600' }] },
    ];
    await station.send('StopTransaction', {
      transactionId: 7001,
      meterStop: 13_000,
      timestamp: at(0),
      transactionData,
    });
    expect(station.take()).toMatchObject([
      { kind: 'reading', sessionId: 'A07#7001', energyKwh: 12, historic: true },
      { kind: 'reading', sessionId: 'A07#7001', energyKwh: 12.6, historic: true },
      { kind: 'session-ended' },
    ]);
  });

  it('the main meter of the station says nothing about a connector', async () => {
    const station = await booted();
    const meterValue = [{ timestamp: at(0), sampledValue: [{ value: '5' }] }];
    expect(await station.send('MeterValues', { connectorId: 0, meterValue })).toEqual({});
    expect(station.take()).toEqual([]);
  });

  it('a reading for another transaction belongs to no session of ours, but its power counts', async () => {
    const station = await booted();
    await station.send('StartTransaction', START);
    station.take();
    const meterValue = [{ timestamp: at(0), sampledValue: [{ value: '7000', measurand: 'Power.Active.Import' }] }];
    await station.send('MeterValues', { connectorId: 1, transactionId: 5, meterValue });
    await station.send('MeterValues', { connectorId: 1, transactionId: 0, meterValue });
    const readings = station.take();
    expect(readings).toMatchObject([
      { kind: 'reading', powerKw: 7, historic: false },
      { kind: 'reading', powerKw: 7, sessionId: 'A07#7001' },
    ]);
    expect(readings[0]).toHaveProperty('sessionId', undefined);
  });
});

describe('OCPP 1.6: refusals change nothing and echo nothing', () => {
  it.each([
    ['a missing field', 'Authorize', {}, 'OccurenceConstraintViolation', 'Authorize: idTag is missing'],
    ['a wrong type', 'Authorize', { idTag: 5 }, 'TypeConstraintViolation', 'Authorize: idTag must be string'],
    [
      'a card of 21 characters',
      'StartTransaction',
      { ...START, idTag: "x' OR 1=1 --poisonous" },
      'PropertyConstraintViolation',
      'StartTransaction: idTag must NOT have more than 20 characters',
    ],
    [
      'an unknown field',
      'Heartbeat',
      { poison: 1 },
      'FormationViolation',
      'Heartbeat: the payload has a field that the schema does not know',
    ],
    [
      'a year of nine digits',
      'StartTransaction',
      { ...START, timestamp: '222222017-01-01T00:00:00Z' },
      'PropertyConstraintViolation',
      'StartTransaction: timestamp must match format "date-time"',
    ],
    [
      'a time without a zone',
      'StartTransaction',
      { ...START, timestamp: '2025-03-04T05:06:00' },
      'PropertyConstraintViolation',
      'StartTransaction: timestamp must match format "date-time"',
    ],
    [
      'minute 60',
      'StartTransaction',
      { ...START, timestamp: '2025-03-04T23:60:00Z' },
      'PropertyConstraintViolation',
      'StartTransaction: timestamp must match format "date-time"',
    ],
    [
      '1970',
      'StartTransaction',
      { ...START, timestamp: '1970-01-01T00:00:00Z' },
      'PropertyConstraintViolation',
      'StartTransaction: timestamp: is not a time within the last year',
    ],
    [
      'next year',
      'StartTransaction',
      { ...START, timestamp: '2026-03-04T05:06:00Z' },
      'PropertyConstraintViolation',
      'StartTransaction: timestamp: is not a time within the last year',
    ],
    ...[0, -1, 99, 2 ** 53].map(
      (connectorId) =>
        [
          `connector ${connectorId}`,
          'StartTransaction',
          { ...START, connectorId },
          'PropertyConstraintViolation',
          'StartTransaction: connectorId: the station has no such connector',
        ] as const,
    ),
    [
      'a status of connector 3 of 2',
      'StatusNotification',
      { connectorId: 3, errorCode: 'NoError', status: 'Charging' },
      'PropertyConstraintViolation',
      'StatusNotification: connectorId: the station has no such connector',
    ],
    [
      'meter values of connector 3 of 2',
      'MeterValues',
      { connectorId: 3, meterValue: [{ timestamp: at(0), sampledValue: [{ value: '1' }] }] },
      'PropertyConstraintViolation',
      'MeterValues: connectorId: the station has no such connector',
    ],
    [
      'a card with NUL',
      'StartTransaction',
      { ...START, idTag: 'poison\u0000' },
      'PropertyConstraintViolation',
      'StartTransaction: idTag: has characters that cannot be printed',
    ],
    [
      'a card with half a character',
      'Authorize',
      { idTag: 'poison\ud800' },
      'PropertyConstraintViolation',
      'Authorize: idTag: has characters that cannot be printed',
    ],
    [
      'a message of the central system',
      'Reset',
      { type: 'Hard' },
      'NotSupported',
      'only the central system sends this',
    ],
    ['another one', 'SetChargingProfile', {}, 'NotSupported', 'only the central system sends this'],
  ] as const)('%s', async (_, action, payload, error, description) => {
    const station = await booted();
    expect(await station.send(action, payload)).toEqual({ error, description });
    expect(description).not.toContain('poison');
    expect(station.take()).toEqual([]);
    expect(station.its.sessions.records).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'Nonsense', 'TransactionEvent'])(
    'action %s has no route',
    (action) => {
      expect(v16.routes[action]).toBeUndefined();
    },
  );

  it('a quarantined station, of which nothing is configured, is believed to have connectors 1 to 8', async () => {
    const its = world();
    const station = connect(v16, { ...its, deps: { ...its.deps, connectorsOf: () => undefined } });
    await station.send('BootNotification', BOOT);
    const status = (connectorId: number) =>
      station.send('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Available' });
    expect(await status(8)).toEqual({});
    expect(await status(9)).toMatchObject({ error: 'PropertyConstraintViolation' });
  });
});
