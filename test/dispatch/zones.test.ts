import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildPlanProgram,
  checkPlan,
  compileGrid,
  fillUp,
  parentRequest,
  type PlanRequest,
  type Solution,
  type SolveAll,
  type SolveNow,
  zoneRequests,
  zonesOf,
} from '../../dispatch/index.ts';
import { planByZones } from '../../src/control/zone-plan.ts';
import { createSolverNow } from '../../src/solvers/index.ts';
import { gridArbitrary } from './random-grid.ts';
import { servedKwh, sitesRequest } from './zone-world.ts';

let solve: SolveNow;
let solveAll: SolveAll;
beforeAll(async () => {
  solve = await createSolverNow({ nowMs: () => 0 });
  solveAll = (programs, limits) => Promise.resolve(programs.map((program) => solve(program, limits)));
});
const timeLimitMs = 60_000;

async function byZones(request: PlanRequest, maximumConnectors: number) {
  const planned = await planByZones(request, zonesOf(request.grid, { maximumConnectors }), { solveAll, timeLimitMs });
  if (!('plan' in planned)) throw new Error(`${planned.status}: ${planned.detail}`);
  return planned;
}

/** Coarse slots keep a run short. */
const slotStartMs = Array.from({ length: 13 }, (_, slot) => Date.UTC(2026, 2, 2, 7) + slot * 3_000_000);

