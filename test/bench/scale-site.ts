import type { Connector, ConnectorSnapshot, Grid, GridNode, GridSnapshot } from '../../dispatch/index.ts';
import { compileGrid, PHASES, rowCapacities } from '../../dispatch/index.ts';

const VOLTAGE_V = 230;
const PANEL = 20;
const FEEDER = 200;
const TRANSFORMER = 1000;
const AT_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** What all cars of the site could take, kW per pile: half of the piles have one. */
const DEMAND_KW = 0.5 * (0.3 * 7.36 + 0.6 * 22.08 + 0.1 * 60);

/**
 * A site of `count` piles: a substation over transformers of 1,000, feeders of 200 and panels of 20. 30 % one-phase AC on rotating phases,
 * 60 % three-phase AC, 10 % DC. Panels are rated in A per phase, feeders in A and kW, transformers and the substation in kW, each for a
 * random part of what its cars could take, so that something binds on every level. `rootShare` is that part for the substation.
 */
export function scaleSite(count: number, random: () => number, rootShare: number): Grid {
  const nodes: GridNode[] = [
    { id: 'S', kind: 'substation', voltageV: VOLTAGE_V, margin: 0.02, ratingKw: rootShare * DEMAND_KW * count },
  ];
  const add = (node: Omit<GridNode, 'voltageV' | 'margin'>): string => {
    nodes.push({ voltageV: VOLTAGE_V, margin: 0.02, ...node });
    return node.id;
  };
  const ampere = (kw: number): number => Math.round((kw * 1000) / 3 / VOLTAGE_V);
  const connectors: Connector[] = [];
  let [transformer, feeder, panel] = ['S', 'S', 'S'];
  for (let i = 0; i < count; i++) {
    const name = String(i).padStart(6, '0');
    if (i % TRANSFORMER === 0) {
      const ratingKw = (0.7 + 0.4 * random()) * DEMAND_KW * TRANSFORMER;
      transformer = add({ id: `T${name}`, kind: 'transformer', parentId: 'S', ratingKw });
    }
    if (i % FEEDER === 0) {
      const ratingKw = (0.7 + 0.5 * random()) * DEMAND_KW * FEEDER;
      feeder = add({
        id: `F${name}`,
        kind: 'feeder',
        parentId: transformer,
        ratingKw,
        ratingA: ampere(1.05 * ratingKw),
      });
    }
    if (i % PANEL === 0) {
      panel = add({
        id: `P${name}`,
        kind: 'panel',
        parentId: feeder,
        ratingA: ampere((0.2 + 1.2 * random()) * DEMAND_KW * PANEL),
      });
    }
    connectors.push(pile(name, panel, random()));
  }
  return { nodes, connectors };
}

function pile(name: string, nodeId: string, kind: number): Connector {
  const common = { id: `${name}/1`, stationId: name, nodeId, voltageV: VOLTAGE_V, failsafeKw: 0, weight: 1 } as const;
  if (kind < 0.1) return { ...common, kind: 'DC', phases: PHASES, ratingKw: 60, minimumKw: 5 };
  const phases = kind < 0.7 ? PHASES : PHASES.filter((_, f) => f === Math.floor(kind * 1000) % 3);
  const ampereKw = (VOLTAGE_V * phases.length) / 1000;
  return { ...common, kind: 'AC', phases, ratingKw: 32 * ampereKw, minimumKw: 6 * ampereKw };
}

/** A moment of the site: half of the piles have a car that needs up to 60 kWh and stays up to 10 h; panels have a little base load. */
export function scaleSnapshot(site: Grid, random: () => number): GridSnapshot {
  const grid = compileGrid(site);
  const baseKw = new Map(
    site.nodes.flatMap((node) => (node.kind === 'panel' ? [[node.id, 8 * random()] as const] : [])),
  );
  const capacity = rowCapacities(grid, { envelopes: [], baseKw, fromMs: AT_MS, toMs: AT_MS });
  const connectors = grid.connectors.map((connector): ConnectorSnapshot => {
    const base = { connectorId: connector.id, controllable: random() < 0.995, exposureKw: 0 };
    if (random() < 0.5) return base;
    return { ...base, session: carOf(connector, random) };
  });
  return { atMs: AT_MS, grid, capacity, connectors };
}

export function carOf(connector: Connector, random: () => number): NonNullable<ConnectorSnapshot['session']> {
  const arrivedAtMs = AT_MS - Math.round(4 * HOUR_MS * random());
  return {
    sessionId: `session-${connector.id}`,
    arrivedAtMs,
    departureMs: AT_MS + Math.round(10 * HOUR_MS * random()),
    remainingKwh: 1 + 59 * random(),
    maximumKw: connector.ratingKw * (random() < 0.7 ? 1 : 0.5),
    priority: 1,
    admitted: random() < 0.8,
    admittedSinceMs: arrivedAtMs,
  };
}
