import { expect, test } from 'vitest';
import { compileGrid } from '../../../dispatch/index.ts';
import { BaseLoads } from '../../../src/control/index.ts';
import { node, pile, siteOf, T0 } from './loop-world.ts';

const S = 1000;

/** A feeder with one pile whose car draws 22 kW from 20 s after `T0` on; homes draw 10 kW. */
function street() {
  const feeder = node('F1', {
    ratingKw: 100,
    baseLoad: { kind: 'meter', measures: 'total', maximumKw: 50, growthKwPerS: 0 },
  });
  const grid = compileGrid(siteOf([feeder], [pile('A', 'F1')]).grid);
  const loads = new BaseLoads();
  return {
    meter: (receivedS: number, lateS: number, importKw: number, slowS = 0) =>
      loads.meter({
        nodeId: 'F1',
        receivedAtMs: T0 + receivedS * S,
        measuredAtMs: T0 + (receivedS - lateS - slowS) * S,
        importKw,
      }),
    reading: (receivedS: number, lateS: number, powerKw: number) =>
      loads.reading('A/1', { atMs: T0 + receivedS * S, takenAtMs: T0 + (receivedS - lateS) * S, powerKw }),
    hiKw: (atS: number) =>
      loads
        .estimate(grid, T0 + atS * S, () => ({ charging: true, exposureKw: 22, leastKw: 22, newestKw: 22 }))
        .get('F1'),
    ageMs: () => loads.viewOf('F1')?.ageMs,
  };
}

test.each([0, 20, -20])(
  'a meter message that is late, by a clock that is %i s slow, tells of then, not of now',
  (slowS) => {
    const { meter, reading, hiKw, ageMs } = street();
    for (let s = -30; s <= 10; s += 10) {
      meter(s, 0, 10, slowS);
      reading(s + 1, 0, 0);
    }
    reading(21, 0, 22);
    reading(31, 0, 22);
    // Measured at 15 s without the car, received when readings of 22 kW are on both sides.
    meter(28, 13, 10, slowS);
    reading(41, 0, 22);
    expect(hiKw(41)).toBe(10);
    expect(ageMs()).toBe(26 * S);
  },
);

test.each([
  { dippedKw: 22, baseKw: 10 },
  { dippedKw: 0, baseKw: 32 },
])('a limit of $dippedKw kW that held while the meter looked is remembered, whatever is the newest', (told) => {
  const feeder = node('F1', {
    ratingKw: 100,
    baseLoad: { kind: 'meter', measures: 'total', maximumKw: 50, growthKwPerS: 0 },
  });
  const grid = compileGrid(siteOf([feeder], [pile('A', 'F1')]).grid);
  const loads = new BaseLoads();
  let hiKw: number | undefined;
  for (let s = 0; s <= 30; s++) {
    const atMs = T0 + s * S;
    if (s % 10 === 0) loads.reading('A/1', { atMs, takenAtMs: atMs, powerKw: 22 });
    if (s === 15) loads.meter({ nodeId: 'F1', receivedAtMs: atMs, measuredAtMs: atMs, importKw: 32 });
    const leastKw = s >= 14 && s <= 16 ? told.dippedKw : 22;
    hiKw = loads.estimate(grid, atMs, () => ({ charging: true, exposureKw: 22, leastKw, newestKw: 22 })).get('F1');
  }
  expect(hiKw).toBe(told.baseKw);
});
