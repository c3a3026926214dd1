import {
  buildPlanProgram,
  checkPlan,
  compileGrid,
  kwPerA,
  rowLoad,
  type CompiledGrid,
  type ConnectorId,
  type Plan,
  type PlanRequest,
  type PlanSession,
  type SolveNow,
} from '../dispatch/index.ts';
import { TRUE_INPUTS, type Believe } from './believe.ts';
import type { Policy, PolicyView } from './in-process.ts';
import type { ProfitTerms } from './profit-optimum.ts';
import { changesBetween } from './profit-tariff.ts';
import type { Scenario, ScenarioSession } from './scenario.ts';

export type ProfitPolicyOptions = {
  readonly scenario: Scenario;
  readonly terms: ProfitTerms;
  readonly solveNow: SolveNow;
  /** Between two decisions. */
  readonly periodMs: number;
  /**
   * The month's peak to be expected, kW, e.g. the best one of the month before: up to it power is taken as paid for. What lies above is bought
   * only where one day's energy pays for it.
   */
  readonly expectedPeakKw: number;
  readonly believe?: Believe;
  readonly name?: string;
};

/** A car whose stated departure has passed is planned as if it stayed this much longer. */
const OVERSTAY_MS = 3_600_000;
const TIME_LIMIT_MS = 5_000;
/** What a car that does not follow is offered above its last reading, so that one that can take more shows it. */
const PROBE_FACTOR = 1.05;
const PROBE_KW = 0.15;
/**
 * What an hour of waiting costs a kWh: cars to come will want the later hours, and a battery takes less at its end. Half a tariff's step an hour costs 0.3 % of an ideal
 * month and brings 0.5 % with tapering batteries; three times as much brings 0.1 % more.
 */
const HURRY_PER_KWH_H = 0.004;
/** Below this a car follows its limit. */
const FOLLOWS_KW = 0.1;

type Guest = {
  readonly session: ScenarioSession;
  readonly atArrivalKwh: number;
  deliveredKwh: number;
  satisfied: boolean;
  offeredKw: number;
  /** Seen when the car drew less than it was offered. */
  capKw: number;
};

/**
 * A rolling plan for money: each time a car comes, a limit is rounded or a car does not follow, the plan of `dispatch/plan` for the cars that are there, with the tariff, the peak so far and the
 * peak to be expected; in between the last plan holds. It knows nothing of cars to come. Limits are rounded to what the chargers accept, never above a row.
 * Related: the profit maximisation of Z. J. Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5), 2021.
 */
export function profitPolicy(options: ProfitPolicyOptions): Policy {
  const { scenario, believe = TRUE_INPUTS, name = 'headroom-cost', expectedPeakKw } = options;
  const grid = compileGrid(scenario.grid);
  const guests = new Map<ConnectorId, Guest>();
  let peakKw = 0;
  let plan: Plan | undefined;
  return {
    name,
    initialKw: () => 0,
    decide(view) {
      const changed = welcome(view, { guests, believe });
      peakKw = Math.max(
        peakKw,
        view.plugged.reduce((sum, { reading }) => sum + reading.powerKw, 0),
      );
      const freeKw = Math.max(peakKw, expectedPeakKw);
      if (
        changed ||
        plan === undefined ||
        options.scenario.grid.connectors.some(({ allowedA }) => allowedA !== undefined)
      ) {
        plan = planNow({ view, guests, grid, freeKw, options, believe });
      }
      const wanted = grid.connectors.map(({ id }) => wantedKw(plan, { id, atMs: view.atMs, guest: guests.get(id) }));
      const limits = rounded(grid, wanted);
      const told = new Map<ConnectorId, number>();
      for (const [id, guest] of guests) {
        guest.offeredKw = limits[grid.connectorIndex.get(id) ?? -1] ?? 0;
        told.set(id, guest.offeredKw);
      }
      return told;
    },
  };
}

/** Notes who came, who left and what was drawn; tells whether the plan is out of date. */
function welcome(
  { atMs, plugged }: PolicyView,
  { guests, believe }: { readonly guests: Map<ConnectorId, Guest>; readonly believe: Believe },
): boolean {
  let changed = false;
  const present = new Map(plugged.map((one) => [one.session.connectorId, one]));
  for (const [id, guest] of guests) {
    if (present.get(id)?.session === guest.session) continue;
    guests.delete(id);
    believe.left(guest.session, { atMs, deliveredKwh: guest.deliveredKwh, satisfied: guest.satisfied });
  }
  for (const [id, { session, reading }] of present) {
    const guest = guests.get(id);
    if (guest === undefined) {
      const atArrivalKwh = reading.registerKwh;
      guests.set(id, { session, atArrivalKwh, deliveredKwh: 0, satisfied: false, offeredKw: 0, capKw: Infinity });
      changed = true;
      continue;
    }
    guest.deliveredKwh = reading.registerKwh - guest.atArrivalKwh;
    guest.satisfied = reading.satisfied;
    const follows = reading.powerKw > guest.offeredKw - FOLLOWS_KW;
    const capKw = reading.satisfied ? 0 : follows ? Infinity : reading.powerKw * PROBE_FACTOR + PROBE_KW;
    changed ||= capKw !== guest.capKw;
    guest.capKw = capKw;
  }
  return changed;
}

