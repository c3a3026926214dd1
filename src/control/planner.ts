import { buildPlanProgram, checkPlan, slotGrid } from '../../dispatch/index.ts';
import type {
  CompiledGrid,
  GridEnvelope,
  GridSnapshot,
  NodeId,
  Plan,
  PlanRequest,
  Solve,
} from '../../dispatch/index.ts';
import { minuteOfDay } from '../config/index.ts';
import type { Objective } from '../config/index.ts';
import type { ControlBounds } from './bounds.ts';
import { planLimits } from './plan-limits.ts';
import type { PlannerState } from './view.ts';

export type PlannerDeps = {
  readonly solve: Solve;
  readonly bounds: ControlBounds;
  readonly objective: Objective;
  readonly timeZone: string;
  /** Upper forecast of the base load below a node in each slot [slotStartMs[k], slotStartMs[k + 1]), kW. */
  readonly forecastBaseKw: (grid: CompiledGrid, nodeId: NodeId, slotStartMs: readonly number[]) => readonly number[];
  readonly log: (level: 'info' | 'warn', message: string) => void;
};

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
      const request = this.#request(snapshot, envelopes);
      asked.sessions = request.sessions.length;
      if (asked.sessions === 0) {
        this.#plan = undefined;
        return;
      }
      const { program, decode } = buildPlanProgram(request);
      const solution = await this.#deps.solve(program, { timeLimitMs: this.#deps.bounds.planTimeLimitMs });
      const { engine, solveMs } = solution;
      if (!('x' in solution)) {
        this.#discard(
          asked,
          solution.status,
          `${solution.status} from ${engine} after ${Math.round(solveMs)} ms: ${solution.detail}`,
        );
        return;
      }
      const plan = decode(solution);
      const verdict = checkPlan(plan, request);
      if (!verdict.ok) {
        this.#discard(asked, 'rejected-by-check', `answer of ${engine} broke the check: ${verdict.why}`);
        return;
      }
      this.#plan = plan;
      this.#state = { ...this.#state, lastStatus: solution.status, lastAtMs: request.atMs, engine, solveMs };
    } catch (error) {
      this.#discard(asked, 'failed', String(error));
    }
  }

  #discard(
    asked: { readonly atMs: number; readonly sessions: number },
    lastStatus: PlannerState['lastStatus'],
    why: string,
  ): void {
    this.#state = { ...this.#state, lastStatus, lastAtMs: asked.atMs, discarded: this.#state.discarded + 1 };
    this.#deps.log('warn', `plan for ${asked.sessions} sessions discarded, the allocator goes on without it: ${why}`);
  }

  #request(snapshot: GridSnapshot, envelopes: readonly GridEnvelope[]): PlanRequest {
    const { atMs, grid } = snapshot;
    const sessions = snapshot.connectors.flatMap(({ connectorId, controllable, session, override }) =>
      session === undefined || !controllable || session.remainingKwh <= 0
        ? []
        : [
            {
              connectorId,
              departureMs: session.departureMs,
              remainingKwh: session.remainingKwh,
              maximumKw: Math.min(session.maximumKw, override?.limitKw ?? Infinity),
              weight: grid.connectors[grid.connectorIndex.get(connectorId) ?? -1]?.weight ?? 1,
            },
          ],
    );
    const slotStartMs = slotGrid(atMs, sessions.length);
    const baseKw = new Map(grid.nodes.map(({ id }) => [id, this.#deps.forecastBaseKw(grid, id, slotStartMs)]));
    return {
      atMs,
      grid,
      slotStartMs,
      sessions,
      rowLimit: planLimits(snapshot, envelopes, { slotStartMs, leadMs: this.#deps.bounds.leadMs, baseKw }),
      pricePerKwh: slotStartMs.slice(0, -1).map((startMs) => this.#priceAt(startMs)),
      objective: this.#deps.objective.kind,
    };
  }

  #priceAt(atMs: number): number {
    const { prices } = this.#deps.objective;
    const minute = minuteOfDay(atMs, this.#deps.timeZone);
    // Before the first step of the day the last step of the day before still holds.
    return (prices.findLast(({ fromMinute }) => fromMinute <= minute) ?? prices.at(-1))?.pricePerKwh ?? 0;
  }
}
