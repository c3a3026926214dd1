import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceThermal, ageingRate, DISTRIBUTION_ONAN, hotSpotC, loadFactor, settled } from '../../dispatch/index.ts';
import type { ThermalCharacteristics, Transformer } from '../../dispatch/index.ts';

const TWENTY: Transformer = { ratedKva: 630, powerFactor: 1, ambientC: 20 };
const MINUTE_MS = 60_000;
/** Medium power, ONAF: table 4. Its winding overshoots (k21 = 2). */
const ONAF: ThermalCharacteristics = {
  ...DISTRIBUTION_ONAN,
  oilRiseK: 52,
  gradientK: 26,
  lossRatio: 6,
  windingExponent: 1.3,
  oilMs: 150 * MINUTE_MS,
  windingMs: 7 * MINUTE_MS,
  k11: 0.5,
  k21: 2,
};

/** The step response of clause 8.2.2 (exponential form), from one settled load to another: an independent way to the same temperatures. */
function closedForm(
  transformer: Transformer,
  c: ThermalCharacteristics,
  step: { from: number; to: number; minutes: number },
) {
  const oilRise = (k: number): number => c.oilRiseK * ((1 + c.lossRatio * k ** 2) / (1 + c.lossRatio)) ** c.oilExponent;
  const tauOil = c.oilMs / MINUTE_MS;
  const tauWinding = c.windingMs / MINUTE_MS;
  const f1 = 1 - Math.exp(-step.minutes / (c.k11 * tauOil));
  const f2 =
    c.k21 * (1 - Math.exp(-step.minutes / (c.k22 * tauWinding))) -
    (c.k21 - 1) * (1 - Math.exp((-step.minutes * c.k22) / tauOil));
  const [from, to] = [step.from ** c.windingExponent, step.to ** c.windingExponent].map(
    (factor) => c.gradientK * factor,
  );
  return (
    transformer.ambientC +
    oilRise(step.from) +
    (oilRise(step.to) - oilRise(step.from)) * f1 +
    (from ?? 0) +
    ((to ?? 0) - (from ?? 0)) * f2
  );
}

describe('a transformer under load (IEC 60076-7)', () => {
  it.each([
    // 20 + 55 + 23 = 98: the standard's definition of normal life.
    [1, 20, 98, 1],
    // Without load only the no-load losses heat: 20 + 55 x (1/6)^0.8.
    [0, 20, 20 + 55 * (1 / 6) ** 0.8, undefined],
    [1, 40, 118, 2 ** (20 / 6)],
    [1.5, 20, 20 + 55 * (12.25 / 6) ** 0.8 + 23 * 1.5 ** 1.6, undefined],
  ])('settles at load %d and %d degrees around it at %d', (k, ambientC, expected, rate) => {
    const state = settled({ ...TWENTY, ambientC }, { loadKw: 630 * k, atMs: 0 });
    expect(hotSpotC(state)).toBeCloseTo(expected, 9);
    if (rate !== undefined) expect(ageingRate(hotSpotC(state))).toBeCloseTo(rate, 9);
  });

  it.each([
    ['distribution', DISTRIBUTION_ONAN, 0.5, 1.2],
    ['distribution', DISTRIBUTION_ONAN, 1, 0],
    ['medium power ONAF', ONAF, 0.4, 1.5],
  ] as const)('%s: a step is the closed form of the standard after 1 minute and after a day', (_name, c, from, to) => {
    for (const minutes of [1, 7, 30, 59, 180, 600, 1440]) {
      let state = settled(TWENTY, { loadKw: 630 * from, atMs: 0 }, c);
      for (let m = 1; m <= minutes; m += 1)
        state = advanceThermal(state, TWENTY, { loadKw: 630 * to, atMs: m * MINUTE_MS }, c);
      expect(hotSpotC(state)).toBeCloseTo(closedForm(TWENTY, c, { from, to, minutes }), 6);
    }
  });

  it('the winding of a larger one overshoots before the oil takes over', () => {
    const peak = closedForm(TWENTY, ONAF, { from: 0.4, to: 1.5, minutes: 40 });
    const c = { ...ONAF, k21: 1 };
    expect(peak).toBeGreaterThan(closedForm(TWENTY, c, { from: 0.4, to: 1.5, minutes: 40 }) + 5);
  });

  it('ages by as many hours as pass at 98 degrees, twice as many 6 degrees above', () => {
    for (const [ambientC, factor] of [
      [20, 1],
      [26, 2],
      [14, 0.5],
    ] as const) {
      const hot = { ...TWENTY, ambientC };
      let state = settled(hot, { loadKw: 630, atMs: 0 });
      for (let h = 1; h <= 24; h += 1) state = advanceThermal(state, hot, { loadKw: 630, atMs: h * 3_600_000 });
      expect(state.lossOfLifeHours).toBeCloseTo(24 * factor, 6);
    }
  });

  it('after a long gap it is settled, and the gap costs no life', () => {
    const before = settled(TWENTY, { loadKw: 630, atMs: 0 });
    const after = advanceThermal(before, TWENTY, { loadKw: 0, atMs: 5 * 3_600_000 });
    expect(after).toEqual({ ...settled(TWENTY, { loadKw: 0, atMs: 5 * 3_600_000 }), lossOfLifeHours: 0 });
  });

  it('what is not a load is none, feeding back heats as well, and time does not run backwards', () => {
    expect([loadFactor(TWENTY, Number.NaN), loadFactor(TWENTY, -315)]).toEqual([0, 0.5]);
    expect(loadFactor({ ...TWENTY, powerFactor: 0.9 }, 567)).toBeCloseTo(1, 12);
    const before = settled(TWENTY, { loadKw: 630, atMs: 1_000 });
    expect(advanceThermal(before, TWENTY, { loadKw: 0, atMs: 1_000 })).toBe(before);
    expect(advanceThermal(before, TWENTY, { loadKw: 0, atMs: Number.NaN })).toBe(before);
  });
});

