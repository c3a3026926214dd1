import { describe, expect, it } from 'vitest';
import { misread, misreadRegisterWh } from '../../simulator/station/meter-faults.ts';
import { newEvse } from '../../simulator/station/evse.ts';
import type { MeterFaults } from '../../simulator/station/faults.ts';
import type { Sample } from '../../simulator/station/meter.ts';
import { createRandom, type Faults } from '../../simulator/index.ts';
import { CONNECTOR, defaultProfile, rig, START_MS, started, transactionOf, txProfile } from './station-rig.ts';

type Payload = Record<string, unknown>;

const TRUE_SAMPLES: readonly Sample[] = [
  { value: 5000, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  { value: 6900, measurand: 'Power.Active.Import', unit: 'W' },
  { value: 10, measurand: 'Current.Import', unit: 'A', phase: 'L1' },
  { value: 10, measurand: 'Current.Import', unit: 'A', phase: 'L2' },
  { value: 10, measurand: 'Current.Import', unit: 'A', phase: 'L3' },
  { value: 10, measurand: 'Current.Offered', unit: 'A' },
];

/** `measurand[phase]=value unit`, short for Register, Power, Import, Offered. */
function said(samples: readonly Sample[]): string {
  return samples
    .map(({ measurand, phase = '', value, unit = '?' }) => `${measurand.split('.').at(-1)}${phase}=${value}${unit}`)
    .join(' ')
    .replace('Register', 'Energy');
}

describe('what a faulty meter says of 6.9 kW on three phases', () => {
  const rows: readonly (readonly [MeterFaults, string])[] = [
    [{}, 'Energy=5000Wh Import=6900W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A'],
    [{ meterShare: 0.5 }, 'Energy=2500Wh Import=3450W ImportL1=5A ImportL2=5A ImportL3=5A Offered=10A'],
    [{ kilowattsAsWatts: true }, 'Energy=5000Wh Import=6.9W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A'],
    [{ onePhaseOnly: true }, 'Energy=5000Wh ImportL1=2300W ImportL1=10A Offered=10A'],
    [
      { powerPerPhaseOnly: true },
      'Energy=5000Wh ImportL1=2300W ImportL2=2300W ImportL3=2300W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A',
    ],
    [{ sumsPhaseCurrents: true }, 'Energy=5000Wh Import=6900W Offered=30A Import=30A'],
    [{ noUnits: true }, 'Energy=5000? Import=6900? ImportL1=10? ImportL2=10? ImportL3=10? Offered=10?'],
    [{ energyInKwh: true }, 'Energy=5kWh Import=6900W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A'],
    [{ registerTimes1000: true }, 'Energy=5000000Wh Import=6900W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A'],
    [{ noPower: true }, 'Energy=5000Wh Import=0W ImportL1=10A ImportL2=10A ImportL3=10A Offered=10A'],
  ];
  it.each(rows)('%j', (faults, expected) => {
    expect(said(misread(TRUE_SAMPLES, faults, newEvse(CONNECTOR, 'A01', createRandom(1))))).toBe(expected);
  });

  it('a transaction tells the same register as the samples', () => {
    expect(misreadRegisterWh(5000, { meterShare: 0.5 })).toBe(2500);
    expect(misreadRegisterWh(5000, { registerTimes1000: true })).toBe(5_000_000);
  });
});

describe('what becomes of a limit', () => {
  /** Two limits, 15 s each, then the power. */
  async function powerKw(faults: Faults, [firstA, secondA]: readonly [number, number]): Promise<number> {
    const { central, run, until, station, world, clock } = await rig({ version: '1.6', faults });
    await until(() => transactionOf(station) !== 'none');
    for (const limitA of [firstA, secondA]) {
      const transactionId = transactionOf(station);
      await central.call(
        'A01',
        'SetChargingProfile',
        txProfile('1.6', { limitA, transactionId, startMs: clock.nowMs() }),
      );
      await run(15);
    }
    return Math.round(world.reading('A01/1').powerKw * 100) / 100;
  }
  it.each<readonly [string, Faults, readonly [number, number], number]>([
    ['obeys', {}, [0, 8], 5.52],
    ['never resumes after a pause', { neverResumes: true }, [0, 8], 0],
    ['resumes at full power', { resumesAtFullPower: true }, [0, 8], 11.04],
    ['below 6 A: a pause', {}, [8, 4], 0],
    ['below 6 A: goes on', { chargesBelowMinimum: true }, [8, 4], 2.76],
    ['rejects level 1', { rejectsStackLevelAboveZero: true }, [6, 8], 11.04],
    ['knows only W', { onlyUnit: 'W' }, [6, 8], 11.04],
    ['ignores', { ignoresProfiles: true }, [6, 8], 11.04],
  ])('%s', async (_name, faults, limits, expectedKw) => {
    expect(await powerKw(faults, limits)).toBe(expectedKw);
  });

  it('ignores expiry: a lease of 20 s still holds after a minute; without the fault it is over', async () => {
    for (const [faults, expectedKw] of [
      [{ ignoresExpiry: true }, 5.52],
      [{}, 11.04],
    ] as const) {
      const { central, run, until, station, world, clock } = await rig({ version: '2.0.1', faults });
      await until(() => transactionOf(station) !== 'none');
      const lease = { limitA: 8, transactionId: transactionOf(station), leaseS: 20, startMs: clock.nowMs() };
      await central.call('A01', 'SetChargingProfile', txProfile('2.0.1', lease));
      await run(60);
      expect(world.reading('A01/1').powerKw).toBeCloseTo(expectedKw, 6);
    }
  });

  it('a clock 90 s behind makes a profile that began 60 s ago accepted and without effect', async () => {
    const { central, run, until, station, world, clock } = await rig({
      version: '1.6',
      faults: { clockAheadMs: -90_000 },
    });
    await until(() => transactionOf(station) !== 'none');
    const startMs = clock.nowMs() - 60_000;
    const answer = await central.call(
      'A01',
      'SetChargingProfile',
      txProfile('1.6', { limitA: 8, transactionId: transactionOf(station), startMs }),
    );
    expect(answer).toEqual({ status: 'Accepted' });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(11.04, 6);
  });

  it('GetCompositeSchedule overwrites the first period with the last', async () => {
    const { central, run, until, station, world } = await rig({
      version: '1.6',
      faults: { compositeCorruptsProfiles: true },
    });
    await until(() => transactionOf(station) !== 'none');
    const { connectorId, csChargingProfiles } = defaultProfile('1.6', 6);
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 6 },
      { startPeriod: 3600, limit: 12 },
    ];
    const chargingSchedule = { chargingRateUnit: 'A', chargingSchedulePeriod };
    const profile = { ...(csChargingProfiles as Payload), chargingSchedule };
    await central.call('A01', 'SetChargingProfile', { connectorId, csChargingProfiles: profile });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(4.14, 6);
    await central.call('A01', 'GetCompositeSchedule', { connectorId: 1, duration: 60 });
    await run(15);
    expect(world.reading('A01/1').powerKw).toBeCloseTo(8.28, 6);
  });

  it('applies a profile 20 s later, and never answers', async () => {
    const { central, run, until, station, world } = await rig({
      version: '1.6',
      faults: { appliesUnansweredAfterMs: 20_000 },
    });
    await until(() => transactionOf(station) !== 'none');
    let answered = false;
    void central.call('A01', 'SetChargingProfile', defaultProfile('1.6', 6)).then(
      () => (answered = true),
      () => {},
    );
    await run(40);
    expect([answered, Math.round(world.reading('A01/1').powerKw * 100) / 100]).toEqual([false, 4.14]);
  });
});

