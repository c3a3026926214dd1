import { describe, expect, it } from 'vitest';
import {
  allocate,
  ALLOCATE_SETTINGS,
  compileGrid,
  rowLoad,
  type Allocation,
  type Connector,
  type GridSnapshot,
  type Plan,
} from '../../dispatch/index.ts';

const NOW_MS = Date.UTC(2026, 5, 15, 9);
const HOUR_MS = 3_600_000;
const car = (id: string, phaseDeg: number, over: Partial<Connector> = {}): Connector => ({
  id: `${id}/1`,
  stationId: id,
  nodeId: 'S',
  kind: 'AC',
  phases: [],
  phaseDeg,
  voltageV: 208,
  ratingKw: 6.656,
  minimumKw: 1.248,
  failsafeKw: 0,
  weight: 1,
  ...over,
});
/** Two lines that meet in line A, which bears 20 A. */
const GRID = compileGrid({
  nodes: [
    {
      id: 'S',
      kind: 'transformer',
      voltageV: 120,
      margin: 0,
      phasorRows: [{ id: 'A', limitA: 20, coefficients: { 'AB1/1': 1, 'AB2/1': 1, 'CA1/1': -1 } }],
    },
  ],
  connectors: [car('AB1', 30), car('AB2', 30, { allowedA: [0, 8, 16, 24, 32], minimumKw: 1.664 }), car('CA1', 150)],
});

function decided(
  worths: Plan['worthPerKwh'],
  over: Partial<GridSnapshot['connectors'][number]['session'] & object> = {},
): readonly number[] {
  const session = (id: string) => ({
    sessionId: id,
    arrivedAtMs: NOW_MS - HOUR_MS,
    departureMs: NOW_MS + 4 * HOUR_MS,
    remainingKwh: 20,
    maximumKw: 6.656,
    priority: 1,
    admitted: false,
    ...over,
  });
  const plan: Plan = {
    madeAtMs: NOW_MS,
    slotStartMs: [NOW_MS, NOW_MS + 300_000],
    powerKw: new Map(),
    ...(worths === undefined ? {} : { worthPerKwh: worths }),
    shortfallKwh: new Map(),
    engine: 'none',
    solveMs: 0,
  };
  const snapshot: GridSnapshot = {
    atMs: NOW_MS,
    grid: GRID,
    capacity: GRID.rows.map(({ rating }) => ({ limit: rating, base: 0 })),
    connectors: GRID.connectors.map(({ id }) => ({
      connectorId: id,
      controllable: true,
      exposureKw: 0,
      session: session(id),
    })),
    plan,
  };
  const allocation: Allocation = allocate(snapshot, ALLOCATE_SETTINGS);
  const powerKw = allocation.setpoints.map(({ limitKw }) => limitKw);
  for (const row of GRID.rows) expect(rowLoad(row, powerKw)).toBeLessThanOrEqual(row.rating + 1e-6);
  return powerKw.map((kw) => Math.round((kw * 1000) / 208));
}

describe('allocate with the worths of a plan on a phasor site', () => {
  const worths = (...values: readonly number[]) => new Map(GRID.connectors.map(({ id }, k) => [id, values[k] ?? 0]));

  it('the most valued amperes fill the line exactly; the rest goes where the phasor leaves room', () => {
    expect(decided(worths(1, 0.1, 0.1))).toEqual([20, 0, 0]);
    // 16 A and 6 A 60 degrees apart are 19.7 A together.
    expect(decided(worths(0.5, 1, 0.9))).toEqual([0, 16, 6]);
  });

  it('the rest of a car that was paused holds against any worth', () => {
    const paused = { pausedSinceMs: NOW_MS - 60_000 };
    expect(decided(worths(1, 0.1, 0.1), paused)).toEqual([0, 0, 0]);
  });

  it('without worths levels are shared and rounded as anywhere', () => {
    const [ab1 = 0, ab2 = 0, ca1 = 0] = decided(undefined);
    expect(ab1 + ab2 + ca1).toBeGreaterThan(14);
    expect(Math.min(ab1, ca1)).toBeGreaterThan(0);
  });
});
