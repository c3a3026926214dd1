import { describe, expect, it } from 'vitest';
import { v201 } from '../../../ocpp/v201/index.ts';
import { at, connect, T0, world, type World } from '../v16/fake-connection.ts';

const BOOT = {
  reason: 'PowerUp',
  chargingStation: { vendorName: 'Acme', model: 'P22', serialNumber: 'S-1', firmwareVersion: '2.0' },
};
const STARTED = {
  eventType: 'Started',
  timestamp: at(-1000),
  triggerReason: 'CablePluggedIn',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', chargingState: 'EVConnected' },
  evse: { id: 1, connectorId: 1 },
  idToken: { idToken: 'CARD1', type: 'ISO14443' },
  meterValue: [{ timestamp: at(-1000), sampledValue: [{ value: 12_000, context: 'Transaction.Begin' }] }],
};
const updated = (afterMs: number, more: object = {}) => ({
  eventType: 'Updated',
  timestamp: at(afterMs),
  triggerReason: 'MeterValuePeriodic',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', chargingState: 'Charging' },
  meterValue: [
    {
      timestamp: at(afterMs),
      sampledValue: [{ value: 7.2, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'kW' } }],
    },
  ],
  ...more,
});
const ended = (afterMs: number, more: object = {}) => ({
  eventType: 'Ended',
  timestamp: at(afterMs),
  triggerReason: 'EVDeparted',
  seqNo: 0,
  transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' },
  meterValue: [{ timestamp: at(afterMs), sampledValue: [{ value: 12_150, context: 'Transaction.End' }] }],
  ...more,
});
const SESSION = { connectorId: 'A07/1', sessionId: 'A07#T-1' };

async function booted(its: World = world()) {
  const station = connect(v201, its);
  await station.connected;
  await station.send('BootNotification', BOOT);
  station.take();
  return { ...station, its };
}
async function started() {
  const station = await booted();
  await station.send('TransactionEvent', STARTED);
  station.take();
  return station;
}

