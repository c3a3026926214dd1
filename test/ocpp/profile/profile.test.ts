import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Known } from '../../../ocpp/adapter.ts';
import { roundDown } from '../../../ocpp/smart-charging/charging-profile.ts';
import type { Electrical, LimitCommand } from '../../../ocpp/index.ts';
import { validateRequest } from '../../../ocpp/protocol/index.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { connect, T0, world } from '../v16/fake-connection.ts';

const AC3: Electrical = { kind: 'AC', voltageV: 230, phaseCount: 3 };
const AC1: Electrical = { kind: 'AC', voltageV: 230, phaseCount: 1 };
const DC: Electrical = { kind: 'DC', voltageV: 400, phaseCount: 1 };
const command = (limitKw: number, electrical = AC3, more: Partial<LimitCommand> = {}): LimitCommand => ({
  commandId: 'c1',
  connectorId: 'A07/2',
  sessionId: 'A07#7001',
  limitKw,
  electrical,
  failsafeKw: 4.14,
  leaseMs: 180_000,
  decrease: false,
  ...more,
});
function connection(facts: Partial<Known> = {}) {
  const { connection } = connect(v16, world());
  Object.assign(connection.known, facts);
  return connection;
}
type Wire = {
  readonly chargingSchedule: {
    readonly chargingRateUnit: string;
    readonly chargingSchedulePeriod: readonly { readonly limit: number; readonly numberPhases?: number }[];
  };
};
function rate(limitKw: number, electrical: Electrical, facts: Partial<Known> = {}) {
  const { payload } = v16.renderLimit(connection(facts), command(limitKw, electrical));
  const { chargingSchedule } = payload['csChargingProfiles'] as Wire;
  const [period] = chargingSchedule.chargingSchedulePeriod;
  return [chargingSchedule.chargingRateUnit, period?.limit, period?.numberPhases];
}

describe('a limit on the wire', () => {
  it('1.6: a lease of the running transaction, by the clock of the station', () => {
    expect(v16.renderLimit(connection(), command(11.04))).toMatchObject({
      action: 'SetChargingProfile',
      payload: {
        connectorId: 2,
        csChargingProfiles: {
          chargingProfileId: 21,
          transactionId: 7001,
          stackLevel: 1,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Absolute',
          validTo: '2025-03-04T05:09:00Z',
          chargingSchedule: {
            duration: 240,
            startSchedule: '2025-03-04T05:05:00Z',
            chargingRateUnit: 'A',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 3 }],
          },
        },
      },
    });
  });

  it('1.6: the share that holds without us, without end and without a clock', () => {
    const rendered = v16.renderFailsafe(connection(), { connectorId: 'A07/2', failsafeKw: 4.14, electrical: AC3 });
    expect(rendered.payload).toEqual({
      connectorId: 2,
      csChargingProfiles: {
        chargingProfileId: 22,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: {
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 3 }],
        },
      },
    });
  });

  it('2.0.1: both', () => {
    const { payload } = v201.renderLimit(connection(), command(50, DC, { sessionId: 'A07#T-#1' }));
    expect(payload).toEqual({
      evseId: 2,
      chargingProfile: {
        id: 21,
        transactionId: 'T-#1',
        stackLevel: 1,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Absolute',
        validTo: '2025-03-04T05:09:00Z',
        chargingSchedule: [
          {
            id: 21,
            duration: 240,
            startSchedule: '2025-03-04T05:05:00Z',
            chargingRateUnit: 'W',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 50_000 }],
          },
        ],
      },
    });
    const failsafe = v201.renderFailsafe(connection(), { connectorId: 'A07/2', failsafeKw: 0, electrical: AC1 });
    expect(failsafe.payload).toEqual({
      evseId: 2,
      chargingProfile: {
        id: 22,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [
          { id: 22, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 0, numberPhases: 1 }] },
        ],
      },
    });
  });

  it.each([
    ['90 s slow', 90_000, '2025-03-04T05:03:30Z', '2025-03-04T05:07:30Z'],
    ['9 min fast', -540_000, '2025-03-04T05:14:00Z', '2025-03-04T05:18:00Z'],
    ['off by part of a second', 1, '2025-03-04T05:04:59Z', '2025-03-04T05:08:59Z'],
  ])('a clock %s: start and end are told in its time', (_, clockLagMs, startSchedule, validTo) => {
    const { payload } = v16.renderLimit(connection({ clockLagMs }), command(11));
    expect(payload).toMatchObject({
      csChargingProfiles: { validTo, chargingSchedule: { duration: 240, startSchedule } },
    });
  });

  it.each<[string, number, Electrical, Partial<Known>, readonly unknown[]]>([
    ['three phases', 11.04, AC3, {}, ['A', 16, 3]],
    ['one phase', 3.68, AC1, {}, ['A', 16, 1]],
    ['two phases', 7.36, { ...AC3, phaseCount: 2 }, {}, ['A', 16, 2]],
    ['line-to-line', 6.656, { kind: 'AC', voltageV: 208, phaseCount: 1 }, {}, ['A', 32, 1]],
    ['6 A stay 6 A', (6 * 230 * 3) / 1000, AC3, {}, ['A', 6, 3]],
    ['6 A less a millionth', 4.14 * (1 - 5e-7), AC3, {}, ['A', 6, 3]],
    ['down to 0.1', 11, AC3, {}, ['A', 15.9, 3]],
    ['below 6 A there is nothing', 4.1, AC3, {}, ['A', 0, 3]],
    ['below 6 A in watts too', 4.1, AC3, { allowedRateUnits: ['W'] }, ['W', 0, 3]],
    ['a pause', 0, AC3, {}, ['A', 0, 3]],
    ['DC', 49.99999, DC, {}, ['W', 49_999.9, undefined]],
    ['a station that takes watts only', 11.04, AC3, { allowedRateUnits: ['W'] }, ['W', 11_040, 3]],
    ['a station that takes both', 11.04, AC3, { allowedRateUnits: ['W', 'A'] }, ['A', 16, 3]],
    [
      'DC that takes amperes only: at 1000 V, whatever the site says of its voltage',
      50,
      DC,
      { allowedRateUnits: ['A'] },
      ['A', 50, undefined],
    ],
    ['DC that takes both', 50, DC, { allowedRateUnits: ['A', 'W'] }, ['W', 50_000, undefined]],
  ])('%s', (_, limitKw, electrical, facts, expected) => {
    expect(rate(limitKw, electrical, facts)).toEqual(expected);
  });

  it.each([Number.NaN, -1, Infinity])('%d kW is our mistake', (limitKw) => {
    expect(() => v16.renderLimit(connection(), command(limitKw))).toThrow(`A07/2: ${limitKw} kW is not a limit`);
  });

  it('a transaction that 1.6 cannot name is our mistake', () => {
    expect(() => v16.renderLimit(connection(), command(11, AC3, { sessionId: 'A07#T-1' }))).toThrow(
      'transaction T-1 is no integer',
    );
  });

  it('a station without stack levels gets level 0', () => {
    const { payload } = v16.renderLimit(connection({ maxStackLevel: 0 }), command(11));
    expect(payload).toMatchObject({ csChargingProfiles: { stackLevel: 0 } });
  });
});

