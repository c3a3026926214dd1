import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BaseLoadSample,
  type BaseLoadSource,
  forecastBaseLoad,
  learnProfile,
  type LocalTime,
  slotGrid,
} from '../../dispatch/index.ts';
import { randomFrom } from './horizon-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const source: BaseLoadSource = { kind: 'meter', measures: 'base', maximumKw: 200, growthKwPerS: 0.01 };
/** UTC; 1970-01-01 was a Thursday. */
const localTime: LocalTime = (atMs) => {
  const day = Math.floor(atMs / DAY_MS);
  return {
    minuteOfDay: Math.floor((atMs % DAY_MS) / MINUTE_MS),
    weekend: (day + 4) % 7 === 0 || (day + 4) % 7 === 6,
    day,
  };
};
/** 40 kW at night, 100 kW from 8 to 18 on weekdays. */
function usualKw(atMs: number): number {
  const { minuteOfDay, weekend } = localTime(atMs);
  return !weekend && minuteOfDay >= 8 * 60 && minuteOfDay < 18 * 60 ? 100 : 40;
}
const monday = 4 * DAY_MS + 21 * DAY_MS;
/** A reading a minute for three weeks before `monday`, each off by up to `noiseKw`. */
function history(noiseKw: number, random: () => number = () => 0.5): BaseLoadSample[] {
  return Array.from({ length: 21 * 1440 }, (_, minute) => {
    const atMs = 4 * DAY_MS + minute * MINUTE_MS;
    return { atMs, baseLoadKw: usualKw(atMs) + noiseKw * (2 * random() - 1) };
  });
}
const hours = (fromMs: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, k) => fromMs + k * 60 * MINUTE_MS);

