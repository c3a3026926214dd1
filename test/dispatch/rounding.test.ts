import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestSteps, stepWorths, type Choice, type GroupedRow } from '../../dispatch/rounding/index.ts';

const LINES = [30, -90, 150].map((deg) => ({
  re: Math.cos((deg * Math.PI) / 180),
  im: Math.sin((deg * Math.PI) / 180),
}));
const row = (first: number, lines: readonly number[], room: number): GroupedRow => ({
  groups: lines.map((line) => LINES[line] ?? { re: 1, im: 0 }),
  first,
  room,
});
const plain = (first: number, room: number): GroupedRow => ({ groups: [{ re: 1, im: 0 }], first, room });
const choice = (
  groups: readonly number[],
  worth: readonly number[],
  steps: readonly number[] = worth.map((_, k) => k),
): Choice => ({
  stepKw: 1,
  steps,
  worth,
  groups,
  perKw: groups.map(() => 1),
});

/** The largest worth over all combinations that every row bears; undefined = none. */
function byHand(choices: readonly Choice[], rows: readonly GroupedRow[], loads: readonly number[]): number | undefined {
  let best: number | undefined;
  const visit = (k: number, sums: readonly number[], worth: number): void => {
    const one = choices[k];
    if (one === undefined) {
      if (rows.every((each) => bears(each, sums))) best = Math.max(best ?? -Infinity, worth);
      return;
    }
    one.steps.forEach((step, at) => {
      const next = sums.slice();
      one.groups.forEach((group, g) => {
        next[group] = (next[group] ?? 0) + step * one.stepKw * (one.perKw[g] ?? 0);
      });
      visit(k + 1, next, worth + (one.worth[at] ?? 0));
    });
  };
  visit(0, loads, 0);
  return best;
}

function bears({ groups, first, room }: GroupedRow, sums: readonly number[]): boolean {
  let subsets: readonly (readonly [number, number])[] = [[0, 0]];
  groups.forEach(({ re, im }, g) => {
    const load = sums[first + g] ?? 0;
    subsets = subsets.flatMap(([x, y]) => [[x, y] as const, [x + re * load, y + im * load] as const]);
  });
  return subsets.every(([x, y]) => Math.hypot(x, y) <= room + 1e-9);
}

function worthOf(choices: readonly Choice[], chosen: Int32Array): number {
  return choices.reduce((sum, { steps, worth }, k) => sum + (worth[steps.indexOf(chosen[k] ?? -1)] ?? Number.NaN), 0);
}

