import { describe, expect, it } from 'vitest';
import type { Known } from '../../../ocpp/adapter.ts';
import type { LimitCommand } from '../../../ocpp/index.ts';
import { isOurs, shareIdOf, limitIdOf } from '../../../ocpp/smart-charging/index.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { at, connect, settled, T0, world } from '../v16/fake-connection.ts';
import { LeaseWorld, node, pile, siteOf } from './lease-world.ts';

/** The 13 rules of charging profiles, in the words of what is sent and believed. */
const limit: LimitCommand = {
  commandId: 'c1',
  connectorId: 'A07/2',
  sessionId: 'A07#7001',
  limitKw: 11.04,
  failsafeKw: 4.14,
  electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
  leaseMs: 180_000,
  decrease: false,
};
type Wire = {
  readonly connectorId: number;
  readonly csChargingProfiles: {
    readonly chargingProfileId: number;
    readonly transactionId?: number;
    readonly chargingProfilePurpose: string;
    readonly chargingProfileKind: string;
    readonly stackLevel: number;
    readonly chargingSchedule: {
      readonly startSchedule?: string;
      readonly chargingRateUnit: string;
      readonly chargingSchedulePeriod: readonly { readonly startPeriod: number; readonly limit: number }[];
    };
  };
};
function connection(facts: Partial<Known> = {}) {
  const { connection } = connect(v16, world());
  Object.assign(connection.known, facts);
  return connection;
}
function put(more: Partial<LimitCommand> = {}, facts: Partial<Known> = {}): Wire {
  return v16.renderLimit(connection(facts), { ...limit, ...more }).payload as Wire;
}
function share(failsafeKw = 4.14): Wire {
  return v16.renderFailsafe(connection(), { ...limit, failsafeKw }).payload as Wire;
}
const street = (ratingKw = 16) =>
  siteOf(
    [node('street', { ratingKw })],
    [pile('A', 'street', { failsafeKw: 4.14 }), pile('B', 'street', { failsafeKw: 4.14 })],
  );

