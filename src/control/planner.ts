import { buildPlanProgram, checkPlan, latestMs, presenceOf, slotGrid, zonesOf } from '../../dispatch/index.ts';
import type {
  CompiledGrid,
  GridEnvelope,
  GridSnapshot,
  NodeId,
  Plan,
  PlanObjective,
  PlanRequest,
  PlanSession,
  SessionDemand,
  Solution,
  Solve,
  SolveAll,
  Zoning,
} from '../../dispatch/index.ts';
import type { Objective } from '../config/index.ts';
import type { ControlBounds } from './bounds.ts';
import { planLimits } from './plan-limits.ts';
import { carbonAt, priceAt } from './plan-prices.ts';
import type { PlannerState } from './view.ts';
import { planByZones } from './zone-plan.ts';

export type PlannerDeps = {
  readonly solve: Solve;
  /** Where programs can be solved side by side: grids with many sessions are then planned by zones. */
  readonly solveAll?: SolveAll;
  readonly bounds: ControlBounds;
  readonly objective: Objective;
  readonly timeZone: string;
  /** Upper forecast of the base load below a node in each slot [slotStartMs[k], slotStartMs[k + 1]), kW. */
  readonly forecastBaseKw: (grid: CompiledGrid, nodeId: NodeId, slotStartMs: readonly number[]) => readonly number[];
  /** The highest load of the month so far at the node of the demand charge, kW. */
  readonly monthPeakKw?: (atMs: number) => number;
  readonly log: (level: 'info' | 'warn', message: string) => void;
};

/** More sessions than this are planned by zones: one program for all of them would take longer than its slots are worth. */
const ZONES_ABOVE = 300;
const ZONE_CONNECTORS = 300;
/** Zones keep the slots of a small site. */
const ZONE_SLOTS_FOR = 100;

/** An answer as a plan, or why there is none. */
type Answer =
  | { readonly status: 'optimal' | 'feasible'; readonly plan: Plan }
  | Exclude<Solution, { readonly x: Float64Array }>;

/**
 * The slow layer's shell: asks the solver in the background, keeps only answers that pass the check, and never stands in the way of a tick.
 * One question at a time; a late, infeasible or wrong answer is discarded and counted, and the plan before it stays until it is stale.
 */
