import { describe, expect, it } from 'vitest';
import type { Connector } from '../../dispatch/index.ts';
import {
  CONNECTOR,
  defaultProfile,
  PASSWORD,
  rig,
  START_MS,
  started,
  transactionOf,
  txProfile,
} from './station-rig.ts';

describe.each(['1.6', '2.0.1', '2.1'] as const)('station %s', (version) => {
  it('boots, authorises, charges, meters, ends when the car leaves; every message fits its schema', async () => {
    const { central, run, until, world, station, clock } = await rig({ version });
    await until(() => central.of(started[version]).length > 0);
    expect(central.connections).toEqual([
      {
        stationId: 'A01',
        authorization: `Basic ${Buffer.from(`A01:${PASSWORD}`).toString('base64')}`,
        protocol: `ocpp${version}`,
      },
    ]);
    const firsts = [...new Set(central.heard.map(({ action }) => action))];
    expect(firsts.slice(0, 4)).toEqual(['BootNotification', 'StatusNotification', 'Authorize', started[version]]);
    await run(30);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(11.04, 6);
    const meters =
      version === '1.6'
        ? central.of('MeterValues')
        : central.of('TransactionEvent').filter((one) => one['triggerReason'] === 'MeterValuePeriodic');
    // Every ten seconds by its clock, however many of them a busy machine let pass before the start was heard.
    const everyMs = meters.map((one) => Date.parse((one['meterValue'] as { timestamp: string }[])[0]?.timestamp ?? ''));
    expect(everyMs.length).toBeGreaterThanOrEqual(3);
    expect(everyMs.slice(1).map((atMs, index) => atMs - (everyMs[index] ?? 0))).toEqual(
      everyMs.slice(1).map(() => 10_000),
    );
    // Later than the car's departure, in larger steps.
    for (let minute = 0; minute < 61; minute += 1) {
      clock.advanceBy(60_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(
      () =>
        central.of('StopTransaction').length > 0 ||
        central.of('TransactionEvent').some((one) => one['eventType'] === 'Ended'),
    );
    expect(world.sessions()[0]?.left).toBe(true);
    expect(station.evses[0]?.transaction).toBeUndefined();
    expect(central.complaints).toEqual([]);
  });

  it('obeys a TxProfile after its lag, falls back to the default when it ends, and a limit of 0 pauses', async () => {
    const { clock, central, run, until, world, station } = await rig({ version });
    await until(() => central.isConnected('A01') && station.isOnline());
    expect(await central.call('A01', 'SetChargingProfile', defaultProfile(version, 6))).toEqual({ status: 'Accepted' });
    await until(() => transactionOf(station) !== 'none');
    await run(10);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
    const request = txProfile(version, {
      limitA: 10,
      transactionId: transactionOf(station),
      leaseS: 60,
      startMs: clock.nowMs(),
    });
    expect(await central.call('A01', 'SetChargingProfile', request)).toEqual({ status: 'Accepted' });
    await run(4);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
    await run(10);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(6.9, 6);
    await run(60);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
    expect(await central.call('A01', 'SetChargingProfile', defaultProfile(version, 0))).toEqual({ status: 'Accepted' });
    await run(15);
    expect(world.reading('A01/1')).toMatchObject({ powerKw: 0, offeredKw: 0 });
    expect(central.complaints).toEqual([]);
  });

  it('refuses a TxProfile without its transaction', async () => {
    const { central, until, station } = await rig({ version, arrivalS: 4000 });
    await until(() => station.isOnline());
    expect(
      await central.call('A01', 'SetChargingProfile', txProfile(version, { limitA: 10, transactionId: '5' })),
    ).toEqual({ status: 'Rejected' });
  });

  it('keeps transaction messages over an outage and replays them in order; the car goes on charging', async () => {
    const { central, run, until, station, world } = await rig({ version, faults: { noBootAfterReconnect: true } });
    await until(() => transactionOf(station) !== 'none');
    await run(15);
    central.down();
    await run(3);
    central.heard.length = 0;
    await run(40);
    expect(station.isOnline()).toBe(false);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(11.04, 6);
    central.up();
    await until(() => station.isOnline());
    await run(3);
    const replayed = version === '1.6' ? central.of('MeterValues') : central.of('TransactionEvent');
    expect(replayed.length).toBeGreaterThanOrEqual(4);
    const times = replayed.map((one) =>
      Date.parse(
        String(version === '1.6' ? (one['meterValue'] as { timestamp: string }[])[0]?.timestamp : one['timestamp']),
      ),
    );
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    if (version === '2.0.1') expect(replayed[0]).toMatchObject({ offline: true });
    expect(central.of('BootNotification')).toEqual([]);
    expect(central.complaints).toEqual([]);
  });

  it('starts a transaction while offline, once it has been online, and reports it later', async () => {
    const { central, run, until, station, world } = await rig({ version, arrivalS: 30 });
    await until(() => station.isOnline());
    central.down();
    await run(45);
    expect(world.reading('A01/1').powerKw).toBeGreaterThan(0);
    expect(central.of(started[version])).toEqual([]);
    central.up();
    await until(() => central.of(started[version]).length > 0);
    await run(20);
    const meters = central.of('MeterValues').map((one) => one['transactionId']);
    if (version === '1.6') expect(meters.every((id) => id === 1001)).toBe(true);
    expect(central.complaints).toEqual([]);
  });

  it('a reset ends the transaction, keeps the default profile, boots and starts again', async () => {
    const { central, run, until, station, world } = await rig({ version });
    await until(() => transactionOf(station) !== 'none');
    await central.call('A01', 'SetChargingProfile', defaultProfile(version, 8));
    await central.call(
      'A01',
      'SetChargingProfile',
      txProfile(version, { limitA: 14, transactionId: transactionOf(station), leaseS: 3600 }),
    );
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(9.66, 6);
    const before = transactionOf(station);
    central.heard.length = 0;
    expect(await central.call('A01', 'Reset', { type: version === '1.6' ? 'Soft' : 'Immediate' })).toEqual({
      status: 'Accepted',
    });
    await until(
      () =>
        central.of('BootNotification').length > 0 &&
        transactionOf(station) !== 'none' &&
        transactionOf(station) !== before,
    );
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(5.52, 6);
    if (version === '2.0.1') expect(central.of('BootNotification')).toMatchObject([{ reason: 'RemoteReset' }]);
    expect(central.complaints).toEqual([]);
  });

  it('does what else it is asked', async () => {
    const { central, run, until, station, world } = await rig({ version });
    await until(() => transactionOf(station) !== 'none');
    await run(12);
    const v16 = version === '1.6';
    const evse = v16 ? { connectorId: 1 } : { evse: { id: 1 } };
    expect(await central.call('A01', 'TriggerMessage', { requestedMessage: 'MeterValues', ...evse })).toEqual({
      status: 'Accepted',
    });
    expect(await central.call('A01', 'TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({
      status: 'Accepted',
    });
    expect(
      await central.call('A01', 'TriggerMessage', {
        requestedMessage: 'MeterValues',
        ...(v16 ? { connectorId: 9 } : { evse: { id: 9 } }),
      }),
    ).toEqual({ status: 'Rejected' });
    expect(await central.call('A01', 'DataTransfer', { vendorId: 'x' })).toEqual({ status: 'UnknownVendorId' });
    expect(await central.call('A01', 'Heartbeat', {})).toBe('NotImplemented');
    expect(await central.call('A01', 'SetChargingProfile', {})).toBe(
      v16 ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation',
    );
    await central.call('A01', 'SetChargingProfile', defaultProfile(version, 7));
    const composite = await central.call('A01', 'GetCompositeSchedule', {
      ...(v16 ? { connectorId: 1 } : { evseId: 1 }),
      duration: 60,
      chargingRateUnit: 'A',
    });
    expect(JSON.stringify(composite)).toContain('"chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]');
    const clearing = v16 ? { id: 10 } : { chargingProfileId: 10 };
    expect(await central.call('A01', 'ClearChargingProfile', clearing)).toEqual({ status: 'Accepted' });
    expect(await central.call('A01', 'ClearChargingProfile', clearing)).toEqual({ status: 'Unknown' });
    expect(
      await central.call(
        'A01',
        'ChangeAvailability',
        v16 ? { connectorId: 1, type: 'Inoperative' } : { operationalStatus: 'Inoperative' },
      ),
    ).toEqual({ status: 'Scheduled' });
    const transactionId = transactionOf(station);
    const stopped = v16
      ? central.call('A01', 'RemoteStopTransaction', { transactionId: Number(transactionId) })
      : central.call('A01', 'RequestStopTransaction', { transactionId });
    expect(await stopped).toEqual({ status: 'Accepted' });
    await run(2);
    expect(world.reading('A01/1').powerKw).toBe(0);
    expect(central.of('StatusNotification').at(-1)).toMatchObject(
      v16 ? { status: 'Unavailable' } : { connectorStatus: 'Unavailable' },
    );
    expect(
      await central.call(
        'A01',
        'ChangeAvailability',
        v16 ? { connectorId: 1, type: 'Operative' } : { operationalStatus: 'Operative' },
      ),
    ).toEqual({ status: 'Accepted' });
    expect(
      await central.call('A01', 'UnlockConnector', v16 ? { connectorId: 1 } : { evseId: 1, connectorId: 1 }),
    ).toEqual({ status: 'Unlocked' });
    const idToken = { idToken: 'REMOTE', type: 'Central' };
    const startedAgain = v16
      ? central.call('A01', 'RemoteStartTransaction', { connectorId: 1, idTag: 'REMOTE' })
      : central.call('A01', 'RequestStartTransaction', { evseId: 1, remoteStartId: 4, idToken });
    expect(await startedAgain).toMatchObject({ status: 'Accepted' });
    await run(2);
    expect(JSON.stringify(central.of(started[version]).at(-1))).toContain('REMOTE');
    expect(central.complaints).toEqual([]);
  });

  it('changes its meter interval when told, and tells its settings', async () => {
    const { central, run, until, station } = await rig({ version });
    await until(() => transactionOf(station) !== 'none');
    const meters = (): number =>
      (version === '1.6'
        ? central.of('MeterValues')
        : central.of('TransactionEvent').filter((one) => one['triggerReason'] === 'MeterValuePeriodic')
      ).length;
    if (version === '1.6') {
      expect(await central.call('A01', 'ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '5' })).toEqual(
        { status: 'Accepted' },
      );
      expect(
        await central.call('A01', 'ChangeConfiguration', { key: 'MeterValueSampleInterval', value: 'often' }),
      ).toEqual({ status: 'Rejected' });
      expect(await central.call('A01', 'ChangeConfiguration', { key: 'NumberOfConnectors', value: '5' })).toEqual({
        status: 'Rejected',
      });
      expect(await central.call('A01', 'ChangeConfiguration', { key: 'Colour', value: '5' })).toEqual({
        status: 'NotSupported',
      });
      expect(await central.call('A01', 'GetConfiguration', { key: ['ChargeProfileMaxStackLevel', 'Colour'] })).toEqual({
        configurationKey: [{ key: 'ChargeProfileMaxStackLevel', readonly: true, value: '8' }],
        unknownKey: ['Colour'],
      });
    } else {
      const variable = (name: string): Record<string, unknown> => ({
        component: { name: 'SampledDataCtrlr' },
        variable: { name },
      });
      expect(
        await central.call('A01', 'SetVariables', {
          setVariableData: [
            { ...variable('TxUpdatedInterval'), attributeValue: '5' },
            { ...variable('Colour'), attributeValue: '5' },
          ],
        }),
      ).toEqual({
        setVariableResult: [
          { ...variable('TxUpdatedInterval'), attributeStatus: 'Accepted' },
          { ...variable('Colour'), attributeStatus: 'UnknownVariable' },
        ],
      });
      expect(await central.call('A01', 'GetVariables', { getVariableData: [variable('TxUpdatedInterval')] })).toEqual({
        getVariableResult: [{ ...variable('TxUpdatedInterval'), attributeStatus: 'Accepted', attributeValue: '5' }],
      });
    }
    const before = meters();
    await run(25);
    expect(meters() - before).toBe(5);
    expect(central.complaints).toEqual([]);
  });

  it('boots again after a Pending, as late as it was told, and is silent until then', async () => {
    const { central, run, until, station } = await rig({ version, arrivalS: 4000 });
    let boots = 0;
    central.answers.set('BootNotification', () => {
      boots += 1;
      return {
        status: boots === 1 ? 'Pending' : 'Accepted',
        currentTime: new Date(START_MS).toISOString(),
        interval: 20,
      };
    });
    await until(() => boots === 1);
    await run(15);
    expect([boots, station.isOnline(), central.heard.length]).toEqual([1, false, 1]);
    await until(() => station.isOnline());
    expect(boots).toBe(2);
  });

  it('does not charge a card that is refused', async () => {
    const { central, run, world } = await rig({ version });
    const no = version === '1.6' ? { idTagInfo: { status: 'Blocked' } } : { idTokenInfo: { status: 'Blocked' } };
    central.answers.set('Authorize', () => no);
    await run(30);
    expect([
      central.of('Authorize').length,
      central.of(started[version]).length,
      world.reading('A01/1').powerKw,
    ]).toEqual([1, 0, 0]);
  });

  it('sends a transaction message again when it is refused, three times at most', async () => {
    const { central, run } = await rig({ version });
    central.answers.set(started[version], () => 'refused');
    await run(60);
    const starts =
      version === '1.6'
        ? central.of('StartTransaction')
        : central.of('TransactionEvent').filter((one) => one['eventType'] === 'Started');
    expect(starts.length).toBe(3);
  });

  describe('faults', () => {
    it('silent: answers no call', async () => {
      const { central, run, until, station } = await rig({ version, faults: { silent: true } });
      await until(() => station.isOnline());
      let answered = false;
      void central.call('A01', 'SetChargingProfile', defaultProfile(version, 6)).then(
        () => (answered = true),
        () => {},
      );
      await run(20);
      expect(answered).toBe(false);
      expect(central.of(started[version]).length).toBeGreaterThan(0);
    });

    it('ignoresProfiles: says Accepted, obeys nothing', async () => {
      const { central, run, until, station, world } = await rig({ version, faults: { ignoresProfiles: true } });
      await until(() => transactionOf(station) !== 'none');
      expect(await central.call('A01', 'SetChargingProfile', defaultProfile(version, 6))).toEqual({
        status: 'Accepted',
      });
      await run(20);
      expect(world.reading('A01/1').powerKw).toBeCloseTo(11.04, 6);
    });

    it('ackDelayMs: answers late, by its own clock', async () => {
      const { central, run, until, station } = await rig({ version, arrivalS: 4000 });
      await until(() => station.isOnline());
      station.setFaults({ ackDelayMs: 30_000 });
      let answer: unknown;
      void central.call('A01', 'SetChargingProfile', defaultProfile(version, 6)).then((payload) => (answer = payload));
      await run(25);
      expect(answer).toBeUndefined();
      await until(() => answer !== undefined);
      expect(answer).toEqual({ status: 'Accepted' });
    });

    it('dropsProfilesOnReconnect: charges at full power afterwards', async () => {
      const { central, run, until, station, world } = await rig({
        version,
        faults: { dropsProfilesOnReconnect: true },
      });
      await until(() => transactionOf(station) !== 'none');
      await central.call('A01', 'SetChargingProfile', defaultProfile(version, 6));
      await run(15);
      expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
      station.dropConnection();
      await until(() => !station.isOnline());
      await until(() => station.isOnline());
      await run(15);
      expect(world.reading('A01/1').powerKw).toBeCloseTo(11.04, 6);
    });

    it('boots after a reconnect unless told not to', async () => {
      const { central, until, station } = await rig({ version, arrivalS: 4000 });
      for (const faults of [{}, { noBootAfterReconnect: true }]) {
        await until(() => station.isOnline());
        station.setFaults(faults);
        station.dropConnection();
        await until(() => !station.isOnline());
      }
      await until(() => station.isOnline());
      expect(central.of('BootNotification').length).toBe(2);
    });
  });
});

describe('station 1.6', () => {
  it('knows its transaction when the profile for it comes in the same breath as the answer', async () => {
    const { central, run, until, world } = await rig({ version: '1.6' });
    central.afterwards.set('StartTransaction', ({ transactionId }) => ({
      action: 'SetChargingProfile',
      payload: txProfile('1.6', { limitA: 7, transactionId: String(transactionId) }),
    }));
    await until(() => central.of('StartTransaction').length > 0);
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.83, 6);
  });
});

describe('station 1.6, more', () => {
  it('a TxProfile dies with its transaction, also one that names none', async () => {
    const { central, run, until, station, world } = await rig({ version: '1.6' });
    await until(() => transactionOf(station) !== 'none');
    await central.call('A01', 'SetChargingProfile', defaultProfile('1.6', 6));
    const { csChargingProfiles, ...rest } = txProfile('1.6', { limitA: 12, transactionId: '0', leaseS: 3600 });
    const { transactionId: _, ...nameless } = csChargingProfiles as Record<string, unknown>;
    expect(await central.call('A01', 'SetChargingProfile', { ...rest, csChargingProfiles: nameless })).toEqual({
      status: 'Accepted',
    });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(8.28, 6);
    await central.call('A01', 'RemoteStopTransaction', { transactionId: Number(transactionOf(station)) });
    await central.call('A01', 'RemoteStartTransaction', { connectorId: 1, idTag: 'REMOTE' });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
  });

  it('measures what it is told to', async () => {
    const { central, run, until, station } = await rig({ version: '1.6' });
    await until(() => transactionOf(station) !== 'none');
    const setting = { key: 'MeterValuesSampledData', value: 'Power.Active.Import, Current.Import' };
    expect(await central.call('A01', 'ChangeConfiguration', setting)).toEqual({ status: 'Accepted' });
    await run(25);
    const last = central.of('MeterValues').at(-1)?.['meterValue'] as readonly { sampledValue: readonly unknown[] }[];
    const common = { context: 'Sample.Periodic', measurand: 'Current.Import', unit: 'A', value: '16' };
    expect(last[0]?.sampledValue).toEqual([
      { context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W', value: '11040' },
      { ...common, phase: 'L1' },
      { ...common, phase: 'L2' },
      { ...common, phase: 'L3' },
    ]);
  });
});

describe('station 2.0.1', () => {
  it('tells what the driver said, and numbers its events', async () => {
    const { central, run, until } = await rig({ version: '2.0.1' });
    await until(() => central.of('NotifyEVChargingNeeds').length > 0);
    await run(25);
    expect(central.of('NotifyEVChargingNeeds')).toEqual([
      {
        evseId: 1,
        chargingNeeds: {
          requestedEnergyTransfer: 'AC_three_phase',
          departureTime: '2026-06-15T10:00:00Z',
          acChargingParameters: { energyAmount: 12_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 230 },
        },
      },
    ]);
    const numbers = central.of('TransactionEvent').map((one) => one['seqNo']);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('a DC charger tells the state of charge', async () => {
    const connector: Connector = { ...CONNECTOR, kind: 'DC', ratingKw: 60, minimumKw: 6 };
    const { central, until } = await rig({ version: '2.0.1', connector });
    await until(() => central.of('TransactionEvent').some((one) => one['triggerReason'] === 'MeterValuePeriodic'));
    expect(JSON.stringify(central.of('TransactionEvent'))).toContain('"measurand":"SoC"');
    expect(JSON.stringify(central.of('NotifyEVChargingNeeds'))).toContain('"stateOfCharge":30');
    expect(central.complaints).toEqual([]);
  });
});
