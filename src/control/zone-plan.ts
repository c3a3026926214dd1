import {
  buildPlanProgram,
  fillUp,
  joinPlans,
  type LinearProgram,
  parentRequest,
  type Plan,
  type PlanRequest,
  type Solution,
  type SolveAll,
  zoneRequests,
  type Zoning,
} from '../../dispatch/index.ts';

export type ZonePlan =
  /** `unplanned`: zones whose program had no answer; their sessions are absent from the plan. */
  { readonly status: 'optimal' | 'feasible'; readonly plan: Plan; readonly unplanned: number } | Failure;

type Failure = Exclude<Solution, { readonly x: Float64Array }>;

/**
 * A plan of a large grid in two steps, each at most `timeLimitMs` of solving: the parent's over the zones' aggregates gives each zone its budget, then all
 * zones are solved in parallel, and cars that are left short get what the zones leave (`fillUp`). No better than one program for the whole grid and much faster; it keeps every row. A parent without answer is the answer.
 */
export async function planByZones(
  request: PlanRequest,
  zoning: Zoning,
  { solveAll, timeLimitMs }: { readonly solveAll: SolveAll; readonly timeLimitMs: number },
): Promise<ZonePlan> {
  const parent = parentRequest(request, zoning);
  const top = buildPlanProgram(parent.request);
  const [answer] = await solveAll([top.program], { timeLimitMs });
  if (answer === undefined) return { status: 'failed', detail: 'no answer', engine: 'none', solveMs: 0 };
  if (!('x' in answer)) return answer;
  const plan = top.decode(answer);
  const children = zoneRequests(request, zoning, { parent, plan }).map(({ zone, request: own }) => ({
    ...buildPlanProgram(own),
    family: zone + 1,
  }));
  const solutions = await solveAll(
    children.map(({ program, family }) => ofFamily(program, family)),
    { timeLimitMs },
  );
  const plans = children.flatMap(({ decode }, k) => {
    const solution = solutions[k];
    return solution !== undefined && 'x' in solution ? [decode(solution)] : [];
  });
  const worst = solutions.find((solution): solution is Failure => !('x' in solution));
  if (plans.length === 0 && worst !== undefined) return worst;
  const joined = joinPlans(request, plans);
  const early = [answer, ...solutions].some(({ status }) => status !== 'optimal');
  return {
    status: early ? 'feasible' : 'optimal',
    plan: needsAll(request) ? fillUp(joined, request) : joined,
    unplanned: children.length - plans.length,
  };
}

/** Whether every kWh that a session needs is worth what it costs: not where a peak is paid for, a load evened out, or energy sold. */
function needsAll({ demandCharges = [], flatten, objective }: PlanRequest): boolean {
  const sold = typeof objective === 'object' && 'revenuePerKwh' in objective;
  return demandCharges.length === 0 && flatten === undefined && !sold;
}

/** Keys repeat from zone to zone: a worker must not take the basis of one for that of another. */
function ofFamily(program: LinearProgram, family: number): LinearProgram {
  const { network, keys } = program;
  return {
    ...program,
    ...(network === undefined ? {} : { network: { ...network, family } }),
    ...(keys === undefined ? {} : { keys: { ...keys, family } }),
  };
}
