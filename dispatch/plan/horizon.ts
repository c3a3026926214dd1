import type { ConnectorId } from '../grid/index.ts';
import { linearProgram, type ProgramColumn, type ProgramRow } from './linear-program.ts';
import type { LinearProgram, Plan } from './plan.ts';
import { NEED_SEGMENTS, OBJECTIVE_WEIGHTS, OVERSTAY_WEIGHT, SERVED_VALUE, SNAP_KW, SNAP_KWH } from './plan-bounds.ts';
import {
  assertPlannable,
  effectiveDepartureMs,
  type PlanRequest,
  type PlanSession,
  type PowerColumn,
  type Solved,
} from './plan-request.ts';
import { planRows } from './plan-rows.ts';
import { hoursBefore } from './plan-slots.ts';

/**
 * The plan over the horizon as a linear program, and the way back from its solution.
 * Columns: power (kW) per session and slot of its stay, then served energy (kWh) in segments of falling value.
 * Rows: one energy balance per session (never running sums), then the capacity rows that can bind. Everything is in kW and hours with
 * coefficients from -1 to 1, lower bounds are 0, and doing nothing is feasible: the program is never infeasible.
 * Its relatives are the charging programs of Z. J. Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5), 2021.
 * Throws RangeError when a session is unknown or doubled, or a number is not finite.
 */
export function buildPlanProgram(request: PlanRequest): {
  readonly program: LinearProgram;
  readonly decode: (solution: Solved) => Plan;
} {
  assertPlannable(request);
  const stays = request.sessions.map((session) => effectiveDepartureMs(session, request.atMs));
  const { columns: powers, rows: capacities } = planRows(request, stays);
  const worth = powerWorth(request, stays);
  const columns = powers.map((column) => ({ objective: worth(column), upper: column.upperKw }));
  const balances = addServedEnergy(request, powers, columns);
  const limits = capacities.map(({ limitKw, ...row }) => ({ ...row, lower: -Infinity, upper: limitKw }));
  return {
    program: linearProgram(columns, [...balances, ...limits]),
    decode: (solution) => decode(request, powers, solution),
  };
}

/** What a kW in a column is worth: earlier is a little better, more so for a car with little time to spare; cheaper is better for `cost`. */
function powerWorth(request: PlanRequest, stays: readonly number[]): (column: PowerColumn) => number {
  const { atMs, slotStartMs, pricePerKwh, sessions } = request;
  const weights = OBJECTIVE_WEIGHTS[request.objective];
  const endMs = slotStartMs.at(-1) ?? atMs;
  const priceScale = Math.max(...pricePerKwh.map(Math.abs), 0) || 1;
  const urgency = sessions.map(({ remainingKwh, maximumKw }, index) => {
    const stayHours = ((stays[index] ?? atMs) - atMs) / 3_600_000;
    return Math.min(1, remainingKwh / (maximumKw * stayHours || 1));
  });
  return ({ session, slot, hours }) => {
    const lateness = ((slotStartMs[slot] ?? atMs) - atMs) / (endMs - atMs);
    // Without the urgency two cars would tie for the early slots and the plan would flip between them.
    const impatience = weights.earliness * (0.5 + 0.5 * (urgency[session] ?? 0));
    return -hours * (weights.price * ((pricePerKwh[slot] ?? 0) / priceScale) + impatience * lateness);
  };
}

/**
 * Appends the served energy of each session that has power columns, in segments of falling value; returns the rows that make it
 * exactly the energy of those columns.
 */
function addServedEnergy(
  request: PlanRequest,
  powers: readonly PowerColumn[],
  columns: ProgramColumn[],
): readonly ProgramRow[] {
  const balances = new Map<number, { readonly members: number[]; readonly coefficients: number[] }>();
  powers.forEach(({ session, hours }, column) => {
    const balance = balances.get(session) ?? { members: [], coefficients: [] };
    balance.members.push(column);
    balance.coefficients.push(hours);
    balances.set(session, balance);
  });
  const heaviest = request.sessions.reduce((most, { weight }) => Math.max(most, weight), 0);
  return request.sessions.flatMap(({ weight, departureMs, remainingKwh }, session) => {
    const balance = balances.get(session);
    if (balance === undefined) return [];
    const claim = (weight / heaviest) * (departureMs > request.atMs ? 1 : OVERSTAY_WEIGHT);
    for (const { share, value } of NEED_SEGMENTS) {
      balance.members.push(columns.push({ objective: SERVED_VALUE + claim * value, upper: share * remainingKwh }) - 1);
      balance.coefficients.push(-1);
    }
    return [{ ...balance, lower: 0, upper: 0 }];
  });
}

/** Whole watts, rounded down. Wrong numbers are not repaired here: `checkPlan` must see them. */
function decode(request: PlanRequest, columns: readonly PowerColumn[], solution: Solved): Plan {
  const slots = request.slotStartMs.length - 1;
  const powers = request.sessions.map(() => Array.from({ length: slots }, () => 0));
  columns.forEach(({ session, slot }, index) => {
    const powerKw = solution.x[index] ?? Number.NaN;
    const of = powers[session];
    // 0.01 W lets a power that the engine left a hair below a whole watt stay there.
    if (of !== undefined) of[slot] = Math.abs(powerKw) < SNAP_KW ? 0 : Math.floor(powerKw * 1000 + 0.01) / 1000;
  });
  const shortfallKwh = new Map<ConnectorId, number>();
  request.sessions.forEach((session, index) => {
    const missingKwh = session.remainingKwh - reachKwh(request, session, powers[index] ?? []);
    if (missingKwh > SNAP_KWH) shortfallKwh.set(session.connectorId, missingKwh);
  });
  return {
    madeAtMs: request.atMs,
    slotStartMs: request.slotStartMs,
    powerKw: new Map(request.sessions.map(({ connectorId }, index) => [connectorId, powers[index] ?? []])),
    shortfallKwh,
    engine: solution.engine,
    solveMs: solution.solveMs,
  };
}

/** Energy by departure: what is planned, and full power for the part of the stay that lies beyond the horizon. */
function reachKwh(request: PlanRequest, session: PlanSession, powerKw: readonly number[]): number {
  const departureMs = effectiveDepartureMs(session, request.atMs);
  const beyondMs = departureMs - (request.slotStartMs.at(-1) ?? departureMs);
  const plannedKwh = powerKw.reduce(
    (sumKwh, kw, slot) => sumKwh + kw * hoursBefore(request.slotStartMs, slot, departureMs),
    0,
  );
  return plannedKwh + (Math.max(0, beyondMs) / 3_600_000) * session.maximumKw;
}
