import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPlan, compileGrid, fillUp, type Plan, type PlanRequest } from '../../dispatch/index.ts';
import { node, pile } from './horizon-world.ts';
import { servedKwh, sitesRequest } from './zone-world.ts';

const HOUR_MS = 3_600_000;

/** Two piles at a panel of 10 kW for three hours; A leaves after two. */
function request(rest: Partial<PlanRequest> = {}): PlanRequest {
  const grid = compileGrid({
    nodes: [node('P', { ratingKw: 10 })],
    connectors: [pile('A/1', 'P'), pile('B/1', 'P')],
  });
  return {
    atMs: 0,
    grid,
    slotStartMs: [0, HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS],
    sessions: [
      { connectorId: 'B/1', departureMs: 3 * HOUR_MS, remainingKwh: 20, maximumKw: 8, weight: 1 },
      { connectorId: 'A/1', departureMs: 2 * HOUR_MS, remainingKwh: 12, maximumKw: 8, weight: 1 },
    ],
    rowLimit: () => 10,
    pricePerKwh: [0.3, 0.1, 0.2],
    objective: 'fair',
    ...rest,
  };
}

function planOf({ atMs, slotStartMs, sessions }: PlanRequest, powers: Readonly<Record<string, number[]>>): Plan {
  const hours = slotStartMs.slice(1).map((endMs, slot) => (endMs - (slotStartMs[slot] ?? 0)) / HOUR_MS);
  return {
    madeAtMs: atMs,
    slotStartMs,
    powerKw: new Map(sessions.map(({ connectorId }) => [connectorId, powers[connectorId] ?? []])),
    shortfallKwh: new Map(
      sessions.flatMap(({ connectorId, remainingKwh }) => {
        const kwh = (powers[connectorId] ?? []).reduce((sum, kw, slot) => sum + kw * (hours[slot] ?? 0), 0);
        return kwh < remainingKwh ? [[connectorId, remainingKwh - kwh] as const] : [];
      }),
    ),
    engine: 'by hand',
    solveMs: 0,
  };
}

describe('what zones leave', () => {
  test('goes to the car that leaves first, in the cheapest slots, then to the next', () => {
    const whole = request();
    const plan = fillUp(planOf(whole, { 'A/1': [1, 1, 0], 'B/1': [1, 1, 1] }), whole);
    // A: 7 more at 0.10, 3 more at 0.30; B: what is left, in the third hour to its maximum.
    expect(plan.powerKw.get('A/1')).toEqual([4, 8, 0]);
    expect(plan.powerKw.get('B/1')).toEqual([6, 2, 8]);
    expect(plan.shortfallKwh).toEqual(new Map([['B/1', 4]]));
    expect(checkPlan(plan, whole)).toEqual({ ok: true });
  });

  test('a car without a plan stays without one', () => {
    const whole = request();
    const { powerKw, ...plan } = planOf(whole, { 'B/1': [1, 1, 1] });
    const filled = fillUp({ ...plan, powerKw: new Map([...powerKw].slice(0, 1)) }, whole);
    expect([...filled.powerKw.keys()]).toEqual(['B/1']);
  });

  test('law: whatever was planned, more is served and every row still holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean(), (seed, phases) => {
        const slotStartMs = Array.from({ length: 7 }, (_, slot) => Date.UTC(2026, 2, 2, 7) + slot * HOUR_MS);
        const whole = sitesRequest(seed, { sites: 3, piles: 12, phases, scarcity: 0.6, slotStartMs });
        const nothing = planOf(whole, Object.fromEntries(whole.sessions.map((s) => [s.connectorId, Array(6).fill(0)])));
        const plan = fillUp(nothing, whole);
        expect(checkPlan(plan, whole)).toEqual({ ok: true });
        expect(servedKwh(plan.powerKw, slotStartMs)).toBeGreaterThan(0);
        const again = fillUp(plan, whole);
        expect(servedKwh(again.powerKw, slotStartMs)).toBeCloseTo(servedKwh(plan.powerKw, slotStartMs), 0);
      }),
      { numRuns: 40 },
    );
  });
});
