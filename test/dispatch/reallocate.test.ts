import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid, createAllocator, PHASES } from '../../dispatch/index.ts';
import type { ConnectorSnapshot, GridSnapshot, Plan, RowCapacity } from '../../dispatch/index.ts';
import { snapshotArbitrary } from './random-grid.ts';

type Step = {
  readonly connectors: readonly { readonly at: number; readonly like: number; readonly gone: boolean }[];
  readonly rows: readonly { readonly at: number; readonly limit: number }[];
};

const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  connectors: fc.array(fc.record({ at: fc.nat(), like: fc.nat(), gone: fc.boolean() }), { maxLength: 2 }),
  rows: fc.array(fc.record({ at: fc.nat(), limit: fc.constantFrom(0, 5, 20, 60, Infinity, Number.NaN) }), {
    maxLength: 2,
  }),
});

/** The snapshot after a step: connectors become like others or lose their car, rows get another limit. */
function after(before: GridSnapshot, step: Step): { readonly snapshot: GridSnapshot; readonly at: readonly number[] } {
  const connectors: ConnectorSnapshot[] = [...before.connectors];
  const capacity: RowCapacity[] = [...before.capacity];
  for (const { at, like, gone } of step.connectors) {
    const index = at % connectors.length;
    const old = connectors[index];
    const model = connectors[like % connectors.length];
    if (old === undefined || model === undefined) continue;
    const { session, ...rest } = { ...model, connectorId: old.connectorId };
    connectors[index] = gone || session === undefined ? rest : { ...rest, session };
  }
  for (const { at, limit } of step.rows) capacity[at % capacity.length] = { limit, base: 0 };
  return {
    snapshot: { ...before, connectors, capacity },
    at: step.connectors.map(({ at }) => at % connectors.length),
  };
}

const planOf = (snapshot: GridSnapshot): Plan => ({
  madeAtMs: snapshot.atMs,
  slotStartMs: [snapshot.atMs, snapshot.atMs + 300_000],
  powerKw: new Map(snapshot.grid.connectors.map(({ id, ratingKw }) => [id, [ratingKw / 2]])),
  shortfallKwh: new Map(),
  engine: 'test',
  solveMs: 0,
});

describe('deciding only what changed', () => {
  test('law: after any changes it is exactly what the whole would be', () => {
    fc.assert(
      fc.property(
        snapshotArbitrary,
        fc.array(stepArbitrary, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(ALLOCATE_SETTINGS, { ...ALLOCATE_SETTINGS, surplus: false }),
        (first, steps, settings) => {
          const allocator = createAllocator(settings);
          expect(allocator.allocate(first)).toEqual(allocate(first, settings));
          let snapshot = first;
          for (const step of steps) {
            const next = after(snapshot, step);
            snapshot = next.snapshot;
            const rows = step.rows.map(({ at }) => at % snapshot.capacity.length);
            const again = allocator.reallocate(snapshot, { connectors: next.at, rows });
            expect(again).toEqual(allocate(snapshot, settings));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('law: between regular decisions it finds the changes itself, and decides as of the regular one', () => {
    fc.assert(
      fc.property(snapshotArbitrary, fc.array(stepArbitrary, { minLength: 1, maxLength: 4 }), (first, steps) => {
        const allocator = createAllocator(ALLOCATE_SETTINGS);
        allocator.follow(first, 1000);
        let snapshot = first;
        steps.forEach((step, k) => {
          snapshot = { ...after(snapshot, step).snapshot, atMs: first.atMs + 100 * k };
          const expected = allocate({ ...snapshot, atMs: first.atMs }, ALLOCATE_SETTINGS);
          expect(allocator.follow(snapshot, 1000)).toEqual(expected);
        });
        const later = { ...snapshot, atMs: first.atMs + 1000 };
        expect(allocator.follow(later, 1000)).toEqual(allocate(later, ALLOCATE_SETTINGS));
        const planned = { ...later, plan: planOf(later) };
        expect(allocator.follow(planned, 1000)).toEqual(allocate(planned, ALLOCATE_SETTINGS));
      }),
      { numRuns: 200 },
    );
  });

  test('a part of the site where nothing changed keeps its setpoints as they are', () => {
    const site = compileGrid({
      nodes: [
        { id: 'S', kind: 'substation', voltageV: 230, margin: 0, ratingKw: 100 },
        { id: 'P', kind: 'panel', parentId: 'S', voltageV: 230, margin: 0, ratingKw: 10 },
        { id: 'Q', kind: 'panel', parentId: 'S', voltageV: 230, margin: 0, ratingKw: 10 },
      ],
      connectors: ['P1', 'P2', 'Q1', 'Q2'].map((id) => ({
        id: `${id}/1`,
        stationId: id,
        nodeId: id.charAt(0),
        kind: 'AC',
        phases: PHASES,
        voltageV: 230,
        ratingKw: 11.04,
        minimumKw: 4.14,
        failsafeKw: 0,
        weight: 1,
      })),
    });
    const session = {
      sessionId: 's',
      arrivedAtMs: 0,
      departureMs: 9e6,
      remainingKwh: 20,
      maximumKw: 11.04,
      priority: 1,
      admitted: true,
    };
    const connectors = site.connectors.map(({ id }) => ({
      connectorId: id,
      controllable: true,
      exposureKw: 0,
      session,
    }));
    const snapshot = {
      atMs: 0,
      grid: site,
      capacity: site.rows.map(({ rating }) => ({ limit: rating, base: 0 })),
      connectors,
    };
    const allocator = createAllocator(ALLOCATE_SETTINGS);
    const before = allocator.allocate(snapshot).setpoints;
    const after = allocator.reallocate(
      {
        ...snapshot,
        connectors: connectors.map(({ session: car, ...one }, i) => (i === 1 ? one : { ...one, session: car })),
      },
      { connectors: [1], rows: [] },
    ).setpoints;
    expect(after.map((one) => one.limitKw)).toEqual([9.66, 4.83, 4.83].map((kw) => expect.closeTo(kw, 6)));
    expect([after[1] === before[2], after[2] === before[3]]).toEqual([true, true]);
  });
});
