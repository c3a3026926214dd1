import type { ConnectorId } from '../grid/index.ts';
import type { LinearProgram, Plan } from './plan.ts';
import { SNAP_KW, SNAP_KWH } from './plan-bounds.ts';
import { type Balances, planProgram, slotHours } from './plan-program.ts';
import {
  assertPlannable,
  effectiveDepartureMs,
  type PlanRequest,
  type PlanSession,
  type Solved,
} from './plan-request.ts';
import { planRows, type PlanRows } from './plan-rows.ts';

/**
 * The plan over the horizon as a linear program, and the way back from its solution.
 * Columns: average power (kW) per session and slot of its stay, then served energy (kWh) in segments of falling value, then costs of whole rows.
 * Rows: one energy balance per session (never running sums), the capacity rows that can bind, then the rows of those costs. Everything is in kW and hours with
 * coefficients from -1 to 1 beside the hours of a slot, lower bounds are 0, and doing nothing is feasible: the program is never infeasible.
 * Where the rows are a forest of plain kW rows, `program.network` says so.
 * Its relatives are the charging programs of Z. J. Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5), 2021.
 * Throws RangeError when a session is unknown or doubled, or a number is not finite.
 */
export function buildPlanProgram(request: PlanRequest): {
  readonly program: LinearProgram;
  readonly decode: (solution: Solved) => Plan;
} {
  assertPlannable(request);
  const rows = planRows(
    request,
    request.sessions.map((session) => effectiveDepartureMs(session, request.atMs)),
  );
  const { program, balances } = planProgram(request, rows);
  return { program, decode: (solution) => decode({ request, rows, balances, solution }) };
}

type Decoded = {
  readonly request: PlanRequest;
  readonly rows: PlanRows;
  readonly balances: Balances;
  readonly solution: Solved;
};

/** Whole watts, rounded down. Wrong numbers are not repaired here: `checkPlan` must see them. */
function decode(decoded: Decoded): Plan {
  const { request, rows, solution } = decoded;
  const { columns } = rows;
  const slots = request.slotStartMs.length - 1;
  const powers = request.sessions.map(() => Array.from({ length: slots }, () => 0));
  for (let column = 0; column < columns.count; column += 1) {
    const powerKw = solution.x[column] ?? Number.NaN;
    const of = powers[columns.session[column] ?? -1];
    // 0.01 W lets a power that the engine left a hair below a whole watt stay there.
    const watts = Math.abs(powerKw) < SNAP_KW ? 0 : Math.floor(powerKw * 1000 + 0.01) / 1000;
    if (of !== undefined) of[columns.slot[column] ?? -1] = watts;
  }
  const hours = slotHours(request);
  const shortfallKwh = new Map<ConnectorId, number>();
  request.sessions.forEach((session, index) => {
    const missingKwh = session.remainingKwh - reachKwh({ request, session, hours, powerKw: powers[index] ?? [] });
    if (missingKwh > SNAP_KWH) shortfallKwh.set(session.connectorId, missingKwh);
  });
  return {
    madeAtMs: request.atMs,
    slotStartMs: request.slotStartMs,
    powerKw: new Map(request.sessions.map(({ connectorId }, index) => [connectorId, powers[index] ?? []])),
    ...prices(decoded, hours),
    shortfallKwh,
    engine: solution.engine,
    solveMs: solution.solveMs,
  };
}

/** Energy by departure: what is planned, and full power for the part of the stay that lies beyond the horizon. */
function reachKwh(args: {
  readonly request: PlanRequest;
  readonly session: PlanSession;
  readonly hours: Float64Array;
  readonly powerKw: readonly number[];
}): number {
  const { request, session, hours, powerKw } = args;
  const departureMs = effectiveDepartureMs(session, request.atMs);
  const beyondMs = departureMs - (request.slotStartMs.at(-1) ?? departureMs);
  const plannedKwh = powerKw.reduce((sumKwh, kw, slot) => sumKwh + kw * (hours[slot] ?? 0), 0);
  return plannedKwh + (Math.max(0, beyondMs) / 3_600_000) * session.maximumKw;
}

/**
 * What the duals say: the price of each row (the sides of a phasor row together), and what a kWh is worth to each session. Duals of a maximisation:
 * the gain per unit of the right-hand side, so >= 0 for a capacity, and minus the worth of a kWh for a balance.
 */
function prices(
  { request, rows: { rows }, balances, solution: { duals } }: Decoded,
  hours: Float64Array,
): Pick<Plan, 'rowPrice' | 'worthPerKwh'> {
  if (duals === undefined || !duals.every(Number.isFinite)) return {};
  const rowPrice = new Map<string, Float64Array>();
  for (let row = 0; row < rows.count; row += 1) {
    const dual = duals[balances.count + row] ?? 0;
    const { id } = request.grid.rows[rows.gridRow[row] ?? -1] ?? {};
    if (dual < PRICE_NOISE || id === undefined) continue;
    const slot = rows.slot[row] ?? 0;
    const ofRow = rowPrice.get(id) ?? new Float64Array(hours.length);
    ofRow[slot] = (ofRow[slot] ?? 0) + dual / ((rows.scale[row] ?? 1) * (hours[slot] ?? 1));
    rowPrice.set(id, ofRow);
  }
  const worthPerKwh = new Map<ConnectorId, number>();
  request.sessions.forEach(({ connectorId }, session) => {
    const row = balances.rowOf[session] ?? -1;
    if (row >= 0) worthPerKwh.set(connectorId, -(duals[row] ?? 0));
  });
  return { rowPrice, worthPerKwh };
}

/** Duals below are rounding of the engine. */
const PRICE_NOISE = 1e-9;
