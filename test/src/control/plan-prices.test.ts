import { describe, expect, it } from 'vitest';
import { carbonAt, priceAt } from '../../../src/control/plan-prices.ts';
import { MonthPeak } from '../../../src/control/month-peak.ts';
import { parseGridFile } from '../../../src/config/index.ts';

const HOUR_MS = 3_600_000;
const ZONE = 'Asia/Shanghai';
/** Wednesday and Saturday, 09:00 in Shanghai. */
const WEDNESDAY = Date.parse('2026-07-15T09:00:00+08:00');
const SATURDAY = Date.parse('2026-07-18T09:00:00+08:00');

function site(objective: string): ReturnType<typeof parseGridFile> {
  return parseGridFile(
    `name: Depot\nobjective: ${objective}\nnodes: [{ id: T1, kind: transformer, ratingKw: 100 }]\n`,
    'grid.yaml',
  );
}
const TARIFF = `{
  kind: cost,
  prices: [{ from: "00:00", pricePerKwh: 1 }, { from: "08:00", pricePerKwh: 2 }],
  calendar: [
    { days: workday, fromDate: "06-01", toDate: "09-30", prices: [{ from: "08:00", pricePerKwh: 3 }, { from: "18:00", pricePerKwh: 0.5 }] },
    { fromDate: "12-01", toDate: "02-28", prices: [{ from: "00:00", pricePerKwh: 4 }] },
  ],
  spot: { startsAt: "2026-07-20T00:00:00+08:00", stepMinutes: 30, pricesPerKwh: [0.1, -0.2, 0.3] },
  carbon: [{ from: "10:00", kgPerKwh: 0.2 }, { from: "16:00", kgPerKwh: 0.6 }],
}`;

describe('prices of a plan', () => {
  const { objective } = site(TARIFF);

  it.each([
    ['a workday of the season', WEDNESDAY, 3],
    ['before its first step: the last one of the day before', WEDNESDAY - 2 * HOUR_MS, 0.5],
    ['a weekend has no season: the steps of every day', SATURDAY, 2],
    ['a season over new year', Date.parse('2027-01-10T12:00:00+08:00'), 4],
    ['the market while its prices last', Date.parse('2026-07-20T00:45:00+08:00'), -0.2],
    ['and no longer', Date.parse('2026-07-20T01:30:00+08:00'), 0.5],
  ])('%s', (_, atMs, pricePerKwh) => {
    expect(priceAt(objective, atMs, ZONE)).toBe(pricePerKwh);
  });

  it('knows the carbon of the hour, and of none where nothing was said', () => {
    expect([9, 12, 17].map((hour) => carbonAt(objective, WEDNESDAY + (hour - 9) * HOUR_MS, ZONE))).toEqual([
      0.6, 0.2, 0.6,
    ]);
    expect(carbonAt({ kind: 'fair', prices: [] }, WEDNESDAY, ZONE)).toBe(0);
    expect(priceAt({ kind: 'fair', prices: [] }, WEDNESDAY, ZONE)).toBe(0);
  });

  it('reads the demand charge, weights and revenue of a grid file', () => {
    const read = site(
      '{ kind: profit, revenuePerKwh: 0.3, demandCharge: { node: T1, pricePerKw: 15.5 }, flatNode: T1 }',
    );
    expect(read.objective).toEqual({
      kind: 'profit',
      prices: [],
      revenuePerKwh: 0.3,
      demandCharge: { nodeId: 'T1', pricePerKw: 15.5, expectedPeakKw: 0 },
      flatNodeId: 'T1',
    });
    expect(site('{ kind: mix, weights: { price: 1, carbon: 0.5 } }').objective.weights).toEqual({
      price: 1,
      carbon: 0.5,
      flat: 0,
      earliness: 0.01,
    });
  });

  it.each([
    ['{ kind: profit }', 'objective.kind: profit needs objective.revenuePerKwh'],
    ['{ kind: mix }', 'objective.kind: mix needs objective.weights'],
    ['{ kind: carbon }', 'objective.kind: carbon needs objective.carbon'],
    ['{ kind: cost, demandCharge: { node: T9, pricePerKw: 1 } }', 'objective.demandCharge.node: there is no node "T9"'],
    ['{ kind: flat, flatNode: T9 }', 'objective.flatNode: there is no node "T9"'],
    [
      '{ calendar: [{ fromDate: "6-1", prices: [{ from: "00:00", pricePerKwh: 1 }] }] }',
      'objective.calendar[0].fromDate: must be a month and day like "06-01", got "6-1"',
    ],
    [
      '{ carbon: [{ from: "07:00", kgPerKwh: 1 }, { from: "07:00", kgPerKwh: 2 }] }',
      'objective.carbon[1].from: two carbon values begin at 07:00',
    ],
  ])('%s is refused', (objective, message) => {
    expect(() => site(objective)).toThrow(message);
  });
});

