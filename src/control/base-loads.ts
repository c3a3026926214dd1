import { advanceBaseLoad, emptyBaseLoad, withMeterSample, withReading } from '../../dispatch/index.ts';
import type {
  BaseLoadEstimate,
  BaseLoadState,
  CompiledGrid,
  ConnectorId,
  MeteredConnector,
  NodeId,
  PowerReading,
  PowerTrace,
} from '../../dispatch/index.ts';
import type { MeterReading } from '../mqtt/port.ts';

/** What the ledger knows of a connector when the base load is estimated. */
export type LedgerLook = { readonly charging: boolean; readonly exposureKw: number };

/** The base load below every node: measured where there is a meter, else the sum of the children's. */
export class BaseLoads {
  readonly #states = new Map<NodeId, BaseLoadState>();
  readonly #traces = new Map<ConnectorId, PowerTrace>();
  #estimates = new Map<NodeId, BaseLoadEstimate>();
  #refused = 0;

  meter({ nodeId, receivedAtMs, importKw }: MeterReading): void {
    const { state, refused } = withMeterSample(this.#states.get(nodeId) ?? emptyBaseLoad, {
      atMs: receivedAtMs,
      importKw,
    });
    if (refused !== undefined) this.#refused += 1;
    this.#states.set(nodeId, state);
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
    const estimates = new Map<NodeId, BaseLoadEstimate>();
    for (const [index, node] of grid.nodes.entries()) {
      if (node.baseLoad === undefined) continue;
      const connectors: MeteredConnector[] = [];
      let exposureKw = 0;
      for (const one of grid.connectorsBelowNode[index] ?? []) {
        const connector = grid.connectors[one];
        const seen = looks[one];
        if (connector === undefined || seen === undefined) continue;
        exposureKw += seen.exposureKw;
        const trace = this.#traces.get(connector.id) ?? [];
        if (seen.charging || trace.length > 0) connectors.push({ connectorId: connector.id, trace, ...seen });
      }
      const { state, estimate } = advanceBaseLoad(this.#states.get(node.id) ?? emptyBaseLoad, {
        atMs,
        source: node.baseLoad,
        connectors,
        exposureKw,
      });
      this.#states.set(node.id, state);
      estimates.set(node.id, estimate);
    }
    this.#estimates = withSums(grid, estimates);
    return this.hiKw();
  }

  hiKw(): ReadonlyMap<NodeId, number> {
    return new Map([...this.#estimates].map(([nodeId, { hiKw }]) => [nodeId, hiKw]));
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
  const depth = (index: number): number => grid.ancestorsOfNode[index]?.length ?? 0;
  const deepestFirst = [...grid.nodes.keys()].toSorted((a, b) => depth(b) - depth(a));
  for (const index of deepestFirst) {
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
