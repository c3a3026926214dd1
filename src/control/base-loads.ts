import {
  advanceBaseLoad,
  advancePhaseLoads,
  emptyBaseLoad,
  withLimits,
  withMeterSample,
  withPhaseSample,
  withReading,
} from '../../dispatch/index.ts';
import type {
  BaseLoadEstimate,
  BaseLoadState,
  CompiledGrid,
  ConnectorId,
  LimitTrace,
  NodeId,
  OfPhases,
  PhasedConnector,
  PhaseLoadState,
  PhaseUse,
  PowerReading,
  PowerTrace,
} from '../../dispatch/index.ts';
import { madeAtMs, withLag } from '../../ocpp/index.ts';
import type { LeastLag } from '../../ocpp/index.ts';
import type { MeterReading } from '../mqtt/port.ts';

/** What the ledger knows of a connector when the base load is estimated. */
export type LedgerLook = {
  readonly charging: boolean;
  readonly exposureKw: number;
  /** Of the limits that it may be obeying the least, and the newest. */
  readonly leastKw: number;
  readonly newestKw: number;
  /** Conductors that its car was seen to use. */
  readonly phaseUse?: PhaseUse;
};

/** The base load below every node: measured where there is a meter, else the sum of the children's. */
export class BaseLoads {
  readonly #states = new Map<NodeId, BaseLoadState>();
  readonly #traces = new Map<ConnectorId, PowerTrace>();
  readonly #limits = new Map<ConnectorId, LimitTrace>();
  #estimates = new Map<NodeId, BaseLoadEstimate>();
  /** Of the clocks of the meters. */
  readonly #lags = new Map<NodeId, LeastLag>();
  readonly #phaseStates = new Map<NodeId, PhaseLoadState>();
  #phaseKw = new Map<NodeId, OfPhases<number>>();
  #refused = 0;