describe.each(['1.6', '2.0.1'] as const)('station %s: how it tells its story', (version) => {
  const v16 = version === '1.6';
  const ends = (payloads: readonly Payload[]): readonly Payload[] =>
    payloads.filter((one) => v16 || one['eventType'] === 'Ended');
  const END = v16 ? 'StopTransaction' : 'TransactionEvent';
  const charging = async (faults: Faults): ReturnType<typeof rig> => {
    const made = await rig({ version, faults });
    await made.until(() => transactionOf(made.station) !== 'none');
    return made;
  };

  it('stops twice', async () => {
    const { central, run, station } = await charging({ stopsTwice: true });
    station.unplug('A01/1');
    await run(5);
    expect(ends(central.of(END)).length).toBe(2);
    expect(JSON.stringify(ends(central.of(END)).at(-1))).toContain('Local');
  });

  it('ends with what it has said before', async () => {
    const { central, run, station } = await charging({ endsWithOldValues: true });
    await run(60);
    station.unplug('A01/1');
    await run(5);
    const [end] = ends(central.of(END));
    const told = end?.[v16 ? 'transactionData' : 'meterValue'];
    expect(Array.isArray(told) && told.length > 5).toBe(true);
    expect(central.complaints).toEqual([]);
  });

  it('stops a transaction that nobody knows', async () => {
    const { central } = await charging({ stopsUnknownTransaction: true });
    expect(JSON.stringify(ends(central.of(END)))).toMatch(/987654321|stray-4711/);
  });

  it('replays an hour of old values, out of order, after a reconnect', async () => {
    const { central, run, until, station } = await charging({ replaysHours: 1 });
    central.heard.length = 0;
    station.dropConnection();
    await until(() => station.isOnline() && central.heard.length > 0);
    await run(40);
    const stamps = central
      .of(v16 ? 'MeterValues' : 'TransactionEvent')
      .flatMap((one) => (one['meterValue'] ?? []) as readonly { timestamp: string }[])
      .map(({ timestamp }) => Date.parse(timestamp));
    expect(stamps.filter((atMs) => atMs < START_MS).length).toBeGreaterThanOrEqual(50);
    expect(stamps).not.toEqual(stamps.toSorted((a, b) => a - b));
  });

  it('sends no meter values after a reconnect until it is asked', async () => {
    const { central, run, until, station } = await charging({ noMeterAfterReconnect: true });
    station.blip();
    await until(() => !station.isOnline());
    await until(() => station.isOnline());
    expect(station.evses[0]?.transaction).toBeDefined();
    const meters = (): number =>
      v16
        ? central.of('MeterValues').length
        : central.of(started[version]).filter((one) => one['triggerReason'] === 'MeterValuePeriodic').length;
    const before = meters();
    await run(30);
    expect(meters()).toBe(before);
    await central.call('A01', 'TriggerMessage', { requestedMessage: 'MeterValues' });
    await run(30);
    expect(meters()).toBeGreaterThan(before + 1);
  });

  it('sends every message twice under one id, as a decimal fraction', async () => {
    const { central } = await charging({ repeatsMessages: true, decimalMessageIds: true });
    const boots = central.of('BootNotification').length;
    expect([boots, central.of(started[version]).length % 2]).toEqual([2, 0]);
  });

  it('answers nothing until it has reconnected', async () => {
    const { central, run, until, station } = await charging({});
    station.setFaults({ silentUntilReconnect: true });
    const trigger = (): Promise<Payload | string> =>
      central.call('A01', 'TriggerMessage', { requestedMessage: 'Heartbeat' });
    let isAnswered = false;
    trigger().then(
      () => (isAnswered = true),
      () => undefined,
    );
    // Every message that is under way arrives meanwhile.
    await run(10);
    expect(isAnswered).toBe(false);
    station.dropConnection();
    await until(() => !station.isOnline());
    await until(() => station.isOnline());
    expect(await trigger()).toEqual({ status: 'Accepted' });
  });

  it('leaves a half-open socket behind and comes with a new one', async () => {
    const { central, until, station } = await charging({});
    station.abandonConnection();
    await until(() => central.connections.length === 2 && station.isOnline());
    expect(central.connections.length).toBe(2);
  });

  it('boots in a loop while its transaction goes on', async () => {
    const { central, run, station } = await charging({ bootsEveryMs: 20_000 });
    const transaction = transactionOf(station);
    await run(90);
    expect(central.of('BootNotification').length).toBeGreaterThanOrEqual(4);
    expect(transactionOf(station)).toBe(transaction);
  });
});