export class Planner {
  readonly #deps: PlannerDeps;
  #plan: Plan | undefined;
  #state: PlannerState = { lastStatus: 'none', discarded: 0 };
  #busy = false;
  #askedAtMs = -Infinity;
  #changed = false;
  #zones: { readonly nodes: CompiledGrid['nodes']; readonly zoning: Zoning } | undefined;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  get plan(): Plan | undefined {
    return this.#plan;
  }

  get state(): PlannerState {
    return this.#state;
  }

  /** Sessions, goals or limits changed: plan again soon. */
  changed(): void {
    this.#changed = true;
  }

  /** Called after every tick; starts a plan when one is due. Never throws. */
  tick(snapshot: GridSnapshot, envelopes: readonly GridEnvelope[]): void {
    const { bounds } = this.#deps;
    const waitMs = this.#changed ? bounds.planAfterChangeMs : bounds.planEveryMs;
    if (this.#busy || snapshot.atMs - this.#askedAtMs < waitMs) return;
    this.#askedAtMs = snapshot.atMs;
    this.#changed = false;
    this.#busy = true;
    void this.#ask(snapshot, envelopes).finally(() => {
      this.#busy = false;
    });
  }

  async #ask(snapshot: GridSnapshot, envelopes: readonly GridEnvelope[]): Promise<void> {
    const asked = { atMs: snapshot.atMs, sessions: 0 };
    try {
      const cars = planCars(snapshot);
      asked.sessions = cars.length;
      if (asked.sessions === 0) {
        this.#plan = undefined;
        return;
      }
      const zoning = this.#zoningFor(snapshot.grid, cars.length);
      const request = this.#request({ snapshot, envelopes, cars, zoned: zoning !== undefined });
      const answer = await this.#answer(request, zoning);
      if (!('plan' in answer)) {
        const { status, engine, solveMs, detail } = answer;
        this.#discard(asked, status, `${status} from ${engine} after ${Math.round(solveMs)} ms: ${detail}`);
        return;
      }
      const { plan, status } = answer;
      const verdict = checkPlan(plan, request);
      if (!verdict.ok) {
        this.#discard(asked, 'rejected-by-check', `answer of ${plan.engine} broke the check: ${verdict.why}`);
        return;
      }
      this.#plan = plan;
      const { engine, solveMs } = plan;
      this.#state = { ...this.#state, lastStatus: status, lastAtMs: request.atMs, engine, solveMs };
    } catch (error) {
      this.#discard(asked, 'failed', String(error));
    }
  }

  async #answer(request: PlanRequest, zoning: Zoning | undefined): Promise<Answer> {
    const { solve, solveAll, bounds } = this.#deps;
    const timeLimitMs = bounds.planTimeLimitMs;
    if (zoning !== undefined && solveAll !== undefined) {
      const answer = await planByZones(request, zoning, { solveAll, timeLimitMs });
      if ('plan' in answer && answer.unplanned > 0) {
        this.#deps.log('warn', `plan by zones: ${answer.unplanned} zones had no answer, their cars go without a plan`);
      }
      return answer;
    }
    const { program, decode } = buildPlanProgram(request);
    const solution = await solve(program, { timeLimitMs });
    return 'x' in solution ? { status: solution.status, plan: decode(solution) } : solution;
  }

  /** The zones of a grid, for as many sessions as need them. Cars come and go, the tree stays: they are kept with its nodes. */
  #zoningFor(grid: CompiledGrid, sessionCount: number): Zoning | undefined {
    if (this.#deps.solveAll === undefined || sessionCount <= ZONES_ABOVE) return undefined;
    if (this.#zones?.nodes !== grid.nodes) {
      this.#zones = { nodes: grid.nodes, zoning: zonesOf(grid, { maximumConnectors: ZONE_CONNECTORS }) };
    }
    return this.#zones.zoning.zones.length > 1 ? this.#zones.zoning : undefined;
  }

  #discard(
    asked: { readonly atMs: number; readonly sessions: number },
    lastStatus: PlannerState['lastStatus'],
    why: string,
  ): void {
    this.#state = { ...this.#state, lastStatus, lastAtMs: asked.atMs, discarded: this.#state.discarded + 1 };
    this.#deps.log('warn', `plan for ${asked.sessions} sessions discarded, the allocator goes on without it: ${why}`);
  }

  #request(args: {
    readonly snapshot: GridSnapshot;
    readonly envelopes: readonly GridEnvelope[];
    readonly cars: readonly PlanCar[];
    readonly zoned: boolean;
  }): PlanRequest {
    const { snapshot, envelopes, cars, zoned } = args;
    const { objective, timeZone, bounds, forecastBaseKw } = this.#deps;
    const { atMs, grid } = snapshot;
    const slotStartMs = slotGrid(atMs, zoned ? ZONE_SLOTS_FOR : cars.length);
    const starts = slotStartMs.slice(0, -1);
    const baseKw = new Map(grid.nodes.map(({ id }) => [id, forecastBaseKw(grid, id, slotStartMs)]));
    return {
      atMs,
      grid,
      slotStartMs,
      sessions: cars.map((car) => planSession(car, slotStartMs)),
      rowLimit: planLimits(snapshot, envelopes, { slotStartMs, leadMs: bounds.leadMs, baseKw }),
      pricePerKwh: starts.map((startMs) => priceAt(objective, startMs, timeZone)),
      carbonKgPerKwh: starts.map((startMs) => carbonAt(objective, startMs, timeZone)),
      ...this.#rowCosts(snapshot, baseKw),
      objective: planObjective(objective),
    };
  }

  /** Demand charge and valley filling, where the site has them. */
  #rowCosts(
    { atMs, grid }: GridSnapshot,
    baseKw: ReadonlyMap<NodeId, readonly number[]>,
  ): Pick<PlanRequest, 'demandCharges' | 'flatten'> {
    const { demandCharge, flatNodeId, kind, weights } = this.#deps.objective;
    const baseOf = (nodeId: NodeId | undefined): { rowIndex: number; baseKw: readonly number[] } | undefined => {
      const rowIndex = grid.rows.findIndex((row) => row.nodeId === nodeId && row.unit === 'kW');
      return rowIndex < 0 || nodeId === undefined ? undefined : { rowIndex, baseKw: baseKw.get(nodeId) ?? [] };
    };
    const charged = baseOf(demandCharge?.nodeId);
    const flattened =
      kind === 'flat' || (weights?.flat ?? 0) > 0
        ? baseOf(flatNodeId ?? grid.nodes.find(({ parentId }) => parentId === undefined)?.id)
        : undefined;
    return {
      ...(charged === undefined || demandCharge === undefined
        ? {}
        : {
            demandCharges: [
              {
                ...charged,
                pricePerKw: demandCharge.pricePerKw,
                peakSoFarKw: Math.max(demandCharge.expectedPeakKw, this.#deps.monthPeakKw?.(atMs) ?? 0),
              },
            ],
          }),
      ...(flattened === undefined ? {} : { flatten: flattened }),
    };
  }
}

/** A car to plan for, and what is known of its stay. */
type PlanCar = PlanSession & { readonly demand: SessionDemand };

function planCars({ atMs, grid, connectors }: GridSnapshot): readonly PlanCar[] {
  return connectors.flatMap(({ connectorId, controllable, session, override }) =>
    session === undefined || !controllable || session.remainingKwh <= 0
      ? []
      : [
          {
            connectorId,
            departureMs: latestMs(session, atMs),
            remainingKwh: session.remainingKwh,
            maximumKw: Math.min(session.maximumKw, override?.limitKw ?? Infinity),
            weight: grid.connectors[grid.connectorIndex.get(connectorId) ?? -1]?.weight ?? 1,
            demand: session,
          },
        ],
  );
}

/** What the history tells of its stay counts as chances, slot by slot, instead of one departure. */
function planSession({ demand, ...session }: PlanCar, slotStartMs: readonly number[]): PlanSession {
  const presence = presenceOf(demand, slotStartMs);
  return presence === undefined ? session : { ...session, presence };
}

/** The configuration sees to it that a kind has what it needs. */
function planObjective({ kind, weights, revenuePerKwh }: Objective): PlanObjective {
  if (kind === 'profit') return { revenuePerKwh: revenuePerKwh ?? 0 };
  if (kind === 'mix') return weights ?? 'fair';
  return kind;
}
