import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGrid, floorToStepKw, nextStepKw } from '../../dispatch/index.ts';
import type { Connector } from '../../dispatch/index.ts';
import { emptyDesk } from '../../dispatch/allocate/desk.ts';
import { quantize } from '../../dispatch/allocate/quantize.ts';
import { RowLoads } from '../../dispatch/allocate/row-loads.ts';

const pile = (facts: Partial<Connector> = {}): Connector => ({
  id: 'A/1',
  stationId: 'A',
  nodeId: 'T',
  kind: 'AC',
  phases: ['L1'],
  voltageV: 230,
  ratingKw: 7.36,
  minimumKw: 1.38,
  failsafeKw: 0,
  weight: 1,
  ...facts,
});
const threePhase = pile({ phases: ['L1', 'L2', 'L3'], ratingKw: 22.08, minimumKw: 4.14 });
const coarse = pile({ allowedA: [0, 8, 16, 32] });
const fast = pile({ kind: 'DC', phases: [], ratingKw: 60, minimumKw: 5 });
const lineToLine = pile({ phases: [], phaseDeg: 30, voltageV: 208, ratingKw: 6.656, minimumKw: 1.248 });

describe('steps of a charger', () => {
  test.each([
    { name: 'whole amperes', connector: pile(), powerKw: 2.2, stepKw: 9 * 0.23 },
    { name: 'exactly 6 A', connector: pile(), powerKw: 1.38, stepKw: 1.38 },
    { name: '6 A that lost a bit on the way', connector: pile(), powerKw: 1.38 * (1 - 5e-7), stepKw: 1.38 },
    { name: '5.9999 A is not 6 A', connector: pile(), powerKw: 1.38 * (1 - 2e-5), stepKw: 0 },
    { name: 'below the minimum', connector: pile(), powerKw: 1.3, stepKw: 0 },
    { name: 'three phases', connector: threePhase, powerKw: 11, stepKw: 15 * 0.69 },
    { name: 'line to line', connector: lineToLine, powerKw: 6.656, stepKw: 6.656 },
    { name: 'a set of currents', connector: coarse, powerKw: 3.6, stepKw: 8 * 0.23 },
    { name: 'the top of the set', connector: coarse, powerKw: 20, stepKw: 32 * 0.23 },
    { name: 'below the set', connector: coarse, powerKw: 1.6, stepKw: 0 },
    { name: 'tenths of a kW', connector: fast, powerKw: 33.39, stepKw: 33.3 },
    { name: 'a tenth that is not exact in binary', connector: fast, powerKw: 33.3, stepKw: 33.3 },
    { name: 'below the DC minimum', connector: fast, powerKw: 4.99, stepKw: 0 },
    { name: 'nothing', connector: fast, powerKw: 0, stepKw: 0 },
    { name: 'no number', connector: fast, powerKw: Number.NaN, stepKw: 0 },
  ])('down: $name', ({ connector, powerKw, stepKw }) => {
    expect(floorToStepKw(connector, powerKw)).toBeCloseTo(stepKw, 9);
  });

  test.each([
    { name: 'from a pause', connector: pile(), from: 0, stepKw: 6 * 0.23 },
    { name: 'a minimum between two amperes', connector: pile({ minimumKw: 1.4 }), from: 0, stepKw: 7 * 0.23 },
    { name: 'one ampere more', connector: pile(), from: 6 * 0.23, stepKw: 7 * 0.23 },
    { name: 'from a pause in a set', connector: coarse, from: 0, stepKw: 8 * 0.23 },
    { name: 'in a set', connector: coarse, from: 8 * 0.23, stepKw: 16 * 0.23 },
    { name: 'a tenth of a kW', connector: fast, from: 33.3, stepKw: 33.4 },
    { name: 'no minimum at all', connector: pile({ ...fast, minimumKw: 0 }), from: 0, stepKw: 0.1 },
    { name: 'no minimum in a set', connector: pile({ ...coarse, minimumKw: 0 }), from: 0, stepKw: 8 * 0.23 },
  ])('up: $name', ({ connector, from, stepKw }) => {
    expect(nextStepKw(connector, from)).toBeCloseTo(stepKw, 9);
  });

  test('the top of a set has no next step', () => {
    expect(nextStepKw(coarse, 32 * 0.23)).toBeUndefined();
    expect(nextStepKw(pile({ allowedA: [0] }), 0)).toBeUndefined();
  });

  test('law: steps are their own floor, the next one is above, and nothing lies between', () => {
    const connectors = fc.constantFrom(pile(), threePhase, coarse, fast, lineToLine, pile({ minimumKw: 1.4 }));
    fc.assert(
      fc.property(connectors, fc.double({ min: 0, max: 60, noNaN: true }), (connector, powerKw) => {
        const step = floorToStepKw(connector, powerKw);
        expect(step).toBeLessThanOrEqual(powerKw * (1 + 1e-6) + 1e-6);
        expect(floorToStepKw(connector, step)).toBe(step);
        const next = nextStepKw(connector, step);
        if (next === undefined) return;
        expect(floorToStepKw(connector, next)).toBeCloseTo(next, 9);
        expect(next * (1 + 1e-6)).toBeGreaterThan(powerKw);
        expect(floorToStepKw(connector, (step + next) / 2)).toBe(step);
      }),
    );
  });
});