describe('the rules of profiles', () => {
  it('rule 1: a limit replaces the share, above and below it', () => {
    for (const limitKw of [11.04, 2.9]) {
      expect(put({ limitKw }).csChargingProfiles.chargingProfilePurpose).toBe('TxProfile');
    }
    expect(share().csChargingProfiles.chargingProfilePurpose).toBe('TxDefaultProfile');
  });

  it('rule 2: shares go to each connector by its number, never to connector 0', () => {
    expect(share().connectorId).toBe(2);
    expect(put().connectorId).toBe(2);
  });

  it('rule 3: a TxProfile always names its transaction, and no other purpose is ever sent', async () => {
    expect(put().csChargingProfiles.transactionId).toBe(7001);
    expect(share().csChargingProfiles).not.toHaveProperty('transactionId');
    const refusing = connection();
    const purposes = new Set<string>();
    for (let attempt = 0; attempt < 10; attempt++) {
      const call = v16.renderLimit(refusing, limit);
      const { chargingProfilePurpose, transactionId } = (call.payload as Wire).csChargingProfiles;
      purposes.add(chargingProfilePurpose);
      expect(transactionId === undefined).toBe(chargingProfilePurpose !== 'TxProfile');
      call.read({ status: 'Rejected' });
    }
    expect([...purposes].sort()).toEqual(['TxDefaultProfile', 'TxProfile']);
  });

  it('rule 4: one number for each connector and purpose, so that nothing is ever cleared before it is set', async () => {
    expect(put({ limitKw: 7 }).csChargingProfiles.chargingProfileId).toBe(limitIdOf(2));
    expect(put({ limitKw: 11 }).csChargingProfiles.chargingProfileId).toBe(limitIdOf(2));
    expect(share().csChargingProfiles.chargingProfileId).toBe(shareIdOf(2));
    const { connection: station, calls } = connect(v16, world(), () => ({ status: 'Accepted' }));
    expect([limitIdOf(1), shareIdOf(2), 7].map((id) => isOurs(station, id))).toEqual([true, true, false]);
    const clear = (profileId: number) =>
      v16.commands['clear-foreign-profile']?.(station, { kind: 'clear-foreign-profile', profileId });
    expect(await clear(shareIdOf(2))).toMatchObject({ status: 'not-sent' });
    expect(await clear(7)).toEqual({ status: 'accepted' });
    expect(calls.filter(({ action }) => action === 'ClearChargingProfile')).toEqual([
      { action: 'ClearChargingProfile', payload: { id: 7 } },
    ]);
  });

  it('rule 5: Absolute begins a minute ago by the clock of the station, its first period at 0, ascending', () => {
    const { chargingSchedule } = put({}, { clockLagMs: 90_000 }).csChargingProfiles;
    expect(chargingSchedule.startSchedule).toBe('2025-03-04T05:03:30Z');
    const periods = put({}, { quirks: { leaseForm: 'two-periods' } }).csChargingProfiles.chargingSchedule;
    expect(periods.chargingSchedulePeriod.map(({ startPeriod }) => startPeriod)).toEqual([0, 240]);
  });

  it('rule 6: amperes a phase for AC, watts in total for DC, and what a quirk says before what the station says', () => {
    const rate = (more: Partial<LimitCommand>, facts: Partial<Known> = {}) => {
      const { chargingRateUnit, chargingSchedulePeriod } = put(more, facts).csChargingProfiles.chargingSchedule;
      return [chargingRateUnit, chargingSchedulePeriod[0]?.limit];
    };
    expect(rate({})).toEqual(['A', 16]);
    expect(rate({ limitKw: 50, electrical: { kind: 'DC', voltageV: 400, phaseCount: 3 } })).toEqual(['W', 50_000]);
    expect(rate({}, { allowedRateUnits: ['A'], quirks: { rateUnits: ['W'] } })).toEqual(['W', 11_040]);
  });

  it('rule 6: watts are a total, so a car on one phase of three gets a third of them: as many amperes there as the ledger counts', () => {
    const electrical = { kind: 'AC', voltageV: 230, phaseCount: 3, usedPhaseCount: 1 } as const;
    const period = (facts: Partial<Known>) =>
      put({ electrical }, facts).csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0]?.limit;
    expect(period({ allowedRateUnits: ['W'] })).toBe(3_680);
    expect(period({ allowedRateUnits: ['A'] })).toBe(16);
  });

  it('rule 7: between 0 and 6 A there is nothing; a car that never resumes keeps its minimum where its share bears it', () => {
    expect(put({ limitKw: 4.1 }).csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0]?.limit).toBe(0);
    const paused = (keepMinimum: boolean, ratingKw: number) => {
      const its = new LeaseWorld(street());
      its.models.facts = { forms: { expiry: 'honoured' } };
      its.open();
      const told = { leaseForm: 'expiry', isControllable: true, outlivesSession: false, cause: 'model' } as const;
      for (const stationId of ['A', 'B'])
        its.post({ kind: 'capability', stationId, atMs: its.nowMs(), ...told, keepMinimum });
      its.world.envelope('street', ratingKw);
      its.advance(60_000);
      return its.connector('A/1').commandedKw === 0 || its.connector('B/1').commandedKw === 0;
    };
    // The shares fit: nobody need be paused. Below them the street comes first.
    expect(paused(true, 8.3)).toBe(false);
    expect(paused(true, 5)).toBe(true);
  });

  it('rule 8: keys are asked by their right names, and what a station cannot do is not tried', async () => {
    const its = world();
    const station = connect(v16, its, ({ action, payload }) =>
      action === 'GetConfiguration'
        ? {
            configurationKey: (payload['key'] as string[])
              .filter((key) => key.startsWith('Charg'))
              .map((key) => ({
                key,
                readonly: true,
                value:
                  key === 'ChargingScheduleAllowedChargingRateUnit'
                    ? 'Power'
                    : key === 'ChargeProfileMaxStackLevel'
                      ? '0'
                      : '1',
              })),
            unknownKey: [],
          }
        : { status: 'Accepted' },
    );
    await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Pile' });
    await its.clock.advance(5_000);
    expect(station.known).toMatchObject({ allowedRateUnits: ['W'], maxStackLevel: 0, maxPeriods: 1 });
    const { csChargingProfiles } = v16.renderLimit(station.connection, limit).payload as Wire;
    expect(csChargingProfiles).toMatchObject({ stackLevel: 0, chargingSchedule: { chargingRateUnit: 'W' } });
  });

  it('rule 9: accepted and not applied is seen within 60 s, also by the offer of the station alone', () => {
    for (const said of ['power', 'offer'] as const) {
      const its = new LeaseWorld(street());
      its.models.facts = { forms: { expiry: 'honoured' } };
      its.wishKw = said === 'power' ? 11.04 : 2;
      its.offeredKw = 4.14;
      its.open();
      its.advance(60_000);
      // From now on nothing is obeyed; what the car takes is low, what it is offered is not.
      its.powerKw = () => (said === 'power' ? 11.04 : 2);
      its.offeredKw = 11.04;
      its.world.envelope('street', 9);
      const fromMs = its.nowMs();
      while (!its.world.alarmIds().some((id) => id.startsWith('untrusted:')) && its.nowMs() - fromMs < 120_000)
        its.advance(1_000);
      // The ledger itself allows 15 s for the watts to follow.
      expect(its.nowMs() - fromMs).toBeLessThanOrEqual(60_000);
      expect(its.connector('A/1').exposureKw).toBe(11.04);
    }
  });

  it('rule 9: an offer that is always the rating says nothing', () => {
    const its = new LeaseWorld(street());
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.wishKw = 2;
    its.offeredKw = 11.04;
    its.open();
    its.world.envelope('street', 9);
    its.advance(180_000);
    expect(its.world.alarmIds().filter((id) => id.startsWith('untrusted:'))).toEqual([]);
  });

  it('rule 10: after a reconnect without a boot the share is told again, then the limit, and only then anything is raised', () => {
    const its = new LeaseWorld(street());
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    its.world.envelope('street', 9);
    its.advance(30_000);
    const [sharesBefore, sentBefore] = [its.shares.length, its.sent.length];
    const atMs = its.nowMs();
    its.post({ kind: 'disconnected', stationId: 'A', atMs, generation: 1, reason: 'test' });
    const more = { version: '1.6', generation: 2, quarantined: false, remoteAddress: '192.0.2.1' } as const;
    its.post({ kind: 'connected', stationId: 'A', atMs, ...more });
    its.world.envelope('street', undefined);
    its.advance(30_000);
    const shareAtMs = its.shares.slice(sharesBefore).find(({ connectorId }) => connectorId === 'A/1')?.atMs ?? 0;
    const first = its.sent.slice(sentBefore).find(({ connectorId }) => connectorId === 'A/1');
    expect(shareAtMs).toBeGreaterThan(atMs);
    expect(first?.atMs).toBeGreaterThan(shareAtMs);
  });

  it('rule 11: deltas alone, and raises not more often than the flash of the model bears', () => {
    const raises = (minimumIntervalMs: number | undefined) => {
      const its = new LeaseWorld(street(40));
      its.models.facts = { forms: { expiry: 'honoured' } };
      its.open();
      const told = { leaseForm: 'expiry', isControllable: true, outlivesSession: false, cause: 'model' } as const;
      if (minimumIntervalMs !== undefined)
        its.post({ kind: 'capability', stationId: 'A', atMs: its.nowMs(), ...told, minimumIntervalMs });
      its.advance(60_000);
      const before = its.sent.length;
      for (let round = 0; round < 10; round++) {
        its.world.envelope('street', 9);
        its.advance(20_000);
        its.world.envelope('street', undefined);
        its.advance(20_000);
      }
      return its.sent.slice(before).filter(({ connectorId, decrease }) => connectorId === 'A/1' && !decrease).length;
    };
    const often = raises(undefined);
    expect(often).toBeGreaterThanOrEqual(10);
    expect(raises(300_000)).toBeLessThan(often / 2);
    // Nothing changes: nothing is sent but the renewal of its lease.
    const its = new LeaseWorld(street(40));
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    const before = its.sent.length;
    its.advance(600_000);
    expect(its.sent.length - before).toBeLessThanOrEqual(2 * Math.ceil(600 / 90));
  });

  it('rule 11: a raise waits for its interval, and what is in force does not run out meanwhile', () => {
    const its = new LeaseWorld(street(40));
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    const told = { leaseForm: 'expiry', isControllable: true, outlivesSession: false, cause: 'model' } as const;
    its.post({ kind: 'capability', stationId: 'A', atMs: its.nowMs(), ...told, minimumIntervalMs: 600_000 });
    its.advance(60_000);
    its.world.envelope('street', 9);
    its.advance(60_000);
    const heldKw = its.powerKw('A/1');
    expect(heldKw).toBeGreaterThan(4.14);
    its.world.envelope('street', undefined);
    for (let second = 0; second < 470; second += 10) {
      its.advance(10_000);
      expect(its.powerKw('A/1')).toBe(heldKw);
    }
    its.advance(140_000);
    expect(its.connector('A/1').commandedKw).toBe(11.04);
  });

  it('rule 12: a stop with an unknown id is acknowledged and changes nothing', async () => {
    const station = connect(v16, world());
    await station.connected;
    await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Pile' });
    await settled();
    const stop = { transactionId: 4711, meterStop: 10, timestamp: at(0) };
    expect(await station.send('StopTransaction', stop)).toEqual({});
    expect(station.take().filter(({ kind }) => kind === 'session-ended')).toEqual([]);
  });

  it('rule 13: power in kW under the name of W, and a register 1,000 times too big, where a quirk says so', async () => {
    const its = world();
    const rules = [{ vendor: 'acme', quirks: { powerInKw: true, registerFactor: 1_000 } }];
    const station = connect(v16, { ...its, deps: { ...its.deps, quirks: rules } });
    await station.connected;
    await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'Pile' });
    await settled();
    const sampledValue = [
      { value: '11', measurand: 'Power.Active.Import', unit: 'W' },
      { value: '12000000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    ];
    await station.send('MeterValues', { connectorId: 1, meterValue: [{ timestamp: at(0), sampledValue }] });
    expect(station.take().find(({ kind }) => kind === 'reading')).toMatchObject({ powerKw: 11, energyKwh: 12 });
  });
});