describe('the answer to a limit', () => {
  it.each([
    [{ status: 'Accepted' }, 'accepted', 'accepted'],
    [{ status: 'Accepted', extra: 1 }, 'accepted', 'accepted'],
    [{ status: 'Rejected' }, 'rejected', 'rejected'],
    [{ status: 'NotSupported' }, 'rejected', undefined],
    [{ status: 'Sure' }, undefined, undefined],
    [{ status: 'accepted' }, undefined, undefined],
    [{}, undefined, undefined],
    [null, undefined, undefined],
    ['Accepted', undefined, undefined],
    [['Accepted'], undefined, undefined],
  ])('%j', (answer, in16, in201) => {
    expect(v16.renderLimit(connection(), command(11)).read(answer)).toBe(in16);
    expect(
      v16.renderFailsafe(connection(), { connectorId: 'A07/2', failsafeKw: 0, electrical: AC3 }).read(answer),
    ).toBe(in16);
    expect(v201.renderLimit(connection(), command(11)).read(answer)).toBe(in201);
  });

  it('a refusal: first without a stack level, then in the other unit, and back', () => {
    const tried = connection();
    const seen: unknown[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const { payload, read } = v16.renderLimit(tried, command(11.04));
      const { stackLevel, chargingSchedule } = payload['csChargingProfiles'] as Wire & { readonly stackLevel: number };
      seen.push([stackLevel, chargingSchedule.chargingRateUnit]);
      read({ status: 'Rejected' });
    }
    expect(seen).toEqual([
      [1, 'A'],
      [0, 'A'],
      [0, 'W'],
      [0, 'A'],
    ]);
  });

  it('a unit that the station has told is kept', () => {
    const told = connection({ maxStackLevel: 0, allowedRateUnits: ['A'] });
    v16.renderLimit(told, command(11)).read({ status: 'Rejected' });
    expect(told.known.allowedRateUnits).toEqual(['A']);
  });
});

type Period = { readonly limit: number; readonly numberPhases?: number };
function periodsOf(payload: Record<string, unknown>): readonly Period[] {
  const { chargingSchedule } = payload['csChargingProfiles'] as {
    chargingSchedule: { chargingSchedulePeriod: readonly Period[] };
  };
  return chargingSchedule.chargingSchedulePeriod;
}

