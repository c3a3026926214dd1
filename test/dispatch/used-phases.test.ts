import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGrid, rowLoad, usedPhases, usedShare, withCurrents, withUsedShares } from '../../dispatch/index.ts';
import type { Connector, Grid, Phase, PhaseUse } from '../../dispatch/index.ts';
import { atTerminals, phaseA } from '../../simulator/charger.ts';

const after = (readings: readonly (readonly number[])[]): PhaseUse | undefined =>
  readings.reduce<PhaseUse | undefined>((use, currentA) => withCurrents(use, currentA), undefined);

describe('which conductors a car uses', () => {
  const one = [16, 0.2, 0.2];
  const two = [16, 16, 0];
  const all = [16, 16, 16];
  const none = [0, 0, 0];
  it.each([
    ['nothing seen', [], 1],
    ['two readings are no proof', [one, one], 1],
    ['three are', [one, one, one], 1 / 3],
    ['two of three', [two, two, two], 2 / 3],
    ['all of them', [all, all, all], 1],
    ['a pause tells nothing', [one, one, none, one], 1 / 3],
    ['more than before counts at once', [one, one, one, all], 1],
    ['fewer than before needs proof again', [all, all, all, one, one], 1],
    ['no currents in the readings', [[], [], []], 1],
    ['another conductor than before needs proof again', [one, one, one, [0, 16, 0]], 1],
  ])('%s', (_, readings, share) => {
    expect(usedShare(after(readings), 3)).toBe(share);
  });

  it('never narrows a one-phase or line-to-line connector', () => {
    expect([usedShare(after([[16], [16], [16]]), 1), usedShare(after([[16], [16], [16]]), 0)]).toEqual([1, 1]);
  });
});

describe('narrowed rows', () => {
  const pile = (id: Connector['id']): Connector => ({
    id,
    stationId: 'A',
    nodeId: 'F1',
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: 230,
    ratingKw: 11.04,
    minimumKw: 4.14,
    failsafeKw: 0,
    weight: 1,
  });
  const grid: Grid = {
    nodes: [
      { id: 'T1', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 },
      { id: 'F1', kind: 'feeder', parentId: 'T1', ratingA: 63, voltageV: 230, margin: 0 },
    ],
    connectors: [pile('A/1'), pile('A/2')],
  };
  const compiled = compileGrid(grid);
  const narrowed = withUsedShares(compiled, new Map([[0, 1 / 3]]));
  const loads = (of: typeof compiled): Record<string, number> =>
    Object.fromEntries(of.rows.map((row) => [row.id, rowLoad(row, [11.04, 11.04])]));

  it('count a third of the offer in kW and all of it in A, whatever phase it may be', () => {
    expect(loads(narrowed)).toEqual({
      'T1/kW': expect.closeTo(14.72, 9),
      'F1/kW': expect.closeTo(14.72, 9),
      'F1/L1': expect.closeTo(32, 9),
      'F1/L2': expect.closeTo(32, 9),
      'F1/L3': expect.closeTo(32, 9),
    });
  });

  it('in A leave out the phases that a car does not use, where the rotation is known; it loads its own as before', () => {
    const phases = new Map([[0, ['L2'] as const]]);
    const rotated = withUsedShares(compiled, new Map([[0, 1 / 3]]), phases);
    expect(loads(rotated)).toEqual({
      'T1/kW': expect.closeTo(14.72, 9),
      'F1/kW': expect.closeTo(14.72, 9),
      'F1/L1': expect.closeTo(16, 9),
      'F1/L2': expect.closeTo(32, 9),
      'F1/L3': expect.closeTo(16, 9),
    });
  });

  it('leave the grid they were made from alone', () => {
    expect(loads(compiled)['T1/kW']).toBeCloseTo(22.08, 9);
    expect(withUsedShares(compiled, new Map())).toBe(compiled);
  });

  it.each([
    ['a share alone', narrowed],
    ['with phases', withUsedShares(compiled, new Map([[0, 1 / 3]]), new Map([[0, ['L2'] as const]]))],
  ])('agree with the factors that are kept per connector: %s', (_, { places, rows, connectors }) => {
    connectors.forEach((__, index) => {
      const containing = rows.flatMap((row, r) =>
        row.groups.some(({ members }) => members.includes(index)) ? [r] : [],
      );
      const [from, to] = [places.start[index] ?? 0, places.end[index] ?? 0];
      expect([...places.row.subarray(from, to)].toSorted((a, b) => a - b)).toEqual(containing);
      for (let k = places.start[index] ?? 0; k < (places.end[index] ?? 0); k++) {
        const row = places.row[k] ?? -1;
        const group = rows[row]?.groups[(places.group[k] ?? 0) - (places.firstGroup[row] ?? 0)];
        expect(places.perKw[k]).toBe(group?.perKw[group.members.indexOf(index)]);
      }
    });
  });
});