describe('a clock that cannot be meant (C12)', () => {
  it('11 minutes off: what needs no clock, never above the share', () => {
    const { csChargingProfiles } = put({}, { clockLagMs: 660_000 });
    expect(csChargingProfiles).toMatchObject({ chargingProfileKind: 'Relative', chargingProfilePurpose: 'TxProfile' });
    expect(csChargingProfiles).not.toHaveProperty('validTo');
    expect(csChargingProfiles.chargingSchedule).toEqual({
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 3 }],
    });
  });

  it.each(['jump', 'SettingSystemTime'] as const)('%s: what it holds counts until it is told anew', (how) => {
    const its = new LeaseWorld(street());
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    const heldKw = its.connector('A/1').commandedKw ?? 0;
    expect(heldKw).toBeGreaterThan(4.14);
    const atMs = its.nowMs();
    its.post({ kind: 'disconnected', stationId: 'A', atMs, generation: 1, reason: 'test' });
    if (how === 'jump') its.post({ kind: 'heard', stationId: 'A', atMs, clockSkewMs: -20_000 });
    else its.post({ kind: 'security-event', stationId: 'A', atMs, type: how });
    its.advance(600_000);
    expect(its.connector('A/1').exposureKw).toBeCloseTo(heldKw, 5);
    if (how === 'SettingSystemTime') {
      its.post({ kind: 'security-event', stationId: 'A', atMs: its.nowMs(), type: how });
      its.advance(1_000);
      expect(its.world.alarmIds()).toContain('clock-set:A');
    }
  });

  it('without a jump the same station gives its grant back when its lease has ended', () => {
    const its = new LeaseWorld(street());
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    its.post({ kind: 'disconnected', stationId: 'A', atMs: its.nowMs(), generation: 1, reason: 'test' });
    its.advance(600_000);
    expect(its.connector('A/1').exposureKw).toBe(4.14);
  });
});

