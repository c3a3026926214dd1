import { describe, expect, it } from 'vitest';
import {
  clear,
  install,
  limitKwAt,
  stationMaximumKw,
  type InstalledProfile,
  type LimitQuery,
} from '../../simulator/index.ts';

const T0 = Date.UTC(2026, 5, 15, 9);
const MINUTE_MS = 60_000;

/** A profile with one period, in W unless said otherwise. */
function profile(
  over: Partial<Omit<InstalledProfile, 'schedule'>> & {
    limit: number;
    unit?: 'A' | 'W';
    schedule?: Partial<InstalledProfile['schedule']>;
  },
): InstalledProfile {
  const { limit, unit = 'W', schedule, ...rest } = over;
  return {
    profileId: 1,
    connectorNumber: 1,
    purpose: 'TxDefaultProfile',
    stackLevel: 0,
    kind: 'Absolute',
    installedAtMs: T0,
    ...rest,
    schedule: { unit, periods: [{ startMs: 0, limit }], ...schedule },
  };
}
const lease = profile({
  profileId: 2,
  purpose: 'TxProfile',
  stackLevel: 1,
  limit: 11_000,
  transactionId: '77',
  schedule: { startMs: T0 - MINUTE_MS, durationMs: 4 * MINUTE_MS },
});
const failsafe = profile({ limit: 4140 });
const at = (minutes: number, over: Partial<LimitQuery> = {}): LimitQuery => ({
  atMs: T0 + minutes * MINUTE_MS,
  connectorNumber: 1,
  transaction: { transactionId: '77', startedAtMs: T0 },
  conductors: { voltageV: 230, phaseCount: 3 },
  ...over,
});

