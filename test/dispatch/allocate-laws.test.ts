import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALLOCATE_SETTINGS, allocate, compileGrid, floorToStepKw, nextStepKw, rowLoad } from '../../dispatch/index.ts';
import type { AllocateSettings, Allocation, GridSnapshot, Plan } from '../../dispatch/index.ts';
import { Work } from '../../dispatch/allocate/allocator.ts';
import { fixedKwOf } from '../../dispatch/allocate/wishes.ts';
import { AT_MS, permuted, snapshotArbitrary, withCapacity, withoutAccepted } from './random-grid.ts';

const RUNS = { numRuns: 200 };

const fixedLoads = ({ grid, connectors }: GridSnapshot): Float64Array =>
  Float64Array.from(grid.connectors, (_, index) => fixedKwOf(grid.table, index, connectors[index]));

const settingsArbitrary = fc.constantFrom(ALLOCATE_SETTINGS, { ...ALLOCATE_SETTINGS, surplus: false });

/** Half of the snapshots have a plan for some of their connectors. */
const plannedArbitrary: fc.Arbitrary<GridSnapshot> = fc
  .tuple(
    snapshotArbitrary,
    fc.array(fc.constantFrom(undefined, 0, 0.1, 0.5, 1), { minLength: 14, maxLength: 14 }),
    fc.boolean(),
  )
  .map(([snapshot, shares, planned]) => (planned ? { ...snapshot, plan: planOf(snapshot, shares) } : snapshot));

function planOf(snapshot: GridSnapshot, shares: readonly (number | undefined)[]): Plan {
  const entries = snapshot.grid.connectors.flatMap((connector, index) => {
    const share = shares[index];
    return share === undefined ? [] : [[connector.id, [0, share * connector.ratingKw]] as const];
  });
  return {
    madeAtMs: AT_MS,
    slotStartMs: [AT_MS - 600_000, AT_MS - 300_000, AT_MS + 300_000],
    powerKw: new Map(entries),
    shortfallKwh: new Map(),
    engine: 'test',
    solveMs: 0,
  };
}

/** What everyone gets before it is rounded to steps. */
function sharesOf(snapshot: GridSnapshot, settings: AllocateSettings): { readonly powerKw: Float64Array } {
  const work = new Work(snapshot.grid, settings);
  work.all(snapshot);
  return work.desk;
}

/** What every connector draws at most if the setpoints are obeyed. */
function drawnKw(snapshot: GridSnapshot, allocation: Allocation): Float64Array {
  const drawn = fixedLoads(snapshot);
  for (const { connectorId, limitKw } of allocation.setpoints)
    drawn[snapshot.grid.connectorIndex.get(connectorId) ?? -1] = limitKw;
  return drawn;
}

const remainingOf = (snapshot: GridSnapshot, row: number): number =>
  (snapshot.capacity[row]?.limit ?? 0) - (snapshot.capacity[row]?.base ?? 0);

