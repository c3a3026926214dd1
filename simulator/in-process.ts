import type { ConnectorId, NodeId } from '../dispatch/index.ts';
import type { Scenario, ScenarioEvent, ScenarioSession } from './scenario.ts';
import { createScorekeeper, type Score } from './scorekeeper.ts';
import type { Truth } from './truth.ts';
import { World, type ConnectorReading, type SessionResult } from './world.ts';

/** What a policy sees at a tick: what a central system could know, no more. */
export type PolicyView = {
  readonly atMs: number;
  readonly plugged: readonly { readonly session: ScenarioSession; readonly reading: ConnectorReading }[];
  /** Given out so far. */
  readonly events: readonly ScenarioEvent[];
  /** Measured base load below a node. */
  readonly baseLoadKw: (nodeId: NodeId) => number;
};

/** Decides limits at each tick. */
export interface Policy {
  readonly name: string;
  /** The limit a charger starts a transaction with; undefined = none. */
  initialKw(connectorId: ConnectorId): number | undefined;
  /** Limits to tell now; connectors that are absent keep theirs. */
  decide(view: PolicyView): ReadonlyMap<ConnectorId, number | undefined>;
}

/** What chargers do when nobody controls them. */
export const UNCONTROLLED: Policy = {
  name: 'uncontrolled',
  initialKw: () => undefined,
  decide: () => new Map(),
};

export type SimulationResult = Score & {
  readonly policy: string;
  /** Of the scenario's capacity node, base load and charging together. */
  readonly peakKw: number;
  readonly sessions: readonly SessionResult[];
  /** One point a step of the node asked for. */
  readonly series: readonly { readonly atMs: number; readonly nodeKw: number; readonly chargingKw: number }[];
};

export type SimulationOptions = {
  readonly policy: Policy;
  /** Physics. Default 1000. */
  readonly stepMs?: number;
  /** Between two decisions, a multiple of the step. Default 1000, the tick of the control loop. */
  readonly tickMs?: number;
  /** Keeps a series of this node. */
  readonly seriesNodeId?: NodeId;
  /** After each step: what flowed in it. For series of one's own, and progress. */
  readonly onStep?: (truth: Truth) => void;
};

/** Runs a scenario on a virtual clock: cars and chargers, no OCPP. Same scenario and policy, same result. */
export function simulate(scenario: Scenario, options: SimulationOptions): SimulationResult {
  const { policy, stepMs = 1000, tickMs = 1000, seriesNodeId, onStep } = options;
  const world = new World(scenario);
  const scorekeeper = createScorekeeper(scenario);
  const series: { atMs: number; nodeKw: number; chargingKw: number }[] = [];
  let peakKw = 0;

  for (let atMs = scenario.startMs + stepMs; atMs <= scenario.endMs; atMs += stepMs) {
    for (const { kind, session } of world.step(atMs)) {
      if (kind === 'plugged') world.close(session.connectorId, policy.initialKw(session.connectorId));
    }
    const truth = world.truth();
    scorekeeper.record(truth, stepMs);
    onStep?.(truth);
    peakKw = Math.max(peakKw, truth.nodeKw.get(scenario.capacityNodeId) ?? 0);
    if (seriesNodeId !== undefined) {
      const nodeKw = truth.nodeKw.get(seriesNodeId) ?? 0;
      series.push({ atMs, nodeKw, chargingKw: truth.nodeChargingKw.get(seriesNodeId) ?? 0 });
    }
    if ((atMs - scenario.startMs) % tickMs !== 0) continue;
    const limits = policy.decide({
      atMs,
      plugged: world.plugged(),
      events: scenario.events.filter((event) => event.atMs <= atMs),
      baseLoadKw: (nodeId) => scenario.baseLoadKw(nodeId, atMs),
    });
    for (const [connectorId, limitKw] of limits) world.tell(connectorId, limitKw);
  }
  const sessions = world.sessions();
  return { ...scorekeeper.score(sessions), policy: policy.name, peakKw, sessions, series };
}
