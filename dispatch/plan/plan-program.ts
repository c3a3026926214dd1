import { HASTE_HOURS, LEAST_HASTE, OVERSTAY_WEIGHT } from './plan-bounds.ts';
import { type Worths, worthsOf } from './objective.ts';
import { addedCosts, type AddedCosts } from './added-costs.ts';
import { classTotals, type ClassTotals } from './class-totals.ts';
import { planKeys } from './plan-keys.ts';
import { networkShape } from './plan-network.ts';
import { effectiveDepartureMs, type PlanRequest, type PlanSession } from './plan-request.ts';
import type { CapacityRows, PlanRows, PowerColumns } from './plan-rows.ts';
import type { LinearProgram } from './plan.ts';

/** The energy balances: one row per session that has power columns, and its served energy in segments of falling value. */
export type Balances = {
  /** Rows, the first of the program. */
  readonly count: number;
  /** Balance row per session, -1 = none. */
  readonly rowOf: Int32Array;
  /** Session of each served column, which follow the power columns. */
  readonly servedSession: Int32Array;
  readonly servedCount: number;
  readonly segmentCount: number;
};

/** Puts columns, balances, capacity rows and added costs together as compressed sparse columns. */
export function planProgram(
  request: PlanRequest,
  planned: PlanRows,
): { readonly program: LinearProgram; readonly balances: Balances } {
  const { columns, rows } = planned;
  const hours = slotHours(request);
  const charges = request.demandCharges ?? [];
  const worths = worthsOf(request.objective, {
    pricePerKwh: request.pricePerKwh,
    carbonKgPerKwh: request.carbonKgPerKwh ?? [],
    peakPerKw: charges.reduce((sum, { pricePerKw }) => sum + pricePerKw, 0),
    shortestHours: hours.reduce((least, one) => Math.min(least, one), Infinity),
  });
  const balances = balancesOf(request, columns, worths.segments.length);
  const firstColumn = columns.count + balances.servedCount;
  const costs = addedCosts({ request, columns, hours, worths, firstColumn });
  const network = costs.objective.length > 0 ? undefined : networkShape({ request, columns, rows, balances });
  // A network has few entries as it is, and keeps its shape.
  const totals = network === undefined ? classTotals(planned, firstColumn + costs.objective.length) : undefined;
  const added = totals === undefined ? costs : withTotals(costs, totals);
  const keys = planKeys({ request, columns, rows, balances, added });
  const columnCount = columns.count + balances.servedCount + added.objective.length;
  const objective = new Float64Array(columnCount);
  const columnUpper = new Float64Array(columnCount);
  powerWorths({ request, columns, hours, worths, objective });
  columnUpper.set(columns.upperKw);
  servedWorths({ request, balances, worths, from: columns.count, objective, columnUpper });
  objective.set(added.objective, columns.count + balances.servedCount);
  columnUpper.set(added.upper, columns.count + balances.servedCount);
  const rowCount = balances.count + rows.count + added.limitKw.length;
  const rowLower = new Float64Array(rowCount).fill(-Infinity).fill(0, 0, balances.count);
  const rowUpper = new Float64Array(rowCount);
  rowUpper.set(rows.limitKw, balances.count);
  rowUpper.set(added.limitKw, balances.count + rows.count);
  const program = {
    columnCount,
    rowCount,
    objective,
    columnLower: new Float64Array(columnCount),
    columnUpper,
    rowLower,
    rowUpper,
    ...sparse({ columns, rows: totals?.rows ?? rows, balances, added, hours, columnCount }),
    ...(network === undefined ? { keys } : { network: { ...network, ...keys } }),
    ...(hasPhasors(request, rows) ? { wantsDuals: true } : {}),
  };
  return { program, balances };
}

/** The fast layer rounds by price where lines add up as phasors. */
function hasPhasors({ grid }: PlanRequest, { gridRow }: CapacityRows): boolean {
  return gridRow.some((row) => (grid.rows[row]?.groups.length ?? 0) > 1);
}

/** Columns and rows of totals come after those of the costs. */
function withTotals(costs: AddedCosts, totals: ClassTotals): AddedCosts {
  const entries = costs.column.length;
  return {
    objective: [...costs.objective, ...totals.upperKw.map(() => 0)],
    upper: [...costs.upper, ...totals.upperKw],
    limitKw: [...costs.limitKw, ...totals.upperKw.map(() => 0)],
    start: [...costs.start, ...totals.start.slice(1).map((end) => entries + end)],
    column: [...costs.column, ...totals.column],
    coefficient: [...costs.coefficient, ...totals.coefficient],
  };
}

export function slotHours({ slotStartMs }: PlanRequest): Float64Array {
  return Float64Array.from(slotStartMs.slice(1), (endMs, slot) => (endMs - (slotStartMs[slot] ?? endMs)) / 3_600_000);
}

function balancesOf({ sessions }: PlanRequest, columns: PowerColumns, segmentCount: number): Balances {
  const rowOf = new Int32Array(sessions.length).fill(-1);
  for (let column = 0; column < columns.count; column += 1) rowOf[columns.session[column] ?? 0] = 0;
  let count = 0;
  for (let s = 0; s < sessions.length; s += 1) if (rowOf[s] === 0) rowOf[s] = count++;
  const servedSession = new Int32Array(count * segmentCount);
  for (let s = 0; s < sessions.length; s += 1) {
    const row = rowOf[s] ?? -1;
    if (row >= 0) servedSession.fill(s, row * segmentCount, (row + 1) * segmentCount);
  }
  return { count, rowOf, servedSession, servedCount: servedSession.length, segmentCount };
}

/**
 * What a kW in a column is worth: earlier is a little better, more so for a car with little time to spare; cheaper and cleaner is better where that is weighed.
 * All of it, and the value of the energy itself, only as far as the car is expected to be there to take it.
 */