describe('the phases that a car uses', () => {
  const wired = (phases: readonly Phase[], phasesInOrder = true): Connector => ({
    id: 'A/1',
    stationId: 'A',
    nodeId: 'F1',
    kind: 'AC',
    phases,
    phasesInOrder,
    voltageV: 230,
    ratingKw: 32 * 0.23 * phases.length,
    minimumKw: 6 * 0.23 * phases.length,
    failsafeKw: 0,
    weight: 1,
  });
  const proven = (currentA: readonly number[]): PhaseUse | undefined => after([currentA, currentA, currentA]);
  const rotated = wired(['L2', 'L3', 'L1']);

  it.each([
    ['the first terminal is the first of the list', rotated, proven([16, 0, 0]), ['L2']],
    ['two of three', rotated, proven([16, 16, 0]), ['L2', 'L3']],
    ['all of them tell nothing', rotated, proven([16, 16, 16]), undefined],
    ['not yet proven', rotated, after([[16, 0, 0]]), undefined],
    ['an order that means nothing', wired(['L2', 'L3', 'L1'], false), proven([16, 0, 0]), undefined],
    ['a terminal that is not wired', wired(['L2', 'L3']), proven([0, 0, 16]), undefined],
  ])('%s', (_, connector, use, phases) => {
    expect(usedPhases(use, connector)).toEqual(phases);
  });

  it('law: what cars really draw never exceeds what the narrowed rows count, on no phase and in no row', () => {
    const order = fc.shuffledSubarray<Phase>(['L1', 'L2', 'L3'], { minLength: 1 });
    const car = fc.record({
      order,
      known: fc.boolean(),
      carPhases: fc.constantFrom(1, 2, 3),
      offer: fc.double({ min: 0.2, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(car, { minLength: 1, maxLength: 6 }), (cars) => {
        const connectors = cars.map(({ order: phases, known }, k): Connector => ({
          ...wired(phases, known),
          id: `A/${k + 1}`,
        }));
        const grid = compileGrid({
          nodes: [{ id: 'F1', kind: 'feeder', ratingA: 63, ratingKw: 40, voltageV: 230, margin: 0 }],
          connectors,
        });
        const shares = new Map<number, number>();
        const phases = new Map<number, readonly Phase[]>();
        const truth = { kW: 0, L1: 0, L2: 0, L3: 0 };
        const offersKw = cars.map(({ carPhases, offer }, k) => {
          const connector = connectors[k] ?? rotated;
          const offerKw = offer * connector.ratingKw;
          const powerKw = (offerKw * Math.min(carPhases, connector.phases.length)) / connector.phases.length;
          const gridA = phaseA(connector, { powerKw, carPhases, gridVoltageV: 230 });
          const use = proven(atTerminals(connector, gridA));
          const share = usedShare(use, connector.phases.length);
          if (share < 1) shares.set(k, share);
          const used = usedPhases(use, connector);
          if (used !== undefined) phases.set(k, used);
          truth.kW += powerKw;
          truth.L1 += gridA[0];
          truth.L2 += gridA[1];
          truth.L3 += gridA[2];
          return offerKw;
        });
        for (const row of withUsedShares(grid, shares, phases).rows) {
          const counted = rowLoad(row, offersKw);
          const drawn = truth[row.phase ?? 'kW'];
          expect(counted).toBeGreaterThanOrEqual(drawn - 1e-9);
          // Where all is known nothing is counted twice.
          if (cars.every(({ known }) => known)) expect(counted).toBeCloseTo(drawn, 6);
        }
      }),
    );
  });
});