describe('OCPP 2.0.1: request, answer, events', () => {
  it('BootNotification', async () => {
    const station = connect(v201, world());
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
        firmware: '2.0',
        reason: 'PowerUp',
      },
    ]);
  });

  it('Heartbeat, Authorize, DataTransfer, SignCertificate', async () => {
    const station = await booted();
    station.its.cards['CARD1'] = { status: 'Expired', parentIdToken: 'FLEET' };
    expect(await station.send('Heartbeat', {})).toEqual({ currentTime: '2025-03-04T05:06:00.000Z' });
    expect(await station.send('Authorize', { idToken: { idToken: 'CARD1', type: 'ISO14443' } })).toEqual({
      idTokenInfo: { status: 'Expired', groupIdToken: { idToken: 'FLEET', type: 'Central' } },
    });
    expect(await station.send('DataTransfer', { vendorId: 'com.acme', data: { x: 1 } })).toEqual({
      status: 'UnknownVendorId',
    });
    expect(await station.send('SignCertificate', { csr: 'x' })).toEqual({ status: 'Rejected' });
    expect(station.take()).toEqual([]);
  });

  it.each([
    ['Available', 'available'],
    ['Occupied', 'preparing'],
    ['Reserved', 'reserved'],
    ['Unavailable', 'unavailable'],
    ['Faulted', 'faulted'],
  ])('StatusNotification %s', async (connectorStatus, status) => {
    const station = await booted();
    expect(
      await station.send('StatusNotification', { timestamp: at(0), connectorStatus, evseId: 1, connectorId: 1 }),
    ).toEqual({});
    expect(station.take()).toEqual([{ kind: 'status', stationId: 'A07', atMs: T0, connectorId: 'A07/1', status }]);
  });

  it('a transaction from start to end', async () => {
    const station = await booted();
    expect(await station.send('TransactionEvent', STARTED)).toEqual({ idTokenInfo: { status: 'Accepted' } });
    expect(station.take()).toEqual([
      {
        kind: 'session-started',
        stationId: 'A07',
        atMs: T0,
        ...SESSION,
        idToken: 'CARD1',
        meterStartKwh: 12,
        startedAtMs: T0 - 1000,
        offline: false,
      },
      {
        kind: 'reading',
        stationId: 'A07',
        atMs: T0,
        ...SESSION,
        measuredAtMs: T0 - 1000,
        energyKwh: 12,
        historic: false,
        flags: [],
      },
      { kind: 'status', stationId: 'A07', atMs: T0, connectorId: 'A07/1', status: 'preparing' },
    ]);
    await station.its.clock.advance(60_000);
    expect(await station.send('TransactionEvent', updated(60_000))).toEqual({});
    expect(station.take().filter(({ kind }) => kind !== 'heard')).toEqual([
      {
        kind: 'reading',
        stationId: 'A07',
        atMs: T0 + 60_000,
        ...SESSION,
        measuredAtMs: T0 + 60_000,
        powerKw: 7.2,
        historic: false,
        flags: [],
      },
      { kind: 'status', stationId: 'A07', atMs: T0 + 60_000, connectorId: 'A07/1', status: 'charging' },
    ]);
    expect(await station.send('TransactionEvent', ended(60_000))).toEqual({});
    expect(station.take()).toEqual([
      {
        kind: 'reading',
        stationId: 'A07',
        atMs: T0 + 60_000,
        ...SESSION,
        measuredAtMs: T0 + 60_000,
        energyKwh: 12.15,
        historic: false,
        flags: [],
      },
      {
        kind: 'session-ended',
        stationId: 'A07',
        atMs: T0 + 60_000,
        ...SESSION,
        meterStopKwh: 12.15,
        endedAtMs: T0 + 60_000,
        reason: 'EVDisconnected',
      },
    ]);
    expect(station.known.sessions.size).toBe(0);
  });

  it.each([
    ['Charging', 'charging'],
    ['SuspendedEV', 'suspended-ev'],
    ['SuspendedEVSE', 'suspended-evse'],
    ['Idle', 'finishing'],
  ])('"Occupied" means %s while the transaction says so', async (chargingState, status) => {
    const station = await started();
    await station.send('TransactionEvent', updated(0, { transactionInfo: { transactionId: 'T-1', chargingState } }));
    const occupied = { timestamp: at(0), connectorStatus: 'Occupied', evseId: 1, connectorId: 1 };
    await station.send('StatusNotification', occupied);
    const states = station.take().flatMap((event) => (event.kind === 'status' ? [event.status] : []));
    expect(states).toEqual([status, status]);
    await station.send('TransactionEvent', ended(0));
    station.take();
    await station.send('StatusNotification', occupied);
    expect(station.take()).toMatchObject([{ status: 'preparing' }]);
  });

  it('a retransmitted start changes nothing', async () => {
    const station = await started();
    await station.send('TransactionEvent', STARTED);
    expect(station.take().filter(({ kind }) => kind === 'session-started')).toEqual([]);
    expect(station.its.sessions.records).toHaveLength(1);
  });

  it('a start that was lost is made good by the next event that names its EVSE', async () => {
    const station = await booted();
    await station.send('TransactionEvent', updated(0));
    expect(station.take()).toMatchObject([{ kind: 'security', type: 'unknown-transaction' }]);
    await station.send('TransactionEvent', updated(0, { evse: { id: 2 } }));
    expect(station.take()).toMatchObject([
      { kind: 'session-started', connectorId: 'A07/2', idToken: '' },
      { kind: 'reading', sessionId: 'A07#T-1' },
      { kind: 'status' },
    ]);
  });

  it('a station with one EVSE need not name it', async () => {
    const station = await booted(world({ connectors: [1] }));
    const { evse: _, ...unnamed } = STARTED;
    await station.send('TransactionEvent', unnamed);
    expect(station.take()).toMatchObject([{ kind: 'session-started', connectorId: 'A07/1' }, {}, {}]);
  });

  it('a queue of an outage, with old times, is a session and a history, and no state', async () => {
    const station = await booted();
    const hour = 3_600_000;
    await station.send('TransactionEvent', {
      ...STARTED,
      timestamp: at(-hour),
      offline: true,
      meterValue: [{ timestamp: at(-hour), sampledValue: [{ value: 1000 }] }],
    });
    await station.send('TransactionEvent', updated(-hour / 2, { offline: true }));
    await station.send('TransactionEvent', ended(-hour / 4, { offline: true }));
    expect(station.take()).toMatchObject([
      { kind: 'session-started', offline: true, startedAtMs: T0 - hour },
      { kind: 'reading', historic: true },
      { kind: 'reading', historic: true, powerKw: 7.2 },
      { kind: 'reading', historic: true },
      { kind: 'session-ended', endedAtMs: T0 - hour / 4 },
    ]);
  });

  it('an event that the station calls offline is history, however young', async () => {
    const station = await booted();
    await station.send('TransactionEvent', { ...STARTED, offline: true });
    expect(station.take()).toMatchObject([
      { kind: 'session-started', offline: true },
      { kind: 'reading', historic: true },
    ]);
    const sampledValue = [{ value: 12_001, context: 'Trigger' }];
    const meterValue = [{ timestamp: at(-3_600_000), sampledValue }];
    await station.send('TransactionEvent', updated(-3_600_000, { offline: true, meterValue }));
    expect(station.known.clockLagMs).toBe(0);
  });

  it('a charging state is told when it changes', async () => {
    const station = await started();
    await station.send('TransactionEvent', updated(0));
    await station.send('TransactionEvent', updated(0));
    expect(station.take().flatMap((event) => (event.kind === 'status' ? [event.status] : []))).toEqual(['charging']);
  });

  it('an event that comes after the end opens nothing again', async () => {
    const station = await started();
    await station.send('TransactionEvent', ended(0));
    station.take();
    expect(await station.send('TransactionEvent', updated(-1000, { evse: { id: 1 } }))).toEqual({});
    expect(await station.send('TransactionEvent', ended(0))).toEqual({});
    // What it measured is history of its session.
    expect(station.take()).toMatchObject([{ kind: 'reading', historic: true, sessionId: 'A07#T-1' }]);
    expect(station.known.sessions.size).toBe(0);
  });

  it('the end of an unknown transaction is acknowledged and reported, and nothing else changes', async () => {
    const station = await started();
    expect(await station.send('TransactionEvent', ended(0, { transactionInfo: { transactionId: 'T-9' } }))).toEqual({});
    expect(station.take()).toEqual([
      {
        kind: 'security',
        stationId: 'A07',
        atMs: T0,
        type: 'unknown-transaction',
        detail: 'TransactionEvent Ended of transaction T-9, which this station does not have',
      },
    ]);
    expect(station.known.sessions.size).toBe(1);
  });

  it('an end below the register is reported and its register is not believed', async () => {
    const station = await started();
    const meterValue = [{ timestamp: at(0), sampledValue: [{ value: 5 }] }];
    await station.send('TransactionEvent', ended(0, { meterValue }));
    const events = station.take();
    expect(events).toMatchObject([
      { kind: 'session-flagged', flag: 'decreasing-register' },
      {
        kind: 'security',
        type: 'decreasing-register',
        detail: 'A07/1: meterStop 0.005 kWh does not follow the register 12 kWh',
      },
      { kind: 'reading', flags: ['decreasing-register'] },
      { kind: 'session-ended' },
    ]);
    expect(events.at(-1)).not.toHaveProperty('meterStopKwh');
  });

  it('minutes of old meter values in the last event are for the history and raise no alarm', async () => {
    const station = await started();
    await station.its.clock.advance(600_000);
    await station.send('TransactionEvent', updated(600_000));
    station.take();
    const old = [100, 200, 300].map((s) => ({ timestamp: at(s * 1000), sampledValue: [{ value: 12_000 + s }] }));
    await station.send('TransactionEvent', ended(600_000, { meterValue: old }));
    const readings = station.take().filter((event) => event.kind === 'reading');
    expect(readings.map(({ historic, flags }) => ({ historic, flags }))).toEqual(
      old.map(() => ({ historic: true, flags: [] })),
    );
  });

  it('MeterValues outside of a transaction', async () => {
    const station = await booted();
    const sampledValue = [{ value: 3, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W', multiplier: 3 } }];
    expect(await station.send('MeterValues', { evseId: 2, meterValue: [{ timestamp: at(0), sampledValue }] })).toEqual(
      {},
    );
    expect(station.take()).toEqual([
      {
        kind: 'reading',
        stationId: 'A07',
        atMs: T0,
        connectorId: 'A07/2',
        measuredAtMs: T0,
        powerKw: 3,
        historic: false,
        flags: [],
      },
    ]);
    expect(await station.send('MeterValues', { evseId: 0, meterValue: [{ timestamp: at(0), sampledValue }] })).toEqual(
      {},
    );
    expect(station.take()).toEqual([]);
  });

  it.each([
    [
      'AC three-phase',
      {
        requestedEnergyTransfer: 'AC_three_phase',
        departureTime: at(3_600_000),
        acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 230 },
      },
      { energyKwh: 20, departureMs: T0 + 3_600_000, maximumKw: 11.04 },
    ],
    [
      'AC line-to-line',
      {
        requestedEnergyTransfer: 'AC_three_phase',
        acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 },
      },
      { energyKwh: 20, maximumKw: (16 * (400 / Math.sqrt(3)) * 3) / 1000 },
    ],
    [
      'DC with its power',
      {
        requestedEnergyTransfer: 'DC',
        dcChargingParameters: { evMaxCurrent: 300, evMaxVoltage: 500, evMaxPower: 120_000 },
      },
      { maximumKw: 120 },
    ],
    [
      'DC without',
      {
        requestedEnergyTransfer: 'DC',
        dcChargingParameters: { evMaxCurrent: 200, evMaxVoltage: 400, energyAmount: 40_000 },
      },
      { energyKwh: 40, maximumKw: 80 },
    ],
    [
      'what cannot be meant',
      {
        requestedEnergyTransfer: 'DC',
        dcChargingParameters: { evMaxCurrent: -1, evMaxVoltage: 400, energyAmount: -5 },
      },
      {},
    ],
  ])('NotifyEVChargingNeeds: %s', async (_, chargingNeeds, expected) => {
    const station = await started();
    expect(await station.send('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds })).toEqual({ status: 'Accepted' });
    expect(station.take()).toEqual([{ kind: 'charging-needs', stationId: 'A07', atMs: T0, ...SESSION, ...expected }]);
  });

  it('the departure of a car is told by the clock of the station', async () => {
    const station = await started();
    station.known.clockLagMs = 90_000;
    const chargingNeeds = { requestedEnergyTransfer: 'DC', departureTime: at(0) };
    await station.send('NotifyEVChargingNeeds', { evseId: 1, chargingNeeds });
    expect(station.take()).toMatchObject([{ departureMs: T0 + 90_000 }]);
  });
});