describe('laws of the allocation', () => {
  test('no row is exceeded; an overcommitted row is one that is over though everybody is paused', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (snapshot, settings) => {
        const allocation = allocate(snapshot, settings);
        const drawn = drawnKw(snapshot, allocation);
        const fixed = fixedLoads(snapshot);
        const over = new Set(allocation.overcommitted.map((one) => one.rowId));
        snapshot.grid.rows.forEach((row, index) => {
          const remaining = remainingOf(snapshot, index);
          if (over.has(row.id)) expect(rowLoad(row, fixed)).toBeGreaterThan(remaining);
          else expect(rowLoad(row, drawn)).toBeLessThanOrEqual(remaining + 1e-6);
        });
      }),
      RUNS,
    );
  });

  test('one setpoint per controllable connector with a session, on its steps, within rating and override', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (snapshot, settings) => {
        const { setpoints } = allocate(snapshot, settings);
        const expected = snapshot.connectors.filter((one) => one.controllable && one.session !== undefined);
        expect(setpoints.map((one) => one.connectorId)).toEqual(expected.map((one) => one.connectorId));
        setpoints.forEach(({ connectorId, limitKw }, k) => {
          const connector = snapshot.grid.connectors[snapshot.grid.connectorIndex.get(connectorId) ?? -1];
          if (connector === undefined) throw new Error(`no connector ${connectorId}`);
          expect(limitKw).toBeCloseTo(floorToStepKw(connector, limitKw), 9);
          expect(limitKw).toBeLessThanOrEqual(
            Math.min(connector.ratingKw, expected[k]?.override?.limitKw ?? Infinity) + 1e-6,
          );
        });
      }),
      RUNS,
    );
  });

  test('the same snapshot gives the same allocation', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (snapshot, settings) => {
        expect(allocate(structuredClone(snapshot), settings)).toEqual(allocate(snapshot, settings));
      }),
    );
  });

  test('the order of the connectors does not matter', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, fc.infiniteStream(fc.nat()), (snapshot, settings, keys) => {
        const order = snapshot.connectors
          .map((_, index) => ({ index, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ index }) => index);
        const limits = (allocation: Allocation): Record<string, number> =>
          Object.fromEntries(
            allocation.setpoints
              .map((one) => [one.connectorId, Math.round(one.limitKw * 1e6) / 1e6] as const)
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          );
        expect(limits(allocate(permuted(snapshot, order), settings))).toEqual(limits(allocate(snapshot, settings)));
      }),
      RUNS,
    );
  });

  test('the order of the nodes does not matter', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, fc.infiniteStream(fc.nat()), (snapshot, settings, keys) => {
        const { nodes, connectors } = snapshot.grid.grid;
        const shuffled = nodes
          .map((node) => ({ node, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ node }) => node);
        const grid = compileGrid({ nodes: shuffled, connectors });
        const ofRow = new Map(snapshot.grid.rows.map((row, index) => [row.id, snapshot.capacity[index]]));
        const capacity = grid.rows.map((row) => ofRow.get(row.id) ?? { limit: 0, base: 0 });
        const limits = (allocation: Allocation): readonly number[] =>
          allocation.setpoints.map((one) => Math.round(one.limitKw * 1e6));
        expect(limits(allocate({ ...snapshot, grid, capacity }, settings))).toEqual(
          limits(allocate(snapshot, settings)),
        );
      }),
      RUNS,
    );
  });

  test('scale-free: four times the voltages, powers and energies give four times the shares', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (snapshot, settings) => {
        const big = sharesOf(scaled(snapshot, 4), settings).powerKw;
        sharesOf(snapshot, settings).powerKw.forEach((power, index) =>
          expect((big[index] ?? 0) / 4).toBeCloseTo(power, 6),
        );
      }),
      RUNS,
    );
  });

  test('more capacity in kW at the root never gives less in total', () => {
    fc.assert(
      fc.property(
        plannedArbitrary,
        settingsArbitrary,
        fc.tuple(fc.nat(120), fc.nat(40)),
        (snapshot, settings, [limit, more]) => {
          // Who rests comes back when there is room for everybody: that is fair, but not monotone.
          const awake = {
            ...snapshot,
            connectors: snapshot.connectors.map((one) => {
              const { pausedSinceMs: _, ...session } = one.session ?? {};
              return one.session === undefined ? one : { ...one, session: session as typeof one.session };
            }),
          };
          const totalKw = (limitKw: number): number =>
            sharesOf(withCapacity(awake, 'n0/kW', { limit: limitKw, base: 0 }), settings).powerKw.reduce(
              (sum, power) => sum + power,
              0,
            );
          expect(totalKw(limit + more)).toBeGreaterThanOrEqual(totalKw(limit) - 1e-6);
        },
      ),
      RUNS,
    );
  });

  test('rounding stays within one step of the share', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (remembering, settings) => {
        const snapshot = withoutAccepted(remembering);
        const { powerKw } = sharesOf(snapshot, settings);
        for (const { connectorId, limitKw } of allocate(snapshot, settings).setpoints) {
          const index = snapshot.grid.connectorIndex.get(connectorId) ?? -1;
          const connector = snapshot.grid.connectors[index];
          if (connector === undefined) throw new Error(`no connector ${connectorId}`);
          const shareKw = Math.min(powerKw[index] ?? 0, snapshot.connectors[index]?.override?.limitKw ?? Infinity);
          const down = floorToStepKw(connector, shareKw);
          expect(limitKw).toBeGreaterThanOrEqual(down - 1e-6);
          expect(limitKw).toBeLessThanOrEqual((down === 0 ? 0 : (nextStepKw(connector, down) ?? down)) + 1e-6);
        }
      }),
      RUNS,
    );
  });

  test('a row that is named as the reason would not bear the next step', () => {
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, (snapshot, settings) => {
        const allocation = allocate(snapshot, settings);
        const drawn = drawnKw(snapshot, allocation);
        for (const { connectorId, limitKw, limitedBy } of allocation.setpoints) {
          const index = snapshot.grid.connectorIndex.get(connectorId) ?? -1;
          const connector = snapshot.grid.connectors[index];
          const seen = snapshot.connectors[index];
          const resting = AT_MS - (seen?.session?.pausedSinceMs ?? 0) < settings.dwellOffMs;
          if (limitedBy.kind !== 'node' || connector === undefined || resting) continue;
          // Below its failsafe share a connector is counted with the share.
          const counted = drawn.map((power, i) =>
            Math.max(
              power,
              snapshot.connectors[i]?.override === undefined ? 0 : (snapshot.grid.connectors[i]?.failsafeKw ?? 0),
            ),
          );
          counted[index] = nextStepKw(connector, limitKw) ?? connector.ratingKw;
          const row = snapshot.grid.rows.findIndex((one) => one.id === limitedBy.rowId);
          const named = snapshot.grid.rows[row];
          expect(named === undefined ? 0 : rowLoad(named, counted)).toBeGreaterThan(remainingOf(snapshot, row));
        }
      }),
      RUNS,
    );
  });

  test('what is not a number never throws and never gives power that is not one', () => {
    const wild = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 0, 5);
    fc.assert(
      fc.property(plannedArbitrary, settingsArbitrary, fc.infiniteStream(wild), (snapshot, settings, values) => {
        const spoil = <T extends object>(record: T): T =>
          Object.fromEntries(
            Object.entries(record).map(([key, value]) => [
              key,
              typeof value === 'number' ? (values.next().value as number) : value,
            ]),
          ) as T;
        const spoilt: GridSnapshot = {
          ...snapshot,
          capacity: snapshot.capacity.map(spoil),
          connectors: snapshot.connectors.map((one) => ({
            ...spoil(one),
            ...(one.session === undefined ? {} : { session: spoil(one.session) }),
            ...(one.override === undefined ? {} : { override: spoil(one.override) }),
          })),
        };
        for (const { connectorId, limitKw } of allocate(spoilt, settings).setpoints) {
          const connector = snapshot.grid.connectors[snapshot.grid.connectorIndex.get(connectorId) ?? -1];
          expect(limitKw).toBeGreaterThanOrEqual(0);
          expect(limitKw).toBeLessThanOrEqual((connector?.ratingKw ?? 0) * (1 + 1e-6));
        }
      }),
      RUNS,
    );
  });
});

