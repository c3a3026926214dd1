import {
  buildPlanProgram,
  checkPlan,
  effectiveDepartureMs,
  finishingWeight,
  latestMs,
  presenceOf,
  rowLoad,
  type GridSnapshot,
  type Plan,
  type PlanRequest,
  type SolveNow,
} from '../dispatch/index.ts';
import { TRUE_INPUTS, type Believe } from './believe.ts';
import { headroomPolicy } from './headroom-policy.ts';
import type { Policy } from './in-process.ts';
import type { Scenario } from './scenario.ts';

export type PlanPolicyOptions = {
  readonly scenario: Scenario;
  readonly solveNow: SolveNow;
  /** Default `TRUE_INPUTS`. */
  readonly believe?: Believe;
  /** A plan is made when the last one is this old, and whenever a car came or left. */
  readonly planEveryMs: number;
  readonly name?: string;
};

/** Cars take a little less than the nameplate; a plan to the last minute of a stay must not count on it. */
const TAKEN_SHARE = 0.99;
const TIME_LIMIT_MS = 5_000;
/** How much less a kWh at the end of the horizon is worth: early enough to leave room for cars to come, too little to cost energy. */
const EARLINESS = 0.5;
/** Slots begin this many minutes after now, then at departures: between two departures nothing changes, so a longer slot loses nothing. */
const FIRST_SLOTS_MIN = [0, 5, 10, 20, 40, 60, 90, 120, 240];
/** Where a departure is a matter of chance, the chance falls all the time: slots as long as it takes to fall a little. */
const SLOTS_MIN = [
  0, 5, 10, 15, 20, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 420, 480, 540, 600, 720, 900, 1200,
];

/**
 * The fast layer with a rolling plan: most energy, then most cars fully served, for the cars that are there. It knows nothing of cars to come. What the plan
 * says goes through `allocate`, gate, checker and ledger like in the product; a plan that fails its check is dropped and the one before holds.
 * Its relative is the model-predictive control of Z. J. Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5), 2021.
 */
export function planPolicy(options: PlanPolicyOptions): Policy {
  const { scenario, solveNow, believe = TRUE_INPUTS, planEveryMs, name = 'headroom-plan' } = options;
  let plan: Plan | undefined;
  let present = '';
  return headroomPolicy({
    ...scenario,
    believe,
    policyName: name,
    planFor(snapshot) {
      const now = snapshot.connectors.map(({ session }) => session?.sessionId ?? '').join();
      const isOld = plan === undefined || snapshot.atMs - plan.madeAtMs >= planEveryMs;
      if (isOld || now !== present) plan = isAmple(snapshot) ? undefined : (planNow(snapshot, solveNow) ?? plan);
      present = now;
      return plan;
    },
  });
}

/** Whether every car can have all it takes at once: there is nothing to plan then. */
function isAmple({ grid, capacity, connectors }: GridSnapshot): boolean {
  const mostKw = connectors.map(({ session, exposureKw }) => session?.maximumKw ?? exposureKw);
  return grid.rows.every((row, index) => {
    const { limit = 0, base = 0 } = capacity[index] ?? {};
    return rowLoad(row, mostKw) <= limit - base;
  });
}

function planNow(snapshot: GridSnapshot, solveNow: SolveNow): Plan | undefined {
  const { atMs, grid, capacity } = snapshot;
  const present = snapshot.connectors.flatMap(({ connectorId, session }) => {
    if (session === undefined || session.remainingKwh <= 0 || session.maximumKw <= 0) return [];
    const { remainingKwh } = session;
    const departureMs = latestMs(session, atMs);
    const maximumKw = TAKEN_SHARE * session.maximumKw;
    const stayHours = (departureMs - atMs) / 3_600_000;
    return [
      {
        connectorId,
        session,
        departureMs,
        remainingKwh,
        maximumKw,
        weight: finishingWeight({ remainingKwh, maximumKw, stayHours }),
      },
    ];
  });
  if (present.length === 0) return undefined;
  const departuresMs = present.map((session) => effectiveDepartureMs(session, atMs));
  const endMs = departuresMs.reduce((latest, ms) => Math.max(latest, ms), atMs);
  const isUncertain = present.some(({ session }) => session.stay !== undefined);
  const startsMs = (isUncertain ? SLOTS_MIN : FIRST_SLOTS_MIN).map((minutes) => atMs + minutes * 60_000);
  const edgesMs = [...startsMs.filter((ms) => ms < endMs), ...(isUncertain ? [] : departuresMs), endMs];
  const slotStartMs = [...new Set(edgesMs)].sort((a, b) => a - b);
  const heaviest = present.reduce((most, { weight }) => Math.max(most, weight), 1);
  const request: PlanRequest = {
    atMs,
    grid,
    slotStartMs,
    sessions: present.map(({ session, ...one }) => {
      const presence = presenceOf(session, slotStartMs);
      return presence === undefined ? one : { ...one, presence };
    }),
    rowLimit: (rowIndex) => {
      const { limit = 0, base = 0 } = capacity[rowIndex] ?? {};
      return limit - base;
    },
    pricePerKwh: Array.from({ length: slotStartMs.length - 1 }, () => 0),
    // Worths are relative to the heaviest session.
    objective: { mostEnergy: true, earliness: EARLINESS / heaviest },
  };
  const { program, decode } = buildPlanProgram(request);
  // Nobody misses more than a last remainder.
  if (program.columnCount === 0) return undefined;
  const solution = solveNow(program, { timeLimitMs: TIME_LIMIT_MS });
  if (!('x' in solution)) return undefined;
  const plan = decode(solution);
  return checkPlan(plan, request).ok ? plan : undefined;
}