  meter({ nodeId, receivedAtMs, measuredAtMs, importKw, phaseKw }: MeterReading): void {
    const lag = withLag(this.#lags.get(nodeId), { lagMs: receivedAtMs - measuredAtMs, nowMs: receivedAtMs });
    this.#lags.set(nodeId, lag);
    const takenAtMs = madeAtMs(lag, { stampMs: measuredAtMs, receivedAtMs });
    const at = { atMs: receivedAtMs, takenAtMs };
    const { state, refused } = withMeterSample(this.#states.get(nodeId) ?? emptyBaseLoad, { ...at, importKw });
    if (refused !== undefined) this.#refused += 1;
    this.#states.set(nodeId, state);
    if (phaseKw === undefined) return;
    this.#phaseStates.set(nodeId, withPhaseSample(this.#phaseStates.get(nodeId), { ...at, phaseKw }));
  }

  reading(connectorId: ConnectorId, reading: PowerReading): void {
    const { state, refused } = withReading(this.#traces.get(connectorId) ?? [], reading);
    if (refused !== undefined) this.#refused += 1;
    this.#traces.set(connectorId, state);
  }

  /** Estimates all nodes at `atMs` and keeps them; the upper estimate of each node's subtree, kW. */
  estimate(
    grid: CompiledGrid,
    atMs: number,
    look: (connectorIndex: number) => LedgerLook,
  ): ReadonlyMap<NodeId, number> {
    const looks = grid.connectors.map((_, index) => look(index));
    for (let index = 0; index < grid.connectors.length; index++) {
      const connector = grid.connectors[index];
      const seen = looks[index];
      if (connector === undefined || seen?.charging !== true) continue;
      const { leastKw, newestKw } = seen;
      const before = this.#limits.get(connector.id) ?? [];
      const after = withLimits(before, { atMs, leastKw, newestKw });
      // Most obey what they obeyed at the last tick.
      if (after !== before) this.#limits.set(connector.id, after);
    }
    const estimates = new Map<NodeId, BaseLoadEstimate>();
    const phaseKw = new Map<NodeId, OfPhases<number>>();
    for (const [index, node] of grid.nodes.entries()) {
      if (node.baseLoad === undefined) continue;
      const connectors: PhasedConnector[] = [];
      let exposureKw = 0;
      for (const one of grid.connectorsBelowNode[index] ?? []) {
        const connector = grid.connectors[one];
        const seen = looks[one];
        if (connector === undefined || seen === undefined) continue;
        exposureKw += seen.exposureKw;
        const trace = this.#traces.get(connector.id) ?? [];
        const { charging, phaseUse } = seen;
        if (charging || trace.length > 0)
          connectors.push({
            connectorId: connector.id,
            connector,
            trace,
            limits: this.#limits.get(connector.id) ?? [],
            charging,
            exposureKw: seen.exposureKw,
            phaseUse,
          });
      }
      const { state, estimate } = advanceBaseLoad(this.#states.get(node.id) ?? emptyBaseLoad, {
        atMs,
        source: node.baseLoad,
        connectors,
        exposureKw,
      });
      this.#states.set(node.id, state);
      estimates.set(node.id, estimate);
      const phases = this.#phaseStates.get(node.id);
      if (phases === undefined) continue;
      const advanced = advancePhaseLoads(phases, { atMs, source: node.baseLoad, connectors });
      this.#phaseStates.set(node.id, advanced.states);
      if (advanced.hiKw !== undefined) phaseKw.set(node.id, advanced.hiKw);
    }
    this.#estimates = withSums(grid, estimates);
    this.#phaseKw = withPhaseSums(grid, phaseKw, this.#estimates);
    return this.hiKw();
  }

  hiKw(): ReadonlyMap<NodeId, number> {
    return new Map([...this.#estimates].map(([nodeId, { hiKw }]) => [nodeId, hiKw]));
  }

  /** Upper estimate of each phase where a meter at the node, or at one below it, tells phases apart; kW. */
  phaseKw(): ReadonlyMap<NodeId, OfPhases<number>> {
    return this.#phaseKw;
  }

  /** The last estimate; undefined before the first tick. Nodes without a meter of their own carry the sum of their children. */
  viewOf(nodeId: NodeId): BaseLoadEstimate | undefined {
    return this.#estimates.get(nodeId);
  }

  /** Meter samples and readings that were no measurement or not newer than the last. */
  get refused(): number {
    return this.#refused;
  }
}

/** A node without an own source has what its children have; children stand after their parents' ancestors in no fixed order, so depth decides. */
function withSums(grid: CompiledGrid, estimates: ReadonlyMap<NodeId, BaseLoadEstimate>): Map<NodeId, BaseLoadEstimate> {
  const all = new Map(estimates);
  for (const index of deepestFirst(grid)) {
    const node = grid.nodes[index];
    if (node === undefined || all.has(node.id)) continue;
    const children = grid.nodes.flatMap((child) => (child.parentId === node.id ? (all.get(child.id) ?? []) : []));
    if (children.length === 0) continue;
    const sum = (pick: (one: BaseLoadEstimate) => number): number =>
      children.reduce((total, one) => total + pick(one), 0);
    const meter = children.some((one) => one.meter === 'stale')
      ? 'stale'
      : children.every((one) => one.meter === 'fixed')
        ? 'fixed'
        : 'live';
    all.set(node.id, { hiKw: sum((one) => one.hiKw), bestKw: sum((one) => one.bestKw), meter });
  }
  return all;
}

/** A node without an own source has on each phase what its children have; of a child that is not told apart, a third. */
function withPhaseSums(
  grid: CompiledGrid,
  own: ReadonlyMap<NodeId, OfPhases<number>>,
  estimates: ReadonlyMap<NodeId, BaseLoadEstimate>,
): Map<NodeId, OfPhases<number>> {
  const all = new Map(own);
  if (own.size === 0) return all;
  for (const index of deepestFirst(grid)) {
    const node = grid.nodes[index];
    if (node === undefined || node.baseLoad !== undefined) continue;
    const children = grid.nodes.filter((child) => child.parentId === node.id);
    if (!children.some(({ id }) => all.has(id))) continue;
    const sum = (f: 0 | 1 | 2): number =>
      children.reduce((total, { id }) => total + (all.get(id)?.[f] ?? (estimates.get(id)?.hiKw ?? 0) / 3), 0);
    all.set(node.id, [sum(0), sum(1), sum(2)]);
  }
  return all;
}

function deepestFirst(grid: CompiledGrid): readonly number[] {
  const depth = (index: number): number => grid.ancestorsOfNode[index]?.length ?? 0;
  return [...grid.nodes.keys()].toSorted((a, b) => depth(b) - depth(a));
}
