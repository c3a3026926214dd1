import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFull, taperEndKwh, taperSeen } from '../../dispatch/index.ts';
import type { Taper } from '../../dispatch/index.ts';

type Sample = Parameters<typeof taperSeen>[1];
const sample = (powerKw: number, deliveredKwh: number, facts: Partial<Sample> = {}): Sample => ({
  powerKw,
  deliveredKwh,
  offeredKw: 11,
  offeredForMs: 15_000,
  minimumKw: 4,
  maximumKw: 11,
  stepKw: 0.7,
  ...facts,
});
const seen = (...samples: readonly Sample[]): Taper => samples.reduce(taperSeen, { idleSamples: 0 });

describe('the end of a charge', () => {
  const falling = [sample(11, 9), sample(9, 10), sample(6, 11)];
  test.each([
    { name: 'a falling power ends where its line meets zero', samples: falling, end: 13, full: false },
    { name: 'one point is no line', samples: falling.slice(0, 2), end: undefined, full: false },
    {
      name: 'a steady power below the offer is the car itself',
      samples: [sample(7, 1), sample(7, 2), sample(6.9, 3)],
      end: undefined,
      full: false,
    },
    { name: 'what rises begins anew', samples: [sample(5, 9), sample(9, 10), sample(6, 11)], end: 13, full: false },
    {
      name: 'who follows the offer does not taper',
      samples: [...falling, sample(6, 12, { offeredKw: 6 })],
      end: undefined,
      full: false,
    },
    {
      name: 'a pause tells nothing',
      samples: [...falling, sample(0, 11, { offeredKw: 0 }), sample(0, 11, { offeredKw: 0 })],
      end: 13,
      full: false,
    },
    {
      name: 'an unsettled charger tells nothing',
      samples: [...falling, sample(0, 11, { offeredForMs: 14_999 }), sample(0, 11, { offeredForMs: 5 })],
      end: 13,
      full: false,
    },
    {
      name: 'no number tells nothing',
      samples: [...falling, sample(Number.NaN, 11), sample(5, Number.NaN)],
      end: 13,
      full: false,
    },
    {
      name: 'a register that stands still gives no line',
      samples: [sample(9, 10), sample(6, 10)],
      end: undefined,
      full: false,
    },
    { name: 'nothing taken twice: full', samples: [...falling, sample(0.1, 12), sample(0, 12)], end: 13, full: true },
    { name: 'nothing taken once: a contactor', samples: [...falling, sample(0.1, 12)], end: 13, full: false },
    {
      name: 'between two pauses of its own it charged',
      samples: [sample(0, 5), sample(8, 6), sample(0, 7)],
      end: undefined,
      full: false,
    },
    {
      name: 'a car that has not begun is not full',
      samples: [sample(0, 0), sample(0, 0), sample(0, 0)],
      end: undefined,
      full: false,
    },
  ])('$name', ({ samples, end, full }) => {
    const taper = seen(...samples);
    expect([taperEndKwh(taper), isFull(taper)]).toEqual([end, full]);
  });

  test('law: a linear taper is foretold exactly, from any two of its points', () => {
    const share = fc.double({ min: 0.05, max: 0.8, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 5, max: 80, noNaN: true }), share, share, (tailKwh, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        fc.pre(late - early > 0.2);
        const at = (part: number): Sample => sample(100 * (1 - part), 20 + part * tailKwh, { offeredKw: 200 });
        expect(taperEndKwh(seen(at(early), at(late)))).toBeCloseTo(20 + tailKwh, 6);
      }),
    );
  });
});
