import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateOf, expectationOf, quantilesBeyond, survivalOf, VisitHistory } from '../../dispatch/index.ts';
import type { PastVisit, Visit } from '../../dispatch/index.ts';

const HOUR_MS = 3_600_000;
const NINE = 9 * 60;

const visit = (facts: Partial<Visit> = {}): Visit => ({
  stationId: 'A',
  arrivalMinute: NINE,
  weekend: false,
  statedStayMs: 4 * HOUR_MS,
  statedKwh: 20,
  ...facts,
});
const past = (facts: Partial<PastVisit> = {}): PastVisit => ({
  ...visit(),
  stayMs: 8 * HOUR_MS,
  deliveredKwh: 10,
  full: true,
  ...facts,
});
function after(pasts: readonly PastVisit[]): VisitHistory {
  const history = new VisitHistory();
  for (const one of pasts) history.learn(one);
  return history;
}
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
/** Hours and kWh of the middle, `hours` into the stay. */
const middle = (
  history: VisitHistory,
  of: Visit = visit(),
  { hours = 0, deliveredKwh = 0, full = false } = {},
): readonly [number, number] => {
  const seen = { arrivedAtMs: 0, atMs: hours * HOUR_MS, deliveredKwh, full };
  const { departureMs, needKwh } = estimateOf(expectationOf(history, of), seen);
  return [departureMs.p50 / HOUR_MS, needKwh.p50];
};

