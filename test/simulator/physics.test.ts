import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../dispatch/index.ts';
import {
  acceptedKw,
  acceptedKwh,
  createCharger,
  createRandom,
  fittedBattery,
  offerKw,
  phaseA,
  plugIn,
  settle,
  stepCar,
  tell,
  usableKw,
  wantedKwh,
  type CarSpec,
} from '../../simulator/index.ts';

const CAR: CarSpec = { batteryKwh: 50, arrivalSocPercent: 20, maximumKw: 11.04, phaseCount: 3, taper: 'two-stage' };
const PILE: Connector = {
  id: 'A01/1',
  stationId: 'A01',
  nodeId: 'F1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 22.08,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
};
const ONE_PHASE: Connector = { ...PILE, phases: ['L2'], ratingKw: 7.36, minimumKw: 1.38 };
const DC: Connector = { ...PILE, kind: 'DC', ratingKw: 60, minimumKw: 6 };

describe('car', () => {
  it.each([
    [20, 11.04],
    [80, 11.04],
    [90, 11.04 * 0.525],
    [100, 11.04 * 0.05],
  ])('at %d %% state of charge takes %d kW', (soc, kw) => {
    expect(acceptedKw(CAR, soc)).toBeCloseTo(kw, 9);
    expect(acceptedKw({ ...CAR, taper: 'ideal' }, soc)).toBe(11.04);
  });

  it('follows an offer within 5 s, up and down', () => {
    let car = plugIn(CAR, 30);
    const powers: number[] = [];
    for (let second = 0; second < 6; second += 1) {
      car = stepCar(car, { offerKw: 11.04, stepMs: 1000 });
      powers.push(car.powerKw);
    }
    expect(powers.map((kw) => Number(kw.toFixed(3)))).toEqual([2.208, 4.416, 6.624, 8.832, 11.04, 11.04]);
    for (let second = 0; second < 5; second += 1) car = stepCar(car, { offerKw: 0, stepMs: 1000 });
    expect(car.powerKw).toBe(0);
  });

  it('stops at its need, and never charges beyond a full battery', () => {
    let modest = plugIn(CAR, 1);
    let greedy = plugIn({ ...CAR, arrivalSocPercent: 99 }, 30);
    for (let second = 0; second < 6 * 3600; second += 1) {
      modest = stepCar(modest, { offerKw: 11.04, stepMs: 1000 });
      greedy = stepCar(greedy, { offerKw: 11.04, stepMs: 1000 });
    }
    expect([modest.deliveredKwh, wantedKwh(modest), modest.powerKw]).toEqual([expect.closeTo(1, 5), 0, 0]);
    expect([greedy.deliveredKwh, wantedKwh(greedy)]).toEqual([expect.closeTo(0.5, 5), 0]);
  });

  it('law: the integral of its power is what it got, and it is never above what it may', () => {
    const offers = fc.array(
      fc.record({ offerKw: fc.double({ min: 0, max: 25, noNaN: true }), stepMs: fc.constantFrom(100, 1000, 7000) }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(
        offers,
        fc.double({ min: 0.1, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (steps, needKwh, arrivalSocPercent) => {
          let car = plugIn({ ...CAR, arrivalSocPercent }, needKwh);
          let integralKwh = 0;
          let offeredBefore = 0;
          for (const step of steps) {
            const before = car.powerKw;
            car = stepCar(car, step);
            integralKwh += (car.powerKw * step.stepMs) / 3_600_000;
            expect(car.powerKw).toBeGreaterThanOrEqual(0);
            expect(car.powerKw).toBeLessThanOrEqual(Math.max(before, step.offerKw, offeredBefore) + 1e-9);
            if (step.stepMs >= 5000) expect(car.powerKw).toBeLessThanOrEqual(step.offerKw + 1e-9);
            offeredBefore = step.offerKw;
          }
          expect(car.deliveredKwh).toBeCloseTo(integralKwh, 9);
          expect(car.deliveredKwh).toBeLessThanOrEqual(needKwh + 1e-9);
          expect(arrivalSocPercent + (100 * car.deliveredKwh) / CAR.batteryKwh).toBeLessThanOrEqual(100 + 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('taper in long steps', () => {
  it('one step of five minutes gives what 3000 of a tenth of a second give', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 99, noNaN: true }),
        fc.double({ min: 0.1, max: 15, noNaN: true }),
        fc.double({ min: 5, max: 100, noNaN: true }),
        (soc, offerKw, batteryKwh) => {
          const spec = { ...CAR, batteryKwh };
          let smallKwh = 0;
          for (let k = 0; k < 3000; k += 1)
            smallKwh += Math.min(offerKw, acceptedKw(spec, soc + (100 * smallKwh) / batteryKwh)) / 36_000;
          // Beyond a full battery nothing is asked for.
          const roomKwh = ((100 - soc) / 100) * batteryKwh;
          smallKwh = Math.min(smallKwh, roomKwh);
          const inOne = Math.min(roomKwh, acceptedKwh(spec, { soc, offerKw, hours: 1 / 12 }));
          expect(inOne).toBeLessThanOrEqual(Math.min(offerKw, spec.maximumKw) / 12 + 1e-9);
          expect(Math.abs(inOne - smallKwh)).toBeLessThan(1e-3 * Math.max(inOne, 0.01));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('a car in the taper draws the mean of the step', () => {
    // From 80 % on, power decays with e^(-t / T), T = 50 kWh x 20 % / (11.04 kW x 95 %).
    const car = stepCar(plugIn({ ...CAR, arrivalSocPercent: 80 }, 10), { offerKw: 50, stepMs: 3_600_000 });
    const decayH = 10 / (11.04 * 0.95);
    expect(car.powerKw).toBeCloseTo(11.04 * decayH * (1 - Math.exp(-1 / decayH)), 9);
    expect(car.deliveredKwh).toBeCloseTo(car.powerKw, 9);
  });
});

describe('a battery for a session of the data', () => {
  it.each([
    // Full power all the stay: nothing may taper before the need is met, in the smallest battery that can.
    ['no time to spare', { needKwh: 6.6, stayH: 1, maximumKw: 6.6 }, 16],
    ['a large need', { needKwh: 50, stayH: 12, maximumKw: 6.6 }, 60],
    ['a hybrid', { needKwh: 4, stayH: 9, maximumKw: 3.3 }, 8],
  ])('%s', (_, session, batteryKwh) => {
    const fitted = fittedBattery(session);
    expect(fitted.batteryKwh).toBe(batteryKwh);
    const spec = { ...CAR, ...fitted, maximumKw: session.maximumKw };
    const takes = (soc: number): number => acceptedKwh(spec, { soc, offerKw: session.maximumKw, hours: session.stayH });
    expect(takes(fitted.arrivalSocPercent)).toBeGreaterThanOrEqual(session.needKwh * (1 - 1e-9));
    // A little fuller, and it would not have got its need: by taper, or for want of room.
    const fuller = fitted.arrivalSocPercent + 0.1;
    const roomKwh = ((100 - fuller) / 100) * batteryKwh;
    expect(Math.min(takes(fuller), roomKwh)).toBeLessThan(session.needKwh);
  });

  it('a need that full power cannot meet never sees the taper', () => {
    const spec = { ...CAR, ...fittedBattery({ needKwh: 10, stayH: 1, maximumKw: 6.6 }) };
    expect(acceptedKw(spec, spec.arrivalSocPercent + (100 * 9.99) / spec.batteryKwh)).toBe(CAR.maximumKw);
  });
});

describe('charger', () => {
  it('applies a changed limit after its lag, in order, and not before', () => {
    let charger = createCharger(PILE, 6500);
    charger = tell(charger, { limitKw: 11.04, atMs: 1000 });
    charger = tell(charger, { limitKw: 11.04, atMs: 2000 });
    charger = tell(charger, { limitKw: 4.14, atMs: 3000 });
    expect(charger.told.length).toBe(2);
    expect(settle(charger, 7499).appliedKw).toBeUndefined();
    charger = settle(charger, 7500);
    expect(charger.appliedKw).toBe(11.04);
    charger = settle(charger, 20_000);
    expect([charger.appliedKw, charger.told]).toEqual([4.14, []]);
  });

  it.each<[string, Connector, number | undefined, number]>([
    ['no limit is its rating', PILE, undefined, 22.08],
    ['6 A on three phases stay 6 A', PILE, (6 * 230 * 3) / 1000, 4.14],
    ['below 6 A is a pause', PILE, 4.139, 0],
    ['whole ampere, rounded down', PILE, 11.7, 11.04],
    ['never above the rating', PILE, 50, 22.08],
    ['one phase', ONE_PHASE, 3.5, 3.45],
    ['a set of its own: the step below', { ...ONE_PHASE, allowedA: [0, 8, 16, 24, 32] }, 3.5, 1.84],
    ['a set of its own: none below', { ...ONE_PHASE, allowedA: [0, 8, 16, 24, 32] }, 1.5, 0],
    ['DC is continuous', DC, 33.33, 33.33],
    ['DC below its minimum is a pause', DC, 5.9, 0],
    ['negative is a pause', PILE, -3, 0],
  ])('offers %s', (_, connector, limitKw, kw) => {
    expect(offerKw(connector, limitKw)).toBeCloseTo(kw, 9);
  });

  it('law: a whole ampere that went through kW and back is still that ampere', () => {
    for (const voltageV of [120, 208, 220, 230, 231.7, 240]) {
      for (const phases of [['L1'], ['L1', 'L2', 'L3']] as const) {
        const kwPerA = (voltageV * phases.length) / 1000;
        const connector: Connector = { ...PILE, voltageV, phases, ratingKw: 32 * kwPerA, minimumKw: 6 * kwPerA };
        for (let currentA = 6; currentA <= 32; currentA += 1) {
          // As it comes off the wire: A, not kW; and summed up in another order.
          for (const limitKw of [
            currentA * kwPerA,
            (currentA * voltageV * phases.length) / 1000,
            currentA * kwPerA * (1 - 1e-9),
          ]) {
            expect(offerKw(connector, limitKw)).toBeCloseTo(currentA * kwPerA, 6);
          }
        }
      }
    }
  });

  it('a single-phase car uses one phase of three, on L1', () => {
    const car = plugIn({ ...CAR, phaseCount: 1 }, 10);
    expect(usableKw(PILE, 11.04, car)).toBeCloseTo(3.68, 9);
    expect(phaseA(PILE, { powerKw: 3.68, carPhases: 1, gridVoltageV: 230 })).toEqual([16, 0, 0]);
    expect(phaseA(PILE, { powerKw: 11.04, carPhases: 3, gridVoltageV: 230 }).map(Math.round)).toEqual([16, 16, 16]);
    expect(phaseA(ONE_PHASE, { powerKw: 3.68, carPhases: 3, gridVoltageV: 230 })).toEqual([0, 16, 0]);
    expect(phaseA({ ...PILE, phaseDeg: 30 }, { powerKw: 3.68, carPhases: 1, gridVoltageV: 230 })).toEqual([0, 0, 0]);
    expect(phaseA({ ...DC, voltageV: 400 }, { powerKw: 6.9, carPhases: 1, gridVoltageV: 230 }).map(Math.round)).toEqual(
      [10, 10, 10],
    );
  });
});

describe('random', () => {
  it('is the same for the same seed, and a fork does not depend on draws or on other forks', () => {
    const a = createRandom(7);
    const b = createRandom(7);
    b.next();
    b.fork('someone new').next();
    expect(a.fork('car').next()).toBe(b.fork('car').next());
    expect(a.fork('car').next()).not.toBe(a.fork('other car').next());
    expect(createRandom(8).next()).not.toBe(createRandom(7).next());
  });

  it('is uniform and normal enough', () => {
    const random = createRandom('statistics');
    const draws = Array.from({ length: 20_000 }, () => random.next());
    expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    expect(normals.reduce((sum, value) => sum + value, 0) / normals.length).toBeCloseTo(0, 1);
    expect(normals.reduce((sum, value) => sum + value * value, 0) / normals.length).toBeCloseTo(1, 1);
    expect(() => random.pick([])).toThrow('random: cannot pick from an empty list');
  });
});
