import { describe, expect, it } from 'vitest';
import { compileGrid, rowLoad, usedShare, withCurrents, withUsedShares } from '../../dispatch/index.ts';
import type { Connector, Grid, PhaseUse } from '../../dispatch/index.ts';

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

  it('leave the grid they were made from alone', () => {
    expect(loads(compiled)['T1/kW']).toBeCloseTo(22.08, 9);
    expect(withUsedShares(compiled, new Map())).toBe(compiled);
  });

  it('agree with the factors that are kept per connector', () => {
    const { places, rows, connectors } = narrowed;
    connectors.forEach((_, index) => {
      for (let k = places.start[index] ?? 0; k < (places.end[index] ?? 0); k++) {
        const row = places.row[k] ?? -1;
        const group = rows[row]?.groups[(places.group[k] ?? 0) - (places.firstGroup[row] ?? 0)];
        expect(places.perKw[k]).toBe(group?.perKw[group.members.indexOf(index)]);
      }
    });
  });
});