function planNow(args: {
  readonly view: PolicyView;
  readonly guests: ReadonlyMap<ConnectorId, Guest>;
  readonly grid: CompiledGrid;
  readonly freeKw: number;
  readonly options: ProfitPolicyOptions;
  readonly believe: Believe;
}): Plan | undefined {
  const { view, guests, grid, freeKw, options, believe } = args;
  const { atMs } = view;
  const { terms, scenario, solveNow, periodMs } = options;
  const sessions = [...guests.values()].flatMap(
    ({ session, deliveredKwh, satisfied, capKw }): readonly PlanSession[] => {
      const { departureMs, needKwh } = believe.of(session, { atMs, deliveredKwh, satisfied });
      const maximumKw = Math.min(session.car.maximumKw, capKw);
      const remainingKwh = Math.max(0, needKwh - deliveredKwh);
      if (maximumKw === 0 || remainingKwh === 0) return [];
      const leavesMs = departureMs > atMs ? departureMs : atMs + OVERSTAY_MS;
      return [{ connectorId: session.connectorId, departureMs: leavesMs, remainingKwh, maximumKw, weight: 1 }];
    },
  );
  if (sessions.length === 0) return undefined;
  const slotStartMs = slotsUntilAllLeft(atMs, { sessions, periodMs, terms });
  const rowIndex = grid.rows.findIndex(({ nodeId, unit }) => nodeId === scenario.capacityNodeId && unit === 'kW');
  const { tariff, revenuePerKwh } = terms;
  const request: PlanRequest = {
    atMs,
    grid,
    slotStartMs,
    sessions,
    rowLimit: (row) => grid.rows[row]?.rating ?? 0,
    pricePerKwh: slotStartMs
      .slice(0, -1)
      .map((startMs) => tariff.pricePerKwh(startMs) + (HURRY_PER_KWH_H * (startMs - atMs)) / 3_600_000),
    objective: { revenuePerKwh },
    demandCharges: [
      {
        rowIndex,
        baseKw: slotStartMs.slice(1).map(() => 0),
        pricePerKw: tariff.demandChargePerKw,
        peakSoFarKw: freeKw,
      },
    ],
  };
  const { program, decode } = buildPlanProgram(request);
  const solution = solveNow(program, { timeLimitMs: TIME_LIMIT_MS });
  if (!('x' in solution)) throw new Error(`profit plan at ${atMs}: ${solution.status}, ${solution.detail}`);
  const plan = decode(solution);
  const verdict = checkPlan(plan, request);
  if (!verdict.ok) throw new Error(`profit plan at ${atMs}: ${verdict.why}`);
  return plan;
}

/** From now until the last car has left: this period, then a slot wherever a car leaves or the price changes. */
function slotsUntilAllLeft(
  atMs: number,
  {
    sessions,
    periodMs,
    terms,
  }: { readonly sessions: readonly PlanSession[]; readonly periodMs: number; readonly terms: ProfitTerms },
): readonly number[] {
  const nextMs = atMs + periodMs;
  const edges = sessions.map(({ departureMs }) => departureMs).filter((ms) => ms > nextMs);
  const lastMs = edges.reduce((last, ms) => Math.max(last, ms), nextMs);
  return [...new Set([atMs, nextMs, ...edges, ...changesBetween(terms.tariff, { fromMs: nextMs, toMs: lastMs })])].sort(
    (a, b) => a - b,
  );
}

function wantedKw(
  plan: Plan | undefined,
  { id, atMs, guest }: { readonly id: ConnectorId; readonly atMs: number; readonly guest: Guest | undefined },
): number {
  if (plan === undefined || guest === undefined) return 0;
  return plan.powerKw.get(id)?.[plan.slotStartMs.findLastIndex((startMs) => startMs <= atMs)] ?? 0;
}

/**
 * Each power down to a step of its charger, then the largest remainders up again while the total stays at what was planned and every row holds.
 */
function rounded(grid: CompiledGrid, wantedKw: readonly number[]): readonly number[] {
  const steps = grid.connectors.map((connector, index) => {
    const perA = kwPerA(connector);
    const wanted = wantedKw[index] ?? 0;
    if (connector.allowedA === undefined || perA === undefined) return { downKw: wanted, upKw: wanted };
    const kw = connector.allowedA.map((currentA) => currentA * perA);
    const downKw = kw.findLast((one) => one <= wanted + 1e-6) ?? 0;
    return { downKw, upKw: wanted < downKw + 1e-6 ? downKw : (kw.find((one) => one > wanted) ?? downKw) };
  });
  const limits = steps.map(({ downKw }) => downKw);
  let spareKw = wantedKw.reduce((sum, kw) => sum + kw, 0) - limits.reduce((sum, kw) => sum + kw, 0);
  const order = steps
    .map(({ downKw, upKw }, index) => ({
      index,
      downKw,
      upKw,
      part: ((wantedKw[index] ?? 0) - downKw) / (upKw - downKw || 1),
    }))
    .filter(({ downKw, upKw }) => upKw > downKw)
    .sort((a, b) => b.part - a.part);
  for (const { index, downKw, upKw } of order) {
    if (upKw - downKw > spareKw + 1e-9) continue;
    limits[index] = upKw;
    if (grid.rows.some((row) => rowLoad(row, limits) > row.rating)) limits[index] = downKw;
    else spareKw -= upKw - downKw;
  }
  return limits;
}