function powerWorths(args: {
  readonly request: PlanRequest;
  readonly columns: PowerColumns;
  readonly hours: Float64Array;
  readonly worths: Worths;
  readonly objective: Float64Array;
}): void {
  const { request, columns, hours, worths, objective } = args;
  const { atMs, slotStartMs, sessions } = request;
  const endMs = slotStartMs.at(-1) ?? atMs;
  const haste = Float64Array.from(sessions, (session) => hasteOf(session, atMs));
  const lastValue = worths.segments.at(-1)?.value ?? 0;
  const cost = hours.map(
    (_, slot) =>
      worths.price * (request.pricePerKwh[slot] ?? 0) + worths.carbon * (request.carbonKgPerKwh?.[slot] ?? 0),
  );
  const claims = claimsOf(request);
  const lateness = hours.map((_, slot) => ((slotStartMs[slot] ?? atMs) - atMs) / (endMs - atMs));
  for (let column = 0; column < columns.count; column += 1) {
    const slot = columns.slot[column] ?? 0;
    // Without the haste two cars would tie for the early slots and the plan would flip between them.
    const session = columns.session[column] ?? 0;
    const impatience = worths.earliness * (haste[session] ?? 0);
    const chance = sessions[session]?.presence?.[slot] ?? 1;
    // The served columns count every kWh in full. Taking back the value of the last segment leaves none below its due, so doubt alone never leaves a need.
    const lost = (1 - chance) * Math.max(0, worths.served + worths.fairness * (claims[session] ?? 0) * lastValue);
    objective[column] =
      -(hours[slot] ?? 0) * (chance * ((cost[slot] ?? 0) + impatience * (lateness[slot] ?? 0)) + lost);
  }
}

/**
 * Who can wait least goes first: 1 for a car without time to spare, falling with its laxity. Cars to come are not known, and those that stay long can still use
 * what is left when the others have gone. A month of a three-phase site took 0.15 % more energy so than with the same haste for all.
 */
function hasteOf(session: PlanSession, atMs: number): number {
  const stayHours = (effectiveDepartureMs(session, atMs) - atMs) / 3_600_000;
  const laxityHours = stayHours - session.remainingKwh / (session.maximumKw || 1);
  return LEAST_HASTE + (1 - LEAST_HASTE) * Math.exp(-Math.max(0, laxityHours) / HASTE_HOURS);
}

/** What a kWh counts for each session beside others: relative to the heaviest, little for those that should have left. */
function claimsOf({ sessions, atMs }: PlanRequest): Float64Array {
  const heaviest = sessions.reduce((most, { weight }) => Math.max(most, weight), 0);
  return Float64Array.from(
    sessions,
    ({ weight, departureMs }) => (weight / heaviest) * (departureMs > atMs ? 1 : OVERSTAY_WEIGHT),
  );
}

function servedWorths(args: {
  readonly request: PlanRequest;
  readonly balances: Balances;
  readonly worths: Worths;
  readonly from: number;
  readonly objective: Float64Array;
  readonly columnUpper: Float64Array;
}): void {
  const { request, balances, worths, from, objective, columnUpper } = args;
  const claims = claimsOf(request);
  for (let served = 0; served < balances.servedCount; served += 1) {
    const index = balances.servedSession[served] ?? -1;
    const session = request.sessions[index];
    const segment = worths.segments[served % balances.segmentCount];
    if (session === undefined || segment === undefined) continue;
    const claim = claims[index] ?? 0;
    objective[from + served] = worths.served + worths.fairness * claim * segment.value;
    columnUpper[from + served] = segment.share * session.remainingKwh;
  }
}

/** One pass to count the entries of each column, one to place them: rows ascend within a column. */
function sparse(args: {
  readonly columns: PowerColumns;
  readonly rows: CapacityRows;
  readonly balances: Balances;
  readonly added: AddedCosts;
  readonly hours: Float64Array;
  readonly columnCount: number;
}): Pick<LinearProgram, 'columnStart' | 'rowIndex' | 'value'> {
  const { columns, rows, balances, added, hours, columnCount } = args;
  const owned = columns.count + balances.servedCount;
  const columnStart = new Int32Array(columnCount + 1).fill(1, 1, owned + 1);
  for (const column of rows.column) columnStart[column + 1] = (columnStart[column + 1] ?? 0) + 1;
  for (const column of added.column) columnStart[column + 1] = (columnStart[column + 1] ?? 0) + 1;
  for (let k = 1; k <= columnCount; k += 1) columnStart[k] = (columnStart[k] ?? 0) + (columnStart[k - 1] ?? 0);
  const rowIndex = new Int32Array(columnStart[columnCount] ?? 0);
  const value = new Float64Array(rowIndex.length);
  const next = columnStart.slice();
  for (let column = 0; column < owned; column += 1) {
    const place = next[column] ?? 0;
    next[column] = place + 1;
    const power = column < columns.count;
    const session = power ? columns.session[column] : balances.servedSession[column - columns.count];
    rowIndex[place] = balances.rowOf[session ?? 0] ?? -1;
    value[place] = power ? (hours[columns.slot[column] ?? 0] ?? 0) : -1;
  }
  let first = balances.count;
  for (const { start, column: members, coefficient } of [rows, added]) {
    for (let row = 0; row + 1 < start.length; row += 1) {
      for (let k = start[row] ?? 0; k < (start[row + 1] ?? 0); k += 1) {
        const column = members[k] ?? 0;
        const place = next[column] ?? 0;
        next[column] = place + 1;
        rowIndex[place] = first + row;
        value[place] = coefficient[k] ?? 0;
      }
    }
    first += start.length - 1;
  }
  return { columnStart, rowIndex, value };
}