describe('what is expected of a visit', () => {
  const table: {
    readonly name: string;
    readonly pasts: readonly PastVisit[];
    readonly of?: Visit;
    readonly seen?: Parameters<typeof middle>[2];
    readonly expected: readonly [number, number];
  }[] = [
    { name: 'without history the statement is all there is', pasts: [], expected: [4, 20] },
    { name: 'what cars really did outweighs what is said', pasts: times(5, past()), expected: [8, 10] },
    {
      name: 'a card that came often outweighs the site',
      pasts: [
        ...times(60, past({ stationId: 'B', driverId: 'x' })),
        ...times(8, past({ stationId: 'C', driverId: 'me', stayMs: 2 * HOUR_MS, deliveredKwh: 30 })),
      ],
      of: visit({ driverId: 'me' }),
      expected: [2, 30],
    },
    {
      name: 'the station outweighs the rest of the site',
      pasts: [...times(20, past({ stationId: 'B' })), ...times(15, past({ stayMs: 3 * HOUR_MS, deliveredKwh: 5 }))],
      expected: [3, 5],
    },
    {
      name: 'who says exactly the same again is probably the same person',
      pasts: [
        ...times(12, past()),
        ...times(5, past({ statedKwh: 20.4, statedStayMs: 245 * 60_000, stayMs: 3 * HOUR_MS, deliveredKwh: 5 })),
      ],
      of: visit({ statedKwh: 20.4, statedStayMs: 245 * 60_000 }),
      expected: [3, 5],
    },
    {
      name: 'the same energy alone tells as well',
      pasts: [...times(12, past()), ...times(5, past({ statedKwh: 20.4, stayMs: 3 * HOUR_MS, deliveredKwh: 5 }))],
      of: visit({ statedKwh: 20.4 }),
      expected: [3, 5],
    },
    {
      name: 'weekends are not like workdays',
      pasts: [...times(12, past({ weekend: true })), ...times(6, past({ stayMs: 3 * HOUR_MS, deliveredKwh: 5 }))],
      expected: [3, 10],
    },
    {
      name: 'who comes in the morning is like others of the morning',
      pasts: [...times(20, past({ arrivalMinute: 20 * 60, stayMs: HOUR_MS })), ...times(5, past())],
      expected: [8, 10],
    },
    {
      name: 'midnight is no border',
      pasts: [...times(20, past({ stayMs: HOUR_MS })), ...times(5, past({ arrivalMinute: 1430 }))],
      of: visit({ arrivalMinute: 5 }),
      expected: [8, 10],
    },
    {
      name: 'who asks for much is like others who asked for much',
      pasts: [...times(20, past()), ...times(8, past({ statedKwh: 60, deliveredKwh: 45 }))],
      of: visit({ statedKwh: 60 }),
      expected: [8, 45],
    },
    {
      name: 'who said nothing is like others who said nothing',
      pasts: [...times(20, past()), ...times(12, unsaid(past({ stayMs: HOUR_MS, deliveredKwh: 3 })))],
      of: unsaid(visit()),
      expected: [1, 3],
    },
    {
      name: 'who is still here after most have left stays as long as those who stayed',
      pasts: [...times(9, past({ stayMs: 2 * HOUR_MS })), ...times(3, past({ stayMs: 9 * HOUR_MS }))],
      seen: { hours: 4.5 },
      expected: [9, 10],
    },
    {
      name: 'longer than anybody: an hour more',
      pasts: times(5, past()),
      seen: { hours: 10 },
      expected: [11, 10],
    },
    {
      name: 'who has taken more than most takes as much as those who took more',
      pasts: [...times(9, past()), ...times(3, past({ deliveredKwh: 40 }))],
      seen: { deliveredKwh: 21 },
      expected: [8, 40],
    },
    { name: 'more than anybody: a kWh more', pasts: times(5, past()), seen: { deliveredKwh: 30 }, expected: [8, 31] },
    {
      name: 'a car that takes nothing has all it wants, whatever was said',
      pasts: times(5, past()),
      seen: { deliveredKwh: 2, full: true },
      expected: [8, 2],
    },
    {
      name: 'who left hungry would have taken more',
      pasts: [...times(9, past({ deliveredKwh: 4, full: false })), ...times(3, past())],
      expected: [8, 10],
    },
    {
      name: 'what is no visit teaches nothing',
      pasts: [
        ...times(9, past({ stayMs: Number.NaN })),
        ...times(9, past({ stayMs: 0 })),
        ...times(9, past({ deliveredKwh: -1 })),
      ],
      expected: [4, 20],
    },
  ];
  test.each(table)('$name', ({ pasts, of, seen, expected }) => {
    expect(middle(after(pasts), of, seen)).toEqual(expected);
  });

  test('the dispatch works with a departure before the middle and a need below it', () => {
    const pasts = Array.from({ length: 60 }, (_, k) => past({ stayMs: (k + 1) * 600_000, deliveredKwh: k + 1 }));
    const { departureMs, needKwh } = estimateOf(expectationOf(after(pasts), visit()), {
      arrivedAtMs: 0,
      atMs: 0,
      deliveredKwh: 0,
      full: false,
    });
    for (const { p10, used, p50, p90 } of [departureMs, needKwh])
      expect([p10 < used, used < p50, p50 < p90]).toEqual([true, true, true]);
  });
});

describe('bounded memory', () => {
  test('old visits of the site are forgotten', () => {
    const history = after([
      ...times(400, past({ stationId: 'B' })),
      ...times(1_000, past({ stationId: 'B', stayMs: HOUR_MS })),
    ]);
    expect(history.precedents(visit()).every((one) => one.past.stayMs === HOUR_MS)).toBe(true);
  });

  test('of a station and of a driver the last are kept, longer than by the site', () => {
    const mine = Array.from({ length: 100 }, (_, k) => past({ driverId: 'me', deliveredKwh: k }));
    const others = Array.from({ length: 1_000 }, (_, k) =>
      past({ stationId: 'B', driverId: `other ${k}`, stayMs: HOUR_MS }),
    );
    const found = after([...mine, ...others]).precedents(visit({ driverId: 'me' }));
    const kept = found.filter((one) => one.past.stationId === 'A');
    expect([found.length, kept.length, Math.min(...kept.map((one) => one.past.deliveredKwh))]).toEqual([1_040, 40, 60]);
  });
});

