import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  check,
  commandedKw,
  compileGrid,
  exposureKw,
  failsafeConfirmed,
  gate,
  GATE_SETTINGS,
  LEDGER_BOUNDS as BOUNDS,
  limitAnswered,
  limitSent,
  openAccount,
  rebooted,
  toldKw,
} from '../../dispatch/index.ts';
import type { Account, Allocation, Connector, Grid, GridSnapshot, Moves } from '../../dispatch/index.ts';

/** Failsafe shares of 4.14 kW under a limit that cannot bear them all. */
const T0 = 1_800_000_000_000;
const SHARE_KW = 4.14;
const pile = (index: number): Connector => ({
  id: `S${index}/1`,
  stationId: `S${index}`,
  nodeId: 'T1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: SHARE_KW,
  failsafeKw: SHARE_KW,
  weight: 1,
});
const GRID: Grid = {
  nodes: [{ id: 'T1', kind: 'transformer', ratingKw: 100, voltageV: 230, margin: 0 }],
  connectors: Array.from({ length: 5 }, (_, index) => pile(index)),
};
const COMPILED = compileGrid(GRID);

const trusted = (index: number): Account =>
  failsafeConfirmed(openAccount(pile(index), { configured: false, atMs: 0, bounds: BOUNDS }), 1, BOUNDS);
function told(account: Account, limitKw: number, atMs = T0 - 60_000): Account {
  const sent = limitSent(
    account,
    { commandId: 'c', limitKw, sentAtMs: atMs, expiresAtMs: atMs + BOUNDS.leaseMs },
    BOUNDS,
  );
  return limitAnswered(sent, { commandId: 'c', outcome: 'accepted', atMs }, BOUNDS);
}
const snapshot = (limit: number, base = 0): GridSnapshot => ({
  atMs: T0,
  grid: COMPILED,
  capacity: COMPILED.rows.map(() => ({ limit, base })),
  connectors: [],
});
const allocation = (limitsKw: readonly number[]): Allocation => ({
  atMs: T0,
  setpoints: limitsKw.map((limitKw, index) => ({ connectorId: `S${index}/1`, limitKw, limitedBy: { kind: 'plan' } })),
  overcommitted: [],
});
const SETTINGS = { ...GATE_SETTINGS, bounds: BOUNDS };

describe('what a connector was told', () => {
  it('is the limit in force, also below its share; its share when the lease may have ended; its rating when it is not trusted', () => {
    const paused = told(trusted(0), 0);
    const endsMs = T0 - 60_000 + BOUNDS.leaseMs - BOUNDS.skewMs;
    expect([toldKw(paused, T0, BOUNDS), exposureKw(paused, T0, BOUNDS)]).toEqual([0, SHARE_KW]);
    expect([toldKw(paused, endsMs - 1, BOUNDS), toldKw(paused, endsMs, BOUNDS)]).toEqual([0, SHARE_KW]);
    expect(toldKw(trusted(0), T0, BOUNDS)).toBe(SHARE_KW);
    expect(toldKw(rebooted(paused, T0), T0, BOUNDS)).toBe(11.04);
  });

  it('is what was in force before, until the pause is proven', () => {
    const cut = told(told(trusted(0), 9, T0 - 100_000), 0, T0);
    expect([toldKw(cut, T0 + 14_999, BOUNDS), toldKw(cut, T0 + 15_000, BOUNDS)]).toEqual([9, 0]);
    const asked = limitSent(
      told(trusted(0), 9),
      { commandId: 'd', limitKw: 0, sentAtMs: T0, expiresAtMs: T0 + 180_000 },
      BOUNDS,
    );
    expect(toldKw(asked, T0 + 60_000, BOUNDS)).toBe(9);
  });
});

describe('under a cut below all shares', () => {
  const paused = Array.from({ length: 5 }, (_, index) => told(trusted(index), 0));

  it('the gate raises as many to their share as fit beside what the others were told, and nobody above it', () => {
    const moves = gate(snapshot(10), allocation([6, 6, 0, 0, 0]), paused, SETTINGS);
    expect(moves.moves.filter(({ kind }) => kind === 'increase')).toEqual([
      { connectorId: 'S0/1', limitKw: SHARE_KW, kind: 'increase' },
      { connectorId: 'S1/1', limitKw: SHARE_KW, kind: 'increase' },
    ]);
    expect(moves.deferred.map(({ connectorId }) => connectorId)).toEqual(['S0/1', 'S1/1']);
    expect(check(snapshot(10), moves, paused, BOUNDS).ok).toBe(true);
  });

  it('the checker vetoes what does not fit beside it, and what lies above the share', () => {
    const raise = (...limitsKw: readonly number[]): Moves => ({
      atMs: T0,
      moves: limitsKw.map((limitKw, index) => ({ connectorId: `S${index}/1`, limitKw, kind: 'increase' })),
      deferred: [],
    });
    expect(check(snapshot(10), raise(4.14, 4.14), paused, BOUNDS).ok).toBe(true);
    expect(check(snapshot(10), raise(4.14, 4.14, 4.14), paused, BOUNDS).ok).toBe(false);
    expect(check(snapshot(10), raise(4.83), paused, BOUNDS).ok).toBe(false);
    expect(check(snapshot(10, 6), raise(4.14), paused, BOUNDS).ok).toBe(false);
    expect(check(snapshot(Number.NaN), raise(4.14), paused, BOUNDS).ok).toBe(false);
  });

  it('law: the gate never raises an exposure in a row that is over, nor what was told above the limit', () => {
    const states = fc.array(
      fc.record({
        inForceKw: fc.constantFrom(undefined, 0, 4.14, 6.9, 11.04),
        wantKw: fc.constantFrom(0, 4.14, 6.9, 11.04),
      }),
      { minLength: 5, maxLength: 5 },
    );
    fc.assert(
      fc.property(states, fc.integer({ min: 0, max: 60 }), fc.integer({ min: -10, max: 30 }), (all, limit, base) => {
        const accounts = all.map(({ inForceKw }, index) =>
          inForceKw === undefined ? trusted(index) : told(trusted(index), inForceKw),
        );
        const photo = snapshot(limit, base);
        const moves = gate(photo, allocation(all.map(({ wantKw }) => wantKw)), accounts, SETTINGS);
        expect(check(photo, moves, accounts, BOUNDS).ok).toBe(true);
        const raised = moves.moves.filter(({ kind }) => kind === 'increase');
        const after = accounts.map((account) => {
          const raise = raised.find(({ connectorId }) => connectorId === account.connectorId);
          return raise === undefined
            ? account
            : limitSent(
                account,
                { commandId: 'n', limitKw: raise.limitKw, sentAtMs: T0, expiresAtMs: T0 + 180_000 },
                BOUNDS,
              );
        });
        const sum = (list: readonly Account[], kwOf: typeof exposureKw): number =>
          list.reduce((total, account) => total + kwOf(account, T0, BOUNDS), base);
        const worstBefore = sum(accounts, exposureKw);
        expect(sum(after, exposureKw)).toBeLessThanOrEqual(Math.max(limit, worstBefore) + 1e-6);
        if (raised.length > 0) expect(sum(after, toldKw)).toBeLessThanOrEqual(limit + 1e-6);
        for (const { connectorId, limitKw } of raised) {
          const account = accounts.find((one) => one.connectorId === connectorId);
          if (account !== undefined) expect(limitKw).toBeGreaterThan(commandedKw(account, T0) ?? SHARE_KW);
        }
      }),
      { numRuns: 500 },
    );
  });
});
