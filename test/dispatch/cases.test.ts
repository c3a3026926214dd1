import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  caseDifferences,
  caseText,
  compileGrid,
  readCase,
  recordCase,
  allocate,
  withUsedShares,
} from '../../dispatch/index.ts';
import { ALLOCATE_SETTINGS } from '../../dispatch/index.ts';
import type { Grid, GridSnapshot } from '../../dispatch/index.ts';

const folder = new URL('cases/', import.meta.url);

describe('recorded decisions (headroom decision > FILE)', () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith('.json')))('%s is decided the same', (file) => {
    const recorded = readCase(readFileSync(new URL(file, folder), 'utf8'));
    expect(recorded.allocation.setpoints.length).toBeGreaterThan(0);
    expect(caseDifferences(recorded)).toEqual([]);
  });
});

const grid: Grid = {
  nodes: [{ id: 'root', kind: 'transformer', ratingKw: 20, ratingA: 40, voltageV: 230, margin: 0 }],
  connectors: ['A/1', 'B/1'].map((id) => ({
    id: id as 'A/1',
    stationId: id.slice(0, 1),
    nodeId: 'root',
    kind: 'AC' as const,
    phases: ['L1', 'L2', 'L3'] as const,
    voltageV: 230,
    ratingKw: 22.08,
    minimumKw: 4.14,
    failsafeKw: 0,
    weight: 1,
  })),
};

function snapshotOf(shares: ReadonlyMap<number, number>): GridSnapshot {
  const compiled = withUsedShares(compileGrid(grid), shares);
  return {
    atMs: 1_000_000,
    grid: compiled,
    capacity: compiled.rows.map((row) => ({ limit: row.unit === 'kW' ? 20 : Number.POSITIVE_INFINITY, base: 0 })),
    connectors: compiled.connectors.map(({ id }) => ({
      connectorId: id,
      controllable: true,
      exposureKw: 0,
      session: {
        sessionId: id,
        arrivedAtMs: 0,
        departureMs: 9_000_000,
        remainingKwh: 30,
        maximumKw: 22.08,
        priority: 1,
        admitted: true,
      },
    })),
    plan: {
      madeAtMs: 900_000,
      slotStartMs: [900_000, 2_000_000],
      powerKw: new Map([['A/1', [15]]]),
      rowPrice: new Map([['root/kW', Float64Array.from([0.5])]]),
      shortfallKwh: new Map(),
      engine: 'test',
      solveMs: 1,
    },
  };
}

describe('a case as text', () => {
  it('comes back whole: no limit, maps, prices, narrowed rows', () => {
    const snapshot = snapshotOf(new Map([[1, 1 / 3]]));
    const recorded = recordCase(snapshot, ALLOCATE_SETTINGS, allocate(snapshot, ALLOCATE_SETTINGS));
    expect(readCase(caseText(recorded))).toEqual(recorded);
    expect(caseDifferences(readCase(caseText(recorded)))).toEqual([]);
  });

  it('tells what is decided otherwise', () => {
    const snapshot = snapshotOf(new Map());
    const allocation = allocate(snapshot, ALLOCATE_SETTINGS);
    const [first, ...others] = allocation.setpoints;
    if (first === undefined) throw new Error('nothing was allocated');
    const recorded = recordCase(snapshot, ALLOCATE_SETTINGS, {
      ...allocation,
      setpoints: [{ ...first, limitKw: 1 }, ...others],
    });
    expect(caseDifferences(recorded)).toEqual([
      `A/1: ${first.limitKw} kW (${first.limitedBy.kind}), recorded 1 kW (${first.limitedBy.kind})`,
    ]);
  });

  it.each(['{}', '{"version":2}', '[]', 'null'])('%s is no case', (text) => {
    expect(() => readCase(text)).toThrow('no recorded decision');
  });
});