describe('zones', () => {
  test('law: every connector is in one zone, no zone is too large unless a node may not be cut', () => {
    fc.assert(
      fc.property(gridArbitrary, fc.integer({ min: 1, max: 8 }), (grid, maximumConnectors) => {
        const compiled = compileGrid(grid);
        const { zones } = zonesOf(compiled, { maximumConnectors });
        const members = zones.flatMap((zone) => zone.grid.connectors.map(({ id }) => id));
        expect(members.toSorted()).toEqual(grid.connectors.map(({ id }) => id).toSorted());
        for (const zone of zones) {
          const uncut = zone.grid.nodes.some(({ phasorRows }) => phasorRows !== undefined);
          if (!uncut) expect(zone.grid.connectors.length).toBeLessThanOrEqual(maximumConnectors);
          zone.rowOf.forEach((row, k) => expect(compiled.rows[row]?.id).toBe(zone.grid.rows[k]?.id));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('law: the zones’ plans together keep every row of the whole grid and serve nearly what one program serves', async () => {
    let [served, best, worst] = [0, 0, 1];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.boolean(),
        fc.constantFrom(0, 0.3, 0.5, 0.8),
        async (seed, phases, scarcity) => {
          const request = sitesRequest(seed, { sites: 6, piles: 12, phases, scarcity, slotStartMs });
          const { plan, unplanned } = await byZones(request, 30);
          expect(unplanned).toBe(0);
          expect(checkPlan(plan, request)).toEqual({ ok: true });
          const { program, decode } = buildPlanProgram(request);
          const whole = solve(program, { timeLimitMs });
          if (!('x' in whole)) throw new Error(whole.status);
          const [ofZones, ofOne] = [plan, decode(whole)].map(({ powerKw }) => servedKwh(powerKw, slotStartMs));
          served += ofZones ?? 0;
          best += ofOne ?? 0;
          if ((ofOne ?? 0) > 1) worst = Math.min(worst, (ofZones ?? 0) / (ofOne ?? 1));
        },
      ),
      { numRuns: 16, seed: 7 },
    );
    expect(served / best).toBeGreaterThan(0.97);
    expect(worst).toBeGreaterThan(0.9);
  });

  test('no car is left short where the rows have power left', async () => {
    const request = sitesRequest(6, { sites: 25, piles: 20, phases: false, scarcity: 0.6, slotStartMs });
    const { plan } = await byZones(request, 10);
    expect(plan.shortfallKwh.size).toBeGreaterThan(0);
    expect(servedKwh(fillUp(plan, request).powerKw, slotStartMs)).toBeCloseTo(servedKwh(plan.powerKw, slotStartMs), 0);
  });

  test('few zones are looked at finely: their plans serve 99 % of what one program serves', async () => {
    const quarters = Array.from({ length: 49 }, (_, slot) => Date.UTC(2026, 2, 2, 7) + slot * 900_000);
    const request = sitesRequest(1, {
      sites: 10,
      piles: 20,
      phases: false,
      scarcity: 0.6,
      slotStartMs: quarters,
      stayHours: 9,
    });
    const { plan } = await byZones(request, 20);
    const { program, decode } = buildPlanProgram(request);
    const whole = solve(program, { timeLimitMs });
    if (!('x' in whole)) throw new Error(whole.detail);
    const share = servedKwh(plan.powerKw, quarters) / servedKwh(decode(whole).powerKw, quarters);
    expect(share).toBeGreaterThan(0.99);
  });

  test('energy that is sold below its price stays in the grid', async () => {
    const request = sitesRequest(5, { sites: 6, piles: 20, phases: false, scarcity: 0.6, slotStartMs });
    const { plan } = await byZones({ ...request, objective: { revenuePerKwh: 0.01 } }, 20);
    expect(servedKwh(plan.powerKw, slotStartMs)).toBe(0);
  });

  test('where a peak is paid for, zones do not spend what the parent saved', async () => {
    const plain = sitesRequest(3, { sites: 6, piles: 12, phases: false, scarcity: 1, slotStartMs });
    const charge = { rowIndex: 0, baseKw: slotStartMs.slice(1).map(() => 0), pricePerKw: 1, peakSoFarKw: 0 };
    const peakKw = async (request: PlanRequest): Promise<number> => {
      const { plan } = await byZones(request, 30);
      expect(checkPlan(plan, request)).toEqual({ ok: true });
      const loads = slotStartMs
        .slice(1)
        .map((_, slot) => [...plan.powerKw.values()].reduce((sum, kw) => sum + (kw[slot] ?? 0), 0));
      return Math.max(...loads);
    };
    const quick = await peakKw({ ...plain, objective: 'quick' });
    const careful = await peakKw({ ...plain, objective: 'cost', demandCharges: [charge] });
    expect(careful).toBeLessThan(0.8 * quick);
  });

  test('a zone whose program has no answer is left out, the others have their plan', async () => {
    const request = sitesRequest(4, { sites: 6, piles: 12, phases: false, scarcity: 0.5, slotStartMs });
    const zoning = zonesOf(request.grid, { maximumConnectors: 30 });
    const late: Solution = { status: 'late', detail: 'stopped', engine: 'test', solveMs: 1 };
    let asked = 0;
    const lame: SolveAll = async (programs, limits) => {
      asked += 1;
      const answers = await solveAll(programs, limits);
      return asked === 1 ? answers : [late, ...answers.slice(1)];
    };
    const planned = await planByZones(request, zoning, { solveAll: lame, timeLimitMs });
    if (!('plan' in planned)) throw new Error(planned.status);
    expect(planned).toMatchObject({ status: 'feasible', unplanned: 1 });
    expect(checkPlan(planned.plan, request)).toEqual({ ok: true });
    const lost = new Set(zoning.zones[0]?.grid.connectors.map(({ id }) => id));
    const expected = request.sessions.map(({ connectorId }) => connectorId).filter((id) => !lost.has(id));
    expect([...planned.plan.powerKw.keys()].toSorted()).toEqual(expected.toSorted());
    const none = await planByZones(request, zoning, {
      solveAll: (programs) => Promise.resolve(programs.map(() => late)),
      timeLimitMs,
    });
    expect(none).toEqual(late);
  });

  test('cars without need, cars overdue and nobody at all are planned', async () => {
    const request = sitesRequest(5, { sites: 6, piles: 12, phases: false, scarcity: 0.5, slotStartMs });
    const sessions = request.sessions.map((session, k) => ({
      ...session,
      ...(k % 3 === 0 ? { remainingKwh: 0 } : {}),
      ...(k % 4 === 0 ? { departureMs: request.atMs - 60_000 } : {}),
    }));
    for (const some of [sessions, sessions.filter((_, k) => k % 3 === 0), []]) {
      const whole = { ...request, sessions: some };
      const { plan } = await byZones(whole, 30);
      expect(checkPlan(plan, whole)).toEqual({ ok: true });
    }
  });

  test('budgets never sum to more than a limit, even if the parent’s plan breaks it', () => {
    const request = sitesRequest(7, { sites: 6, piles: 12, phases: false, scarcity: 0.3, slotStartMs });
    const zoning = zonesOf(request.grid, { maximumConnectors: 30 });
    const parent = parentRequest(request, zoning);
    const { program, decode } = buildPlanProgram(parent.request);
    const answer = solve(program, { timeLimitMs });
    if (!('x' in answer)) throw new Error(answer.status);
    const plan = decode({ ...answer, x: answer.x.map((value) => 2 * value) });
    const children = zoneRequests(request, zoning, { parent, plan });
    for (let slot = 0; slot < slotStartMs.length - 1; slot += 1) {
      // The root's row is shared by all zones.
      const budgets = children.map((child) =>
        child.request.rowLimit(
          child.request.grid.rows.findIndex(({ id }) => id === 'root/kW'),
          slot,
        ),
      );
      const sum = budgets.reduce((total, budget) => total + Math.max(0, budget), 0);
      expect(sum).toBeLessThanOrEqual(request.rowLimit(0, slot) * (1 + 1e-9));
      expect(sum).toBeGreaterThan(0);
    }
  });

  test('the parent counts every car once', () => {
    const request = sitesRequest(6, { sites: 6, piles: 12, phases: true, scarcity: 0.5, slotStartMs });
    const { request: parent } = parentRequest(request, zonesOf(request.grid, { maximumConnectors: 30 }));
    const sumKwh = (of: PlanRequest): number => of.sessions.reduce((sum, { remainingKwh }) => sum + remainingKwh, 0);
    expect(sumKwh(parent)).toBeCloseTo(sumKwh(request), 9);
    expect(parent.sessions.length).toBeLessThan(request.sessions.length);
  });
});