describe('left-over steps', () => {
  const rounded = (ratingA: number, amperes: readonly number[], upperA = 32): readonly number[] => {
    const grid = compileGrid({
      nodes: [{ id: 'T', kind: 'panel', voltageV: 230, margin: 0, ratingA }],
      connectors: amperes.map((_, index) => pile({ id: `${'CBA'.charAt(index)}/1` })),
    });
    const powerKw = Float64Array.from(amperes, (ampere) => ampere * 0.23);
    const remaining = Float64Array.from(grid.rows, (row) => row.rating);
    const desk = {
      ...emptyDesk(grid),
      places: grid.places,
      remaining,
      loads: new RowLoads(grid, remaining, []),
      powerKw,
      upperKw: powerKw.map(() => upperA * 0.23),
    };
    const everyone = Int32Array.from(amperes.keys());
    quantize(desk, { open: everyone, fixed: new Int32Array(0), rows: Int32Array.from(grid.rows.keys()) });
    return [...desk.limitKw].map((limit) => Math.round((limit / 0.23) * 1e6) / 1e6);
  };

  test.each([
    { name: 'go to the largest remainder', ratingA: 27, amperes: [8.2, 9.2, 9.6], limits: [8, 9, 10] },
    { name: 'at most one each', ratingA: 40, amperes: [8.2, 9.2, 9.6], limits: [9, 10, 10] },
    { name: 'among equals to the first id', ratingA: 25, amperes: [25 / 3, 25 / 3, 25 / 3], limits: [8, 8, 9] },
    { name: 'not beyond what the rows bear', ratingA: 26.8, amperes: [8.2, 9.2, 9.4], limits: [8, 9, 9] },
    { name: 'never to who is paused', ratingA: 40, amperes: [0, 9.2, 5], limits: [0, 10, 0] },
    { name: 'never to who has its share in full', ratingA: 40, amperes: [8, 9, 10], limits: [8, 9, 10] },
  ])('$name', ({ ratingA, amperes, limits }) => {
    expect(rounded(ratingA, amperes)).toEqual(limits);
  });

  test('never beyond the upper bound', () => {
    expect(rounded(40, [8.2, 9.2, 9.6], 9.9)).toEqual([9, 9, 9]);
  });

  test('the tolerance lifts nothing above what the rows bear', () => {
    expect(rounded(12 * (1 - 4e-7), [6, 6 * (1 - 8e-7)])).toEqual([6, 0]);
  });
});
