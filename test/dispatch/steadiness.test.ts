import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid } from '../../dispatch/index.ts';
import type { Connector, GridSnapshot } from '../../dispatch/index.ts';

const START_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Car = {
  readonly ratingKw: number;
  readonly arrivalMinute: number;
  readonly stayH: number;
  readonly needKwh: number;
};
type Site = {
  readonly capKw: number;
  readonly laterKw?: number;
  readonly stepKw: number | undefined;
  readonly cars: readonly Car[];
};

/** Totals and limits of each minute when every limit is taken at once, nobody is served and nobody leaves: only time passes. */
function offers({ capKw, laterKw = capKw, stepKw, cars }: Site, minutes: number): readonly (readonly number[])[] {
  const connectors = cars.map(({ ratingKw }, index): Connector => ({
    id: `c${index}/1`,
    stationId: `c${index}`,
    nodeId: 'T',
    ...(ratingKw > 22 ? { kind: 'DC', phases: [] } : { kind: 'AC', phases: ['L1'] }),
    voltageV: 230,
    ratingKw,
    minimumKw: 0,
    failsafeKw: 0,
    weight: 1,
    ...(stepKw === undefined ? {} : { stepKw }),
  }));
  const grid = compileGrid({
    nodes: [{ id: 'T', kind: 'transformer', voltageV: 230, margin: 0 }],
    connectors,
  });
  let limits = cars.map(() => 0);
  const seen: (readonly number[])[] = [];
  for (let minute = 0; minute <= minutes; minute += 1) {
    const atMs = START_MS + minute * MINUTE_MS;
    const snapshot: GridSnapshot = {
      atMs,
      grid,
      capacity: [{ limit: minute === 0 ? capKw : laterKw, base: 0 }],
      connectors: cars.map((car, index) => ({
        connectorId: connectors[index]?.id ?? 'none/1',
        controllable: true,
        exposureKw: limits[index] ?? 0,
        acceptedKw: limits[index] ?? 0,
        ...(minute < car.arrivalMinute
          ? {}
          : {
              session: {
                sessionId: `s${index}`,
                arrivedAtMs: START_MS + car.arrivalMinute * MINUTE_MS,
                departureMs: START_MS + car.stayH * HOUR_MS,
                remainingKwh: car.needKwh,
                maximumKw: car.ratingKw,
                priority: 1,
                admitted: (limits[index] ?? 0) > 0,
              },
            }),
      })),
    };
    const decided = new Map(
      allocate(snapshot, ALLOCATE_SETTINGS).setpoints.map((one) => [one.connectorId, one.limitKw]),
    );
    limits = connectors.map(({ id }) => decided.get(id) ?? 0);
    seen.push(limits);
  }
  return seen;
}

const total = (limits: readonly number[]): number => limits.reduce((sum, one) => sum + one, 0);
const slow = (arrivalMinute: number): Car => ({ ratingKw: 7.4, arrivalMinute, stayH: 12, needKwh: 20 });

describe('the deadband', () => {
  test('three cars below 0.5 kW with chargers of fine steps: each newcomer gets its share, nothing is lost', () => {
    const seen = offers({ capKw: 0.5, stepKw: 1e-6, cars: [slow(0), slow(1), slow(2)] }, 30);
    expect(seen.map((limits) => limits.filter((one) => one > 0.15).length).slice(0, 4)).toEqual([1, 2, 3, 3]);
    expect(Math.min(...seen.map(total))).toBeGreaterThan(0.485);
  });

  test('many small increases are more than one: of 2 kW more for 20 chargers at most one band is left', () => {
    // 0.1 kW for each of them is below 3 % of 5 kW; the root grows in the second minute.
    const crowd = Array.from({ length: 20 }, () => ({ ratingKw: 50, arrivalMinute: 0, stayH: 48, needKwh: 10 }));
    const seen = offers({ capKw: 100, laterKw: 102, stepKw: 0.01, cars: crowd }, 3);
    expect(seen.map((limits) => Math.round(total(limits) * 100) / 100)).toEqual([100, 101.9, 101.9, 101.9]);
    // Who rises is told; the others hear nothing.
    expect(seen.at(-1)?.filter((one) => one === 5).length).toBe(1);
  });

  const car = fc.record({
    ratingKw: fc.constantFrom(7.4, 22, 50, 150),
    arrivalMinute: fc.nat({ max: 10 }),
    stayH: fc.integer({ min: 1, max: 26 }),
    needKwh: fc.integer({ min: 5, max: 60 }),
  });
  const site = fc.record({
    capKw: fc.integer({ min: 1, max: 300 }),
    stepKw: fc.constantFrom(undefined, 1e-6, 0.001, 0.1),
    cars: fc.array(car, { minLength: 1, maxLength: 12 }),
  });

  test('what is offered never falls short of the capacity by more than one band, however long it goes on', () => {
    fc.assert(
      fc.property(site, (one) => {
        const able = one.cars.reduce((sum, { ratingKw }) => sum + ratingKw, 0);
        const seen = offers(one, 40).slice(11);
        for (const limits of seen) {
          const wanted = Math.min(one.capKw, able);
          const step = one.stepKw ?? 0.23;
          // One band of what the held one would get, and the rounding down of every charger that left-over steps do not fit into.
          const bandKw = Math.max((0.03 / 0.97) * Math.max(...limits), step) + step;
          expect(total(limits)).toBeLessThanOrEqual(one.capKw + 1e-6);
          expect(total(limits)).toBeGreaterThanOrEqual(wanted - bandKw - 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });
});