const loads = fc.array(fc.double({ min: 0, max: 1_200, noNaN: true }), { minLength: 1, maxLength: 40 });
const through = (kws: readonly number[], stepMs: number, transformer = TWENTY) =>
  kws.reduce(
    (state, loadKw, k) => advanceThermal(state, transformer, { loadKw, atMs: (k + 1) * stepMs }),
    settled(transformer, { loadKw: 0, atMs: 0 }),
  );

describe('laws', () => {
  it('more load is never cooler and never costs less life', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: 0, max: 300, noNaN: true }), (kws, moreKw) => {
        const less = through(kws, 5 * MINUTE_MS);
        const more = through(
          kws.map((kw) => kw + moreKw),
          5 * MINUTE_MS,
        );
        expect(hotSpotC(more)).toBeGreaterThanOrEqual(hotSpotC(less) - 1e-9);
        expect(more.lossOfLifeHours).toBeGreaterThanOrEqual(less.lossOfLifeHours - 1e-12);
      }),
    );
  });

  it('warmer air is that much warmer oil and hot spot', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: -40, max: 40, noNaN: true }), (kws, warmerK) => {
        const warm = through(kws, 5 * MINUTE_MS, { ...TWENTY, ambientC: 20 + warmerK });
        expect(hotSpotC(warm) - hotSpotC(through(kws, 5 * MINUTE_MS))).toBeCloseTo(warmerK, 6);
      }),
    );
  });

  it('a load that stands still is the same in one step and in many, and stays between where it was and where it settles', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1_200, noNaN: true }),
        fc.integer({ min: 1, max: 3_600 }),
        (loadKw, seconds) => {
          const from = settled(TWENTY, { loadKw: 300, atMs: 0 });
          const once = advanceThermal(from, TWENTY, { loadKw, atMs: seconds * 1_000 });
          const half = advanceThermal(from, TWENTY, { loadKw, atMs: seconds * 500 });
          const twice = advanceThermal(half, TWENTY, { loadKw, atMs: seconds * 1_000 });
          expect(hotSpotC(once)).toBeCloseTo(hotSpotC(twice), 8);
          const ends = [hotSpotC(from), hotSpotC(settled(TWENTY, { loadKw, atMs: 0 }))];
          expect(hotSpotC(once)).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-9);
          expect(hotSpotC(once)).toBeLessThanOrEqual(Math.max(...ends) + 1e-9);
        },
      ),
    );
  });
});