describe('base-load forecast', () => {
  const profile = learnProfile(history(0), localTime);

  test('a usual Monday goes on as usual', () => {
    const atMs = monday + 6 * 60 * MINUTE_MS;
    const slotStartMs = hours(atMs, 4);
    const now = { bestKw: 40, hiKw: 40 };
    expect(forecastBaseLoad({ atMs, now, slotStartMs, profile, localTime, source })).toEqual([
      { bestKw: 40, hiKw: 40 },
      { bestKw: 40, hiKw: 40 },
      { bestKw: 100, hiKw: 100 },
      { bestKw: 100, hiKw: 100 },
    ]);
  });

  test('Saturday is no workday', () => {
    const atMs = monday + 5 * DAY_MS + 6 * 60 * MINUTE_MS;
    const [, , at8] = forecastBaseLoad({
      atMs,
      now: { bestKw: 40, hiKw: 40 },
      slotStartMs: hours(atMs, 3),
      profile,
      localTime,
      source,
    });
    expect(at8).toEqual({ bestKw: 40, hiKw: 40 });
  });

  test('a surprise of now lasts for a while and fades', () => {
    const atMs = monday;
    const slots = forecastBaseLoad({
      atMs,
      now: { bestKw: 60, hiKw: 60 },
      slotStartMs: hours(atMs, 7),
      profile,
      localTime,
      source,
    });
    const best = slots.map(({ bestKw }) => bestKw);
    expect(best[0]).toBeGreaterThan(50);
    expect(best.every((kw, k) => k === 0 || kw < (best[k - 1] ?? 0))).toBe(true);
    expect(best[6]).toBeLessThan(40.1);
    expect(slots[0]?.hiKw, 'the highest moment of the slot').toBe(60);
  });

  test('the spread of past days comes back with distance', () => {
    const noisy = learnProfile(history(10, randomFrom(3)), localTime);
    const slots = forecastBaseLoad({
      atMs: monday,
      now: { bestKw: 40, hiKw: 40 },
      slotStartMs: hours(monday, 6),
      profile: noisy,
      localTime,
      source,
    });
    const spread = slots.map(({ bestKw, hiKw }) => hiKw - bestKw);
    expect(spread[5]).toBeGreaterThan(8);
    expect(spread[5]).toBeLessThan(10.5);
    expect(spread[0]).toBeLessThan(spread[5] ?? 0);
  });

  test('a long slot counts its highest moment, not its mean', () => {
    const atMs = monday + 6 * 60 * MINUTE_MS;
    const slotStartMs = [atMs, atMs + 3 * 60 * MINUTE_MS];
    const [slot] = forecastBaseLoad({ atMs, now: { bestKw: 40, hiKw: 40 }, slotStartMs, profile, localTime, source });
    expect(slot?.hiKw).toBe(100);
    expect(slot?.bestKw).toBeLessThan(70);
  });

  test('without past days: what is now, growing for a minute as fast as configured, and never above the maximum', () => {
    const nothing = learnProfile([], localTime);
    const slots = forecastBaseLoad({
      atMs: monday,
      now: { bestKw: 50, hiKw: 55 },
      slotStartMs: hours(monday, 6),
      profile: nothing,
      localTime,
      source,
    });
    expect(slots.map(({ bestKw }) => bestKw)).toEqual(Array(6).fill(50));
    expect(slots.map(({ hiKw }) => hiKw)).toEqual(Array(6).fill(expect.closeTo(55 + 60 * source.growthKwPerS, 9)));
    const nearMaximum = forecastBaseLoad({
      atMs: monday,
      now: { bestKw: 50, hiKw: 199.9 },
      slotStartMs: hours(monday, 1),
      profile: nothing,
      localTime,
      source,
    });
    expect(nearMaximum.map(({ hiKw }) => hiKw)).toEqual([200]);
  });

  test('two days are not enough to know how days differ, three are', () => {
    const days = (count: number): BaseLoadSample[] => history(0).slice(0, count * 1440);
    expect(learnProfile(days(2), localTime).weekday[0]).toBeUndefined();
    expect(learnProfile(days(3), localTime).weekday[0]).toEqual({ medianKw: 40, upperKw: 40 });
  });

  test('samples that are no numbers teach nothing', () => {
    const wrong = [Number.NaN, Infinity].flatMap((baseLoadKw) => history(0).map(({ atMs }) => ({ atMs, baseLoadKw })));
    expect(learnProfile([...wrong, { atMs: Number.NaN, baseLoadKw: 1e9 }, ...history(0)], localTime)).toEqual(profile);
  });

  test('what is not metered is at its maximum', () => {
    const slots = forecastBaseLoad({
      atMs: monday,
      now: { bestKw: 200, hiKw: 200 },
      slotStartMs: hours(monday, 2),
      profile,
      localTime,
      source: { ...source, kind: 'fixed' },
    });
    expect(slots).toEqual([
      { bestKw: 200, hiKw: 200 },
      { bestKw: 200, hiKw: 200 },
    ]);
  });

  test('law: best <= hi <= the larger of maximum and now, for every slot of every grid', () => {
    const noisy = learnProfile(history(60, randomFrom(9)), localTime);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7 * 1440 }),
        fc.double({ min: -50, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.constantFrom(1, 500, 5000),
        (minute, bestKw, aboveKw, sessions) => {
          const atMs = monday + minute * MINUTE_MS;
          const now = { bestKw, hiKw: bestKw + aboveKw };
          const slotStartMs = slotGrid(atMs, sessions);
          const slots = forecastBaseLoad({ atMs, now, slotStartMs, profile: noisy, localTime, source });
          expect(slots).toHaveLength(slotStartMs.length - 1);
          for (const slot of slots) {
            expect(slot.bestKw).toBeLessThanOrEqual(slot.hiKw);
            expect(slot.hiKw).toBeLessThanOrEqual(Math.max(source.maximumKw, now.hiKw));
          }
        },
      ),
    );
  });

  test('law: of 2,000 noisy quarter-hours, at most 8 % lie above the upper forecast made hours before', () => {
    const random = randomFrom(17);
    const noisy = learnProfile(history(10, random), localTime);
    let above = 0;
    for (let trial = 0; trial < 2000; trial += 1) {
      const atMs = monday + Math.floor(random() * 10 * 1440) * MINUTE_MS;
      const targetMs = atMs + 6 * 60 * MINUTE_MS;
      const nowKw = usualKw(atMs) + 10 * (2 * random() - 1);
      const slotStartMs = [targetMs, targetMs + MINUTE_MS];
      const [slot] = forecastBaseLoad({
        atMs,
        now: { bestKw: nowKw, hiKw: nowKw },
        slotStartMs,
        profile: noisy,
        localTime,
        source,
      });
      if (usualKw(targetMs) + 10 * (2 * random() - 1) > (slot?.hiKw ?? 0)) above += 1;
    }
    expect(above / 2000).toBeLessThan(0.08);
    expect(above / 2000).toBeGreaterThan(0.02);
  });
});