test('of the stations those that were not seen for longest are forgotten', () => {
  const others = Array.from({ length: 20_000 }, (_, k) => past({ stationId: `B${k}` }));
  const history = after([past(), ...others]);
  expect([history.precedents(visit()).length, history.precedents(visit({ stationId: 'B0' })).length]).toEqual([
    1_000, 1_001,
  ]);
});

describe('quantiles of what exceeds', () => {
  const amounts = (...values: readonly number[]) =>
    survivalOf(
      values.map((amount) => ({ amount, weight: 1, open: false })),
      100,
    );

  test.each([
    { name: 'of ten', of: amounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), beyond: 0, found: [1, 5, 9] },
    { name: 'of those above', of: amounts(1, 2, 3, 4, 5, 6), beyond: 3, found: [4, 5, 6] },
    { name: 'of one', of: amounts(7), beyond: 0, found: [7, 7, 7] },
    { name: 'of none', of: amounts(7), beyond: 7, found: undefined },
    {
      name: 'not a number, no end or no weight: left out',
      of: survivalOf(
        [
          { amount: Infinity, weight: 9, open: false },
          { amount: Number.NaN, weight: 9, open: false },
          { amount: 3, weight: Number.NaN, open: false },
          { amount: 3, weight: -1, open: false },
          { amount: 4, weight: 1, open: false },
        ],
        100,
      ),
      beyond: 0,
      found: [4, 4, 4],
    },
    {
      name: 'the heaviest are kept',
      of: survivalOf(
        [
          { amount: 1, weight: 1, open: false },
          { amount: 2, weight: 5, open: false },
          { amount: 3, weight: 4, open: false },
        ],
        2,
      ),
      beyond: 0,
      found: [2, 2, 3],
    },
  ])('$name', ({ of, beyond, found }) => {
    expect(quantilesBeyond(of, beyond, [0.1, 0.5, 0.9])).toEqual(found);
  });

  // The classic example of the product-limit estimator, by hand: 1, 2 (open), 3, 4 (open), 5: survival 0.8, 0.8 x 2/3, 0.
  test('open ends count as at risk, not as ended', () => {
    const of = survivalOf(
      [1, 2, 3, 4, 5].map((amount) => ({ amount, weight: 1, open: amount % 2 === 0 })),
      100,
    );
    expect(quantilesBeyond(of, 0, [0.15, 0.25, 0.45, 0.5])).toEqual([1, 3, 3, 5]);
  });

  const entry = fc.record({
    amount: fc.integer({ min: 1, max: 50 }),
    weight: fc.integer({ min: 1, max: 9 }),
    open: fc.boolean(),
  });
  test('law: ascending, above the condition, one of the amounts, the same for any scale of the weights', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 40 }),
        (entries, beyond) => {
          const shares = [0.1, 0.4, 0.5, 0.9];
          const found = quantilesBeyond(survivalOf(entries, 100), beyond, shares);
          const above = entries.filter(({ amount }) => amount > beyond).map(({ amount }) => amount);
          if (above.length === 0) {
            expect(found).toBeUndefined();
            return;
          }
          expect(found).toEqual(found?.toSorted((a, b) => a - b));
          expect(found?.every((value) => above.includes(value))).toBe(true);
          const scaled = entries.map((one) => ({ ...one, weight: one.weight * 4 }));
          expect(quantilesBeyond(survivalOf(scaled, 100), beyond, shares)).toEqual(found);
        },
      ),
    );
  });

  test('law: a longer wait never brings the end nearer', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 30 }),
        (entries, beyond) => {
          const of = survivalOf(entries, 100);
          const [sooner] = quantilesBeyond(of, beyond, [0.5]) ?? [];
          const [later] = quantilesBeyond(of, beyond + 5, [0.5]) ?? [];
          if (sooner !== undefined && later !== undefined) expect(later).toBeGreaterThanOrEqual(sooner);
        },
      ),
    );
  });
});

function unsaid<T extends Visit>(one: T): Omit<T, 'statedStayMs' | 'statedKwh'> {
  const { statedStayMs: _, statedKwh: __, ...rest } = one;
  return rest;
}