describe('a limit that is a default of its connector', () => {
  it.each([
    [true, 11.04],
    [false, 4.14],
  ])('outlives its session %s: the next one may have %d kW until its lease ends', (outlivesSession, expectedKw) => {
    const its = new LeaseWorld(street(40));
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    const told = { leaseForm: 'expiry', isControllable: true, cause: 'model' } as const;
    its.post({ kind: 'capability', stationId: 'A', atMs: its.nowMs(), ...told, outlivesSession });
    its.advance(60_000);
    const atMs = its.nowMs();
    its.post({ kind: 'disconnected', stationId: 'A', atMs, generation: 1, reason: 'test' });
    const session = { connectorId: 'A/1', sessionId: 'A#1', endedAtMs: atMs } as const;
    its.post({ kind: 'session-ended', stationId: 'A', atMs, ...session });
    its.advance(2_000);
    expect(its.connector('A/1').exposureKw).toBe(expectedKw);
    its.advance(600_000);
    expect(its.connector('A/1').exposureKw).toBe(4.14);
  });
});

describe('what other systems do at a station', () => {
  it('an external limit only lowers, says whose it is, and ends when it is cleared or the station boots', () => {
    const its = new LeaseWorld(street(40));
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    const say = (active: boolean, limitKw?: number): void =>
      its.post({
        kind: 'external-limit',
        stationId: 'A',
        atMs: its.nowMs(),
        source: 'EMS',
        active,
        periods: limitKw === undefined ? [] : [{ startMs: its.nowMs(), limitKw }],
      });
    say(true, 6);
    its.advance(5_000);
    expect(its.connector('A/1').commandedKw).toBeLessThanOrEqual(6);
    const { allocation } = its.world.control.view();
    const setpoint = allocation?.setpoints.find(({ connectorId }) => connectorId === 'A/1');
    expect(setpoint?.limitedBy).toMatchObject({ kind: 'override', overrideId: 'external:EMS' });
    expect(its.connector('B/1').commandedKw).toBe(11.04);
    say(true, 100);
    its.advance(60_000);
    expect(its.connector('A/1').commandedKw).toBe(11.04);
    say(true, 6);
    its.advance(5_000);
    its.world.boot('A');
    its.advance(60_000);
    expect(its.connector('A/1').commandedKw).toBe(11.04);
  });

  it('2.0.1: a reported profile that is not ours is an alarm, ours are none', async () => {
    const station = connect(v201, world());
    await station.connected;
    const chargingStation = { vendorName: 'Acme', model: 'Pile' };
    await station.send('BootNotification', { chargingStation, reason: 'PowerUp' });
    await settled();
    station.take();
    const report = (id: number) => ({
      requestId: 1,
      chargingLimitSource: 'EMS',
      evseId: 1,
      chargingProfile: [
        {
          id,
          stackLevel: 3,
          chargingProfilePurpose: 'ChargingStationExternalConstraints',
          chargingProfileKind: 'Absolute',
          chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] }],
        },
      ],
    });
    await station.send('ReportChargingProfiles', report(shareIdOf(1)));
    expect(station.take().filter(({ kind }) => kind === 'security')).toEqual([]);
    await station.send('ReportChargingProfiles', report(99));
    expect(station.take().filter(({ kind }) => kind === 'security')).toMatchObject([
      {
        type: 'foreign-charging-profile',
        atMs: T0,
        detail:
          'A07/1 holds 1 charging profiles that are not ours, of EMS: ChargingStationExternalConstraints 99 at stack level 3',
      },
    ]);
  });

  it('a station that refused everything gets no more than its share, and is asked anew after ten minutes', () => {
    const its = new LeaseWorld(street());
    its.models.facts = { forms: { expiry: 'honoured' } };
    its.open();
    its.advance(60_000);
    const told = { leaseForm: 'expiry', isControllable: false, outlivesSession: false, cause: 'model' } as const;
    its.post({ kind: 'capability', stationId: 'A', atMs: its.nowMs(), ...told });
    const before = its.sent.length;
    its.advance(590_000);
    expect(its.sent.slice(before).filter(({ connectorId }) => connectorId === 'A/1')).toEqual([]);
    expect(its.world.alarmIds()).toContain('uncontrollable:A');
    its.advance(60_000);
    const again = its.sent.slice(before).filter(({ connectorId }) => connectorId === 'A/1');
    expect(again.length).toBeGreaterThan(0);
  });
});