describe('laws', () => {
  const electrical = fc.record({
    kind: fc.constantFrom('AC' as const, 'DC' as const),
    voltageV: fc.double({ min: 100, max: 1000, noNaN: true }),
    phaseCount: fc.constantFrom(1, 2, 3),
  });
  const limitKw = fc.double({ min: 0, max: 1000, noNaN: true });
  const units = fc.option(fc.constantFrom<readonly ('A' | 'W')[]>(['A'], ['W'], ['A', 'W']), { nil: undefined });

  it('rounding is never up, never below zero, and on the grid of 0.1', () => {
    fc.assert(
      fc.property(limitKw, electrical, units, (kw, wires, allowedRateUnits) => {
        const [unit, limit] = rate(kw, wires, allowedRateUnits === undefined ? {} : { allowedRateUnits });
        const wattsPerUnit = unit === 'W' ? 1 : wires.voltageV * (wires.kind === 'AC' ? wires.phaseCount : 1);
        const value = Number(limit);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value * wattsPerUnit).toBeLessThanOrEqual(kw * 1000 * (1 + 1.0001e-6));
        expect(Math.abs(value * 10 - Math.round(value * 10))).toBeLessThan(1e-6);
      }),
    );
  });

  it('a DC charger that takes only amperes never draws more than its limit, at any voltage of a car, however it reads them', () => {
    const carV = fc.double({ min: 150, max: 1000, noNaN: true });
    fc.assert(
      fc.property(limitKw, carV, fc.boolean(), (kw, outputV, isSupply) => {
        const [unit, limit] = rate(kw, DC, { allowedRateUnits: ['A'] });
        expect(unit).toBe('A');
        expect((Number(limit) * (isSupply ? 3 * 230 : outputV)) / 1000).toBeLessThanOrEqual(kw * (1 + 1e-6));
      }),
    );
  });

  it.each<[string, (period: Period, carPhases: number) => number]>([
    // Watts in total, as its meter sees them.
    ['regulates the total', ({ limit }, carPhases) => limit / 230 / carPhases],
    ['divides by numberPhases', ({ limit, numberPhases = 3 }) => limit / 230 / numberPhases],
    ['always divides by three', ({ limit }) => limit / 690],
  ])('no conductor of a car gets more than its part of the share from a station of watts that %s', (_, ampsOf) => {
    for (const failsafeKw of [4.14, 6.9, 11.04]) {
      for (const withPhases of [true, false]) {
        const told = connection({ allowedRateUnits: ['W'], quirks: withPhases ? {} : { withoutPhases: true } });
        const share = v16.renderFailsafe(told, { connectorId: 'A07/2', failsafeKw, electrical: AC3 }).payload;
        const quirks = { leaseForm: 'two-periods', withoutPhases: !withPhases } as const;
        const ending = connection({ allowedRateUnits: ['W'], quirks });
        const lease = v16.renderLimit(ending, { ...command(11.04), failsafeKw }).payload;
        for (const period of [periodsOf(share)[0], periodsOf(lease)[1]]) {
          for (const carPhases of [1, 2, 3]) {
            const amps = period === undefined ? Infinity : ampsOf(period, carPhases);
            // Below 6 A a car does not charge (IEC 61851-1).
            const drawnA = amps < 6 ? 0 : amps;
            expect(drawnA).toBeLessThanOrEqual((failsafeKw * 1000) / 690 + 1e-6);
          }
        }
      }
    }
  });

  it('whole amperes survive kW and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 80 }), electrical, (amperes, { voltageV, phaseCount }) => {
        expect(rate((amperes * voltageV * phaseCount) / 1000, { kind: 'AC', voltageV, phaseCount })[1]).toBe(amperes);
      }),
    );
  });

  it('a lease never ends later than it says, and starts at least a minute ago by the clock of the station', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 600_000 }),
        fc.integer({ min: -600_000, max: 600_000 }),
        (leaseMs, clockLagMs) => {
          const { payload } = v16.renderLimit(connection({ clockLagMs }), command(11, AC3, { leaseMs }));
          const { chargingSchedule, validTo } = payload['csChargingProfiles'] as {
            chargingSchedule: { duration: number; startSchedule: string };
            validTo: string;
          };
          const startMs = Date.parse(chargingSchedule.startSchedule);
          const endMs = startMs + chargingSchedule.duration * 1000;
          const stationNowMs = T0 - clockLagMs;
          expect(endMs).toBeLessThanOrEqual(stationNowMs + leaseMs);
          expect(endMs).toBeGreaterThan(stationNowMs + leaseMs - 2_000);
          expect(startMs).toBeLessThanOrEqual(stationNowMs - 60_000);
          expect(Date.parse(validTo)).toBe(endMs);
        },
      ),
    );
  });

  it('every profile conforms to the official schema', () => {
    fc.assert(
      fc.property(limitKw, electrical, (kw, wires) => {
        expect(
          validateRequest('1.6', 'SetChargingProfile', v16.renderLimit(connection(), command(kw, wires)).payload),
        ).toBeUndefined();
        expect(
          validateRequest('2.0.1', 'SetChargingProfile', v201.renderLimit(connection(), command(kw, wires)).payload),
        ).toBeUndefined();
      }),
    );
  });

  it('rounding down twice is rounding down once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (x) => roundDown(roundDown(x)) === roundDown(x)),
    );
  });
});