describe('bestSteps', () => {
  it('gives the scarce amperes to who values them, in steps that the charger has', () => {
    const choices = [choice([0], [0, 6, 8], [0, 6, 8]), choice([0], [0, 7.5], [0, 8]), choice([0], [0, 9], [0, 6])];
    expect(bestSteps({ choices, rows: [plain(0, 14)], loads: [0], nearKw: [] })).toEqual(Int32Array.of(8, 0, 6));
    expect(bestSteps({ choices, rows: [plain(0, 13.9)], loads: [0], nearKw: [] })).toEqual(Int32Array.of(6, 0, 6));
    expect(bestSteps({ choices, rows: [plain(0, 14)], loads: [8], nearKw: [] })).toEqual(Int32Array.of(0, 0, 6));
  });

  it('has no answer where not even the least steps fit, or where too many kinds of connectors share rows', () => {
    const stays = choice([0], [1], [6]);
    expect(bestSteps({ choices: [stays, stays], rows: [plain(0, 11)], loads: [0], nearKw: [] })).toBeUndefined();
    expect(bestSteps({ choices: [choice([0], [0, 1])], rows: [plain(0, -1)], loads: [0], nearKw: [] })).toBeUndefined();
    const kinds = [1, 2, 3, 4].map((perKw): Choice => ({ ...choice([0], [0, 1]), perKw: [perKw] }));
    expect(bestSteps({ choices: kinds, rows: [plain(0, 5)], loads: [0], nearKw: [] })).toBeUndefined();
  });

  it('law: no combination that all rows bear is worth more (three lines, a pod of its own, a cap over all)', () => {
    const car = fc.record({
      line: fc.integer({ min: 0, max: 2 }),
      inPod: fc.boolean(),
      steps: fc.constantFrom([0, 1, 2], [0, 2, 4], [0, 3], [1, 2]),
      worth: fc.array(fc.integer({ min: -2, max: 9 }), { minLength: 3, maxLength: 3 }),
    });
    const rooms = fc.record({
      ab: fc.integer({ min: 0, max: 7 }),
      ca: fc.integer({ min: 0, max: 7 }),
      pod: fc.integer({ min: 0, max: 4 }),
      all: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(
        fc.array(car, { minLength: 1, maxLength: 5 }),
        rooms,
        fc.nat(2),
        (cars, { ab, ca, pod, all }, drawn) => {
          // Groups: lines of row "ab" 0-1, of row "ca" 2-3, the pod 4, the cap 5.
          const everyRow = [row(0, [0, 1], ab), row(2, [1, 2], ca), plain(4, pod), plain(5, all)];
          const choices = cars.map(({ line, inPod, steps, worth }): Choice => {
            const groups =
              [
                [0, 5],
                [1, 2, 5],
                [3, 5],
              ][line] ?? [];
            return choice(inPod && line === 0 ? [0, 4, 5] : groups, worth.slice(0, steps.length), steps);
          });
          const touched = new Set(choices.flatMap(({ groups }) => groups));
          const rows = everyRow.filter(({ first, groups }) => groups.some((_, g) => touched.has(first + g)));
          const loads = [0, 0, 0, 0, 0, drawn];
          const chosen = bestSteps({ choices, rows, loads, nearKw: choices.map(() => 1) });
          const best = byHand(choices, rows, loads);
          expect(chosen === undefined ? undefined : worthOf(choices, chosen)).toBe(best);
          if (chosen !== undefined) {
            const forced = choices.map((one, k) => ({ ...one, steps: [chosen[k] ?? -1], worth: [0] }));
            expect(byHand(forced, rows, loads)).toBe(0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('stepWorths', () => {
  const car = { stepKw: 1, steps: [0, 6, 7, 8], remainingKwh: 100, worthPerKwh: 1, plannedKw: Number.NaN };

  it('a kWh now is worth what the plan says, and a little more', () => {
    expect(stepWorths(car, { hours: 0.5, usual: 1 })).toEqual(
      [0, 3.00909, 3.510605, 4.01212].map((worth) => expect.closeTo(worth, 9)),
    );
  });

  it('what goes beyond the need is worth nothing; the step that ends it counts a little more, whatever it wastes', () => {
    const worths = stepWorths({ ...car, remainingKwh: 3.5 }, { hours: 0.5, usual: 1 });
    expect(worths[2]).toBe(worths[3]);
    const perKwh = 1.003 + 0.003 / 3.5;
    expect(worths).toEqual([0, 3 * perKwh, 3.55 * perKwh, 3.55 * perKwh].map((worth) => expect.closeTo(worth, 9)));
  });

  it('a car that is done gains nothing by waiting at 0: only a step ends a need', () => {
    expect(stepWorths({ ...car, remainingKwh: 0.01 }, { hours: 0.5, usual: 1 })[0]).toBe(0);
  });

  it('ends the need of a car whose remainder nearly fills its step before that of one whose would waste it', () => {
    // One step of 8 is free; elsewhere a kWh earns as much.
    const [, ending = 0] = stepWorths({ ...car, steps: [0, 8], remainingKwh: 3.95 }, { hours: 0.5, usual: 1 });
    const [, wasting = 0] = stepWorths({ ...car, steps: [0, 8], remainingKwh: 0.5 }, { hours: 0.5, usual: 1 });
    const [, going = 0] = stepWorths({ ...car, steps: [0, 8] }, { hours: 0.5, usual: 1 });
    expect(ending).toBeGreaterThan(going);
    expect(wasting).toBeLessThan(going);
  });

  it('among equals the planned power is worth most', () => {
    const worths = stepWorths({ ...car, worthPerKwh: -0.003, plannedKw: 7 }, { hours: 0.5, usual: 1 });
    expect(worths.indexOf(Math.max(...worths))).toBe(2);
  });
});