describe('the peak of the month', () => {
  const minutes = (fromMs: number, loads: readonly number[]): { atMs: number; loadKw: number }[] =>
    loads.map((loadKw, k) => ({ atMs: fromMs + k * 60_000, loadKw }));
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is the highest quarter-hour that the store knows of this month, also after a restart, and begins anew', async () => {
    const asked: [string, string][] = [];
    const stored = [
      ...minutes(Date.parse('2026-06-30T23:30:00+08:00'), Array<number>(15).fill(99)),
      // A minute's peak of 60 kW is a quarter-hour of 32.
      ...minutes(Date.parse('2026-07-15T08:00:00+08:00'), [60, ...Array<number>(14).fill(30)]),
      ...minutes(Date.parse('2026-07-15T08:15:00+08:00'), Array<number>(15).fill(20)),
    ];
    const logged: string[] = [];
    const peak = new MonthPeak('T1', {
      timeZone: ZONE,
      readLoad: async (_, fromMs, toMs) => {
        asked.push([new Date(fromMs).toISOString(), new Date(toMs).toISOString()]);
        if (asked.length === 3) throw new Error('disk');
        return stored.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      },
      log: (message) => logged.push(message),
    });
    expect(peak.peakKw(WEDNESDAY + 60_000)).toBe(0);
    await settle();
    expect(peak.peakKw(WEDNESDAY + 120_000)).toBe(32);
    expect(asked).toEqual([['2026-06-30T16:00:00.000Z', '2026-07-15T01:00:00.000Z']]);
    // Only what is new is read, and a store that fails leaves what is known.
    peak.peakKw(WEDNESDAY + HOUR_MS);
    await settle();
    peak.peakKw(WEDNESDAY + 2 * HOUR_MS);
    await settle();
    expect(asked.slice(1)).toEqual([
      ['2026-07-15T01:00:00.000Z', '2026-07-15T02:00:00.000Z'],
      ['2026-07-15T02:00:00.000Z', '2026-07-15T03:00:00.000Z'],
    ]);
    expect(logged).toEqual(['load of T1: this month could not be read: Error: disk']);
    expect(peak.peakKw(WEDNESDAY + 2 * HOUR_MS)).toBe(32);
    expect(peak.peakKw(Date.parse('2026-08-01T00:01:00+08:00'))).toBe(0);
  });

  it('counts from local midnight where clocks were changed on the way', async () => {
    const asked: string[] = [];
    const peak = new MonthPeak('T1', {
      timeZone: 'America/Los_Angeles',
      readLoad: async (_, fromMs) => {
        asked.push(new Date(fromMs).toISOString());
        return [];
      },
      log: () => {},
    });
    peak.peakKw(Date.parse('2026-03-20T12:00:00-07:00'));
    peak.peakKw(Date.parse('2026-11-20T12:00:00-08:00'));
    await settle();
    expect(asked).toEqual(['2026-03-01T08:00:00.000Z', '2026-11-01T07:00:00.000Z']);
  });
});
