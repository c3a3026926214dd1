import {
  type CompiledGrid,
  compileGrid,
  type Connector,
  type ConnectorId,
  type GridNode,
  type PlanRequest,
  type PlanSession,
  slotGrid,
} from '../../dispatch/index.ts';

/** A node without limits of its own. */
export function node(id: string, rest: Partial<GridNode> = {}): GridNode {
  return { id, kind: 'feeder', voltageV: 230, margin: 0, ...rest };
}

/** A three-phase 11 kW pile at `nodeId`. */
export function pile(id: ConnectorId, nodeId: string, rest: Partial<Connector> = {}): Connector {
  return {
    id,
    stationId: id.slice(0, id.indexOf('/')),
    nodeId,
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: 230,
    ratingKw: 11,
    minimumKw: 4.14,
    failsafeKw: 0,
    weight: 1,
    ...rest,
  };
}

/** A cheap repeatable source of numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Panels of ten mixed piles below feeders of a hundred below one transformer, rated in kW and in A per phase. */
export function cityGrid(connectorCount: number): CompiledGrid {
  const nodes = [node('root', { kind: 'transformer', ratingKw: connectorCount * 2.5 })];
  const connectors: Connector[] = [];
  for (let index = 0; index < connectorCount; index += 1) {
    const feederId = `f${Math.floor(index / 100)}`;
    const panelId = `p${Math.floor(index / 10)}`;
    if (index % 100 === 0) nodes.push(node(feederId, { parentId: 'root', ratingKw: 350, ratingA: 500 }));
    if (index % 10 === 0) nodes.push(node(panelId, { parentId: feederId, ratingA: 80 }));
    const single =
      index % 3 === 0
        ? { phases: (['L1', 'L2', 'L3'] as const).slice((index % 9) / 3, (index % 9) / 3 + 1), ratingKw: 7.4 }
        : {};
    connectors.push(pile(`S${index}/1`, panelId, single));
  }
  return compileGrid({ nodes, connectors });
}

/** A request with a session on every connector of a grid: stays of 1 to 12 hours, needs of 5 to 60 kWh. */
export function cityRequest(grid: CompiledGrid, seed: number, rest: Partial<PlanRequest> = {}): PlanRequest {
  const random = randomFrom(seed);
  const atMs = Date.UTC(2026, 2, 2, 7, 3, 20);
  const sessions = grid.connectors.map(({ id, ratingKw }): PlanSession => ({
    connectorId: id,
    departureMs: atMs + (1 + 11 * random()) * 3_600_000,
    remainingKwh: 5 + 55 * random(),
    maximumKw: ratingKw,
    weight: 1,
  }));
  const slotStartMs = rest.slotStartMs ?? slotGrid(atMs, sessions.length);
  return {
    atMs,
    grid,
    slotStartMs,
    sessions,
    rowLimit: (row) => grid.rows[row]?.rating ?? 0,
    pricePerKwh: slotStartMs.slice(1).map(() => random()),
    objective: 'fair',
    ...rest,
  };
}