/** Amperes stay what they are: only volts, kW and kWh grow. */
function scaled(snapshot: GridSnapshot, by: number): GridSnapshot {
  const { nodes, connectors } = snapshot.grid.grid;
  const grid = compileGrid({
    nodes: nodes.map((node) => ({
      ...node,
      voltageV: node.voltageV * by,
      ...(node.ratingKw === undefined ? {} : { ratingKw: node.ratingKw * by }),
    })),
    connectors: connectors.map((one) => ({
      ...one,
      voltageV: one.voltageV * by,
      ratingKw: one.ratingKw * by,
      minimumKw: one.minimumKw * by,
      failsafeKw: one.failsafeKw * by,
    })),
  });
  return {
    ...snapshot,
    grid,
    capacity: snapshot.capacity.map((one, index) =>
      grid.rows[index]?.unit === 'kW' ? { ...one, limit: one.limit * by, base: one.base * by } : one,
    ),
    connectors: snapshot.connectors.map((one) => ({
      ...one,
      exposureKw: one.exposureKw * by,
      ...(one.override === undefined ? {} : { override: { ...one.override, limitKw: one.override.limitKw * by } }),
      ...(one.session === undefined
        ? {}
        : {
            session: {
              ...one.session,
              remainingKwh: one.session.remainingKwh * by,
              maximumKw: one.session.maximumKw * by,
            },
          }),
    })),
    ...(snapshot.plan === undefined
      ? {}
      : {
          plan: {
            ...snapshot.plan,
            powerKw: new Map([...snapshot.plan.powerKw].map(([id, powers]) => [id, powers.map((power) => power * by)])),
          },
        }),
  };
}
