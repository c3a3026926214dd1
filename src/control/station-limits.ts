import type { Connector, Grid, GridEnvelope } from '../../dispatch/index.ts';
import { limitsWholeStation, stationEnvelopes, type ExternalLimit } from './external-limits.ts';
import { withStationNodes } from './station-nodes.ts';

/**
 * Stations of several connectors that another system limits as a whole, and the nodes that hold those limits. A node stays when its limit is over: one
 * that comes and goes must not have the grid compiled each time.
 */
export class StationLimits {
  #grid: Grid;
  #connectorsOf: ReadonlyMap<string, readonly Connector[]>;
  readonly #withNode = new Set<string>();
  readonly #limits = new Map<string, readonly GridEnvelope[]>();
  #envelopes: readonly GridEnvelope[] = [];
  #isChanged = false;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#connectorsOf = connectorsByStation(grid);
  }

  setGrid(grid: Grid): void {
    this.#grid = grid;
    this.#connectorsOf = connectorsByStation(grid);
    this.#isChanged = this.#withNode.size > 0;
  }

  /** What others limit a station to from now on. */
  set(stationId: string, limits: readonly ExternalLimit[]): void {
    const connectors = this.#connectorsOf.get(stationId) ?? [];
    const isWhole = connectors.length > 1 && limitsWholeStation(limits);
    if (!isWhole && !this.#limits.has(stationId)) return;
    if (isWhole) this.#limits.set(stationId, stationEnvelopes(stationId, limits, connectors));
    else this.#limits.delete(stationId);
    this.#envelopes = [...this.#limits.values()].flat();
    if (!isWhole || this.#withNode.has(stationId)) return;
    this.#withNode.add(stationId);
    this.#isChanged = true;
  }

  /** The limits in force and ahead, each on the node of its station. */
  envelopes(): readonly GridEnvelope[] {
    return this.#envelopes;
  }

  /** The grid with the nodes of those stations, when it is not the one that was asked for last. */
  changedGrid(): Grid | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    return withStationNodes(this.#grid, this.#withNode);
  }
}

function connectorsByStation({ connectors }: Grid): ReadonlyMap<string, readonly Connector[]> {
  const byStation = new Map<string, Connector[]>();
  for (const connector of connectors) {
    const list = byStation.get(connector.stationId);
    if (list === undefined) byStation.set(connector.stationId, [connector]);
    else list.push(connector);
  }
  return byStation;
}