describe('OCPP 2.0.1: refusals change nothing and echo nothing', () => {
  it.each([
    ['a missing field', 'Authorize', {}, 'OccurrenceConstraintViolation', 'Authorize: idToken is missing'],
    [
      'an empty list',
      'NotifyReport',
      { requestId: 1, generatedAt: at(0), seqNo: 0, reportData: [] },
      'OccurrenceConstraintViolation',
      'NotifyReport: reportData must NOT have fewer than 1 items',
    ],
    [
      'a value of text',
      'MeterValues',
      { evseId: 1, meterValue: [{ timestamp: at(0), sampledValue: [{ value: '12,5' }] }] },
      'TypeConstraintViolation',
      'MeterValues: meterValue.0.sampledValue.0.value must be number',
    ],
    [
      'infinity',
      'MeterValues',
      { evseId: 1, meterValue: [{ timestamp: at(0), sampledValue: [{ value: JSON.parse('1e999') as number }] }] },
      'TypeConstraintViolation',
      'MeterValues: meterValue.0.sampledValue.0.value must be number',
    ],
    [
      'an unknown field',
      'Heartbeat',
      { poison: 1 },
      'ProtocolError',
      'Heartbeat: the payload has a field that the schema does not know',
    ],
    [
      'an EVSE that the station has not',
      'TransactionEvent',
      { ...STARTED, evse: { id: 3 } },
      'PropertyConstraintViolation',
      'TransactionEvent: evse.id: the station has no such connector',
    ],
    [
      '1970',
      'TransactionEvent',
      { ...STARTED, timestamp: '1970-01-01T00:00:00Z' },
      'PropertyConstraintViolation',
      'TransactionEvent: timestamp: is not a time within the last year',
    ],
    [
      'a line break in the id of a transaction',
      'TransactionEvent',
      { ...STARTED, transactionInfo: { transactionId: 'poison\n' } },
      'PropertyConstraintViolation',
      'TransactionEvent: transactionInfo.transactionId: has characters that cannot be printed',
    ],
    ['a message of the central system', 'SetChargingProfile', {}, 'NotSupported', 'only the central system sends this'],
  ])('%s', async (_, action, payload, error, description) => {
    const station = await booted();
    expect(await station.send(action, payload)).toEqual({ error, description });
    expect(station.take()).toEqual([]);
    expect(station.its.sessions.records).toEqual([]);
  });

  it('the end of a transaction is heard even from a station whose clock is lost', async () => {
    const station = await started();
    await station.send('TransactionEvent', ended(0, { timestamp: '1970-01-01T00:00:00Z', meterValue: undefined }));
    expect(station.take()).toMatchObject([{ kind: 'session-ended', endedAtMs: T0 }]);
  });

  it.each(['__proto__', 'constructor', 'Nonsense', 'StartTransaction'])('action %s has no route', (action) => {
    expect(v201.routes[action]).toBeUndefined();
  });
});
