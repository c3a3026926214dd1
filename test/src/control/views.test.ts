import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileGrid,
  exposureKw,
  limitAnswered,
  limitSent,
  LEDGER_BOUNDS,
  openAccount,
} from '../../../dispatch/index.ts';
import type { Estimate, Plan } from '../../../dispatch/index.ts';
import { ConnectorViews } from '../../../src/control/connector-views.ts';
import { openRecord, openSession } from '../../../src/control/connector-record.ts';
import type { ConnectorRecord } from '../../../src/control/connector-record.ts';
import type { Override } from '../../../src/store/index.ts';
import { LoopWorld, node, pile, siteOf, T0 } from './loop-world.ts';

const piles = ['A', 'B', 'C'].map((id) => pile(id, 'T1'));
const site = siteOf([node('T1', { ratingKw: 20 })], piles);

describe('views that are kept while nothing changes', () => {
  it('are the same objects again, and only those that changed are new', () => {
    const world = new LoopWorld(site);
    world.openDay();
    world.clock.advanceBy(42_500);
    const before = world.control.view();
    const atMs = world.clock.nowMs();
    const reading = {
      kind: 'reading',
      atMs,
      measuredAtMs: atMs,
      takenAtMs: atMs,
      powerKw: 1.5,
      historic: false,
      flags: [],
    } as const;
    world.control.post({ ...reading, stationId: 'B', connectorId: 'B/1' });
    world.clock.advanceBy(1_000);
    const after = world.control.view();
    const isKept = (list: 'connectors' | 'sessions' | 'stations') =>
      after[list].map((one, index) => one === before[list][index]);
    expect([isKept('connectors'), isKept('sessions'), isKept('stations')]).toEqual([
      [true, false, true],
      [true, false, true],
      [true, false, true],
    ]);
    expect(after.connectors[1]?.powerKw).toBe(1.5);
  });

  it('of a station change with its reason for distrust', () => {
    const world = new LoopWorld(site);
    world.manner.set('A', 'draws');
    world.openDay();
    expect(world.control.view().stations[0]?.distrust).toBeUndefined();
    world.clock.advanceBy(60_000);
    expect(world.control.view().stations.map(({ distrust }) => distrust)).toEqual([
      'above-limit',
      undefined,
      undefined,
    ]);
  });

  it('say the same as views that are made anew, whatever changed in between (law)', () => {
    const rewired = piles.map((one) => ({ ...one, kind: 'DC' as const }));
    const grids = [piles, rewired, piles.slice(1)].map((connectors) => compileGrid({ ...site.grid, connectors }));
    const step = fc.record({
      grid: fc.constantFrom(...grids),
      variant: fc.array(fc.nat(VARIANTS.length - 1), { minLength: 3, maxLength: 3 }),
      plan: fc.constantFrom(undefined, planOf(1), planOf(2)),
      estimate: fc.constantFrom(undefined, { needKwh: 1 } as unknown as Estimate),
      overrides: fc.subarray(OVERRIDES),
      atMs: fc.constantFrom(T0, T0 + 100_000, T0 + 185_000, T0 + 400_000, T0 + 1_000_000),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
        const kept = new ConnectorViews();
        for (const { grid, variant, plan, estimate, overrides, atMs } of steps) {
          const records = grid.connectors.map(({ id }, index) => recordOf(id, variant[index] ?? 0));
          const looked = { grid, plan, atMs, records, overrides, defaults: site.defaults, estimateOf: () => estimate };
          const exposuresKw = records.map(({ account }) => exposureKw(account, atMs, LEDGER_BOUNDS));
          expect(kept.look(looked, exposuresKw)).toEqual(new ConnectorViews().look(looked, exposuresKw));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const planOf = (factor: number): Plan => ({
  madeAtMs: T0,
  slotStartMs: [T0, T0 + 300_000, T0 + 900_000],
  powerKw: new Map(piles.map(({ id }) => [id, [factor, factor * 2]])),
  rowPrice: new Map([['T1', Float64Array.of(factor, factor * 3)]]),
  shortfallKwh: new Map(piles.map(({ id }) => [id, factor])),
  engine: 'test',
  solveMs: 1,
});

const OVERRIDES: Override[] = [4, 6].map((limitKw, index) => ({
  id: `o${limitKw}`,
  connectorId: 'B/1',
  limitKw,
  startMs: T0,
  ...(index === 0 ? { endMs: T0 + 350_000 } : {}),
  reason: 'test',
  status: 'active',
  createdBy: 'test',
  etag: '1',
}));

/** What one connector may be like; the same variant is the same object, as in the control state. */
const VARIANTS: readonly ((before: ConnectorRecord) => ConnectorRecord)[] = [
  (before) => before,
  (before) => ({ ...before, status: 'charging', session, reading: { powerKw: 3, atMs: T0 } }),
  (before) => ({ ...before, session, setpoint: setpointOf(before), account: granted(before.account) }),
  (before) => ({ ...before, session: { ...session, socPercent: 40 }, setpoint: setpointOf(before) }),
];
const session = { ...openSession({ sessionId: 'B#1', idToken: 'CARD', startedAtMs: T0 }), deliveredKwh: 1 };
const setpointOf = ({ connectorId }: ConnectorRecord) =>
  ({ connectorId, limitKw: 8, limitedBy: { kind: 'plan' } }) as const;

function granted(account: ConnectorRecord['account']): ConnectorRecord['account'] {
  const sent = { commandId: 'c1', limitKw: 8, sentAtMs: T0, expiresAtMs: T0 + 180_000 };
  const answered = { commandId: 'c1', outcome: 'accepted', atMs: T0 + 200 } as const;
  return limitAnswered(limitSent(account, sent, LEDGER_BOUNDS), answered, LEDGER_BOUNDS);
}

const made = new Map<string, ConnectorRecord>();
function recordOf(connectorId: ConnectorRecord['connectorId'], variant: number): ConnectorRecord {
  const key = `${connectorId} ${variant}`;
  const connector = piles.find(({ id }) => id === connectorId);
  if (connector === undefined) throw new Error(`no pile ${connectorId}`);
  const record =
    made.get(key) ??
    VARIANTS[variant]?.({
      ...openRecord(connectorId, openAccount(connector, { configured: true, atMs: T0, bounds: LEDGER_BOUNDS })),
      status: 'available',
    });
  if (record === undefined) throw new Error(`no variant ${variant}`);
  made.set(key, record);
  return record;
}