describe('profile stack', () => {
  it.each<[string, readonly InstalledProfile[], LimitQuery, number | undefined]>([
    ['nothing installed, no limit', [], at(0), undefined],
    ['TxProfile replaces the default, also when higher', [failsafe, lease], at(0), 11],
    ['an expired TxProfile falls back to the default', [failsafe, lease], at(3), 4.14],
    ['validTo ends it as well', [failsafe, { ...lease, validToMs: T0 + MINUTE_MS }], at(1), 4.14],
    ['validFrom: not yet', [failsafe, { ...lease, validFromMs: T0 + MINUTE_MS }], at(0), 4.14],
    ['a TxProfile of another transaction is not obeyed', [failsafe, { ...lease, transactionId: '78' }], at(0), 4.14],
    [
      'no transaction, no TxProfile',
      [failsafe, lease],
      { atMs: T0, connectorNumber: 1, conductors: { voltageV: 230, phaseCount: 3 } },
      4.14,
    ],
    ['a TxProfile of another connector', [failsafe, { ...lease, connectorNumber: 2 }], at(0), 4.14],
    ['the default of connector 0 holds everywhere', [profile({ connectorNumber: 0, limit: 6000 })], at(0), 6],
    [
      "but the connector's own replaces it, also when higher",
      [profile({ connectorNumber: 0, limit: 6000, stackLevel: 5 }), profile({ profileId: 9, limit: 9000 })],
      at(0),
      9,
    ],
    [
      'the highest stack level with a limit wins',
      [
        profile({ limit: 9000 }),
        profile({ profileId: 3, stackLevel: 3, limit: 5000 }),
        profile({ profileId: 4, stackLevel: 4, limit: 7000, validToMs: T0 }),
      ],
      at(0),
      5,
    ],
    [
      'ChargePointMax of the connector caps',
      [failsafe, lease, profile({ profileId: 5, purpose: 'ChargePointMaxProfile', limit: 8000 })],
      at(0),
      8,
    ],
    [
      'ChargePointMax alone is the limit',
      [profile({ profileId: 5, purpose: 'ChargePointMaxProfile', limit: 8000 })],
      at(0),
      8,
    ],
    ['A is per phase; numberPhases absent means 3', [profile({ limit: 16, unit: 'A' })], at(0), 11.04],
    [
      'A on a single-phase connector',
      [profile({ limit: 16, unit: 'A' })],
      at(0, { conductors: { voltageV: 230, phaseCount: 1 } }),
      3.68,
    ],
    [
      'A with numberPhases 1 on three phases',
      [profile({ limit: 16, unit: 'A', schedule: { periods: [{ startMs: 0, limit: 16, numberPhases: 1 }] } })],
      at(0),
      3.68,
    ],
    [
      '0 is a limit',
      [failsafe, { ...lease, schedule: { ...lease.schedule, periods: [{ startMs: 0, limit: 0 }] } }],
      at(0),
      0,
    ],
    [
      'the second period of two',
      [
        failsafe,
        {
          ...lease,
          schedule: {
            startMs: T0,
            unit: 'W',
            periods: [
              { startMs: 0, limit: 9000 },
              { startMs: 2 * MINUTE_MS, limit: 3000 },
            ],
          },
        },
      ],
      at(2),
      3,
    ],
    [
      'before an Absolute start there is no limit of it',
      [failsafe, { ...lease, schedule: { ...lease.schedule, startMs: T0 + MINUTE_MS } }],
      at(0),
      4.14,
    ],
    [
      'Absolute without a start begins when installed',
      [profile({ limit: 5000, schedule: { durationMs: MINUTE_MS } })],
      at(1),
      undefined,
    ],
    [
      'Relative begins with the transaction',
      [
        failsafe,
        {
          ...lease,
          kind: 'Relative',
          schedule: {
            unit: 'W',
            durationMs: 2 * MINUTE_MS,
            periods: [
              { startMs: 0, limit: 9000 },
              { startMs: MINUTE_MS, limit: 3000 },
            ],
          },
        },
      ],
      at(1),
      3,
    ],
    [
      'Daily repeats',
      [
        profile({
          limit: 0,
          kind: 'Recurring',
          recurrency: 'Daily',
          schedule: { startMs: T0 - 3 * 86_400_000, durationMs: MINUTE_MS, periods: [{ startMs: 0, limit: 7000 }] },
        }),
      ],
      at(0.5),
      7,
    ],
    [
      'Weekly does not on another day',
      [
        profile({
          limit: 0,
          kind: 'Recurring',
          recurrency: 'Weekly',
          schedule: { startMs: T0 - 3 * 86_400_000, durationMs: MINUTE_MS, periods: [{ startMs: 0, limit: 7000 }] },
        }),
      ],
      at(0.5),
      undefined,
    ],
  ])('%s', (_, stack, query, limitKw) => {
    const found = limitKwAt(stack, query);
    if (limitKw === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(limitKw, 9);
  });

  it('ChargePointMax on connector 0 is about the sum', () => {
    const stack = [profile({ purpose: 'ChargePointMaxProfile', connectorNumber: 0, limit: 20_000 })];
    expect([limitKwAt(stack, at(0)), stationMaximumKw(stack, at(0))]).toEqual([undefined, 20]);
  });

  it('installing replaces the same id, and the same purpose, level and connector', () => {
    const first = install([failsafe, lease], { ...failsafe, connectorNumber: 0, stackLevel: 7 });
    expect(first.map(({ profileId, stackLevel }) => [profileId, stackLevel])).toEqual([
      [2, 1],
      [1, 7],
    ]);
    const second = install([failsafe, lease], { ...lease, profileId: 99 });
    expect(second.map(({ profileId }) => profileId)).toEqual([1, 99]);
  });

  it.each<[string, Parameters<typeof clear>[1], number[]]>([
    ['by id', { profileId: 2, stackLevel: 5 }, [1]],
    ['by purpose', { purpose: 'TxDefaultProfile' }, [2]],
    ['by every field together', { purpose: 'TxDefaultProfile', stackLevel: 1 }, [1, 2]],
    ['by connector', { connectorNumber: 2 }, [1, 2]],
    ['everything', {}, []],
  ])('clears %s', (_, filter, left) => {
    expect(clear([failsafe, lease], filter).map(({ profileId }) => profileId)).toEqual(left);
  });
});
