import {
  compileGrid,
  type Connector,
  type GridNode,
  type PlanRequest,
  type PlanSession,
  slotGrid,
} from '../../dispatch/index.ts';
import { node, pile, randomFrom } from './horizon-world.ts';

/** Sites of 20 to 54 piles in panels of 10 below feeders of a few sites below one substation; `phases`: also rated in A, every third pile on one phase. */
export function sitesRequest(
  seed: number,
  size: {
    readonly sites: number;
    readonly piles: number;
    readonly phases: boolean;
    /** Of the substation and the feeders, times what is below them. */
    readonly scarcity: number;
    readonly slotStartMs?: readonly number[];
    readonly stayHours?: number;
  },
): PlanRequest {
  const random = randomFrom(seed);
  const { sites, piles, phases, scarcity } = size;
  const perSiteKw = piles * 3.5;
  const nodes: GridNode[] = [node('root', { kind: 'substation', ratingKw: sites * perSiteKw * scarcity })];
  const connectors: Connector[] = [];
  for (let site = 0; site < sites; site += 1) {
    const feederId = `f${Math.floor(site / 5)}`;
    if (site % 5 === 0)
      nodes.push(node(feederId, { parentId: 'root', ratingKw: 5 * perSiteKw * scarcity * (0.8 + 0.6 * random()) }));
    const siteKw = perSiteKw * (0.5 + random());
    nodes.push(
      node(`s${site}`, { parentId: feederId, ratingKw: siteKw, ...(phases ? { ratingA: (siteKw * 1100) / 690 } : {}) }),
    );
    for (let at = 0; at < piles; at += 1) {
      const panelId = `s${site}-p${Math.floor(at / 10)}`;
      if (at % 10 === 0) nodes.push(node(panelId, { parentId: `s${site}`, ratingKw: 44 + 33 * random() }));
      const single =
        phases && at % 3 === 0
          ? { phases: [(['L1', 'L2', 'L3'] as const)[at % 9 === 0 ? 0 : at % 9 === 3 ? 1 : 2]], ratingKw: 7.4 }
          : {};
      connectors.push(pile(`s${site}-${at}/1`, panelId, single));
    }
  }
  const grid = compileGrid({ nodes, connectors });
  const atMs = Date.UTC(2026, 2, 2, 7);
  const sessions = connectors.flatMap(({ id, ratingKw }): PlanSession[] => {
    const [here, stay, need] = [random(), random(), random()];
    if (here < 0.2) return [];
    return [
      {
        connectorId: id,
        departureMs: atMs + (0.5 + (size.stayHours ?? 10) * stay) * 3_600_000,
        remainingKwh: Math.min(3 + 40 * need, ratingKw * 0.9 * (0.5 + (size.stayHours ?? 10) * stay)),
        maximumKw: ratingKw,
        weight: 1,
      },
    ];
  });
  const slotStartMs = size.slotStartMs ?? slotGrid(atMs, 100);
  return {
    atMs,
    grid,
    slotStartMs,
    sessions,
    rowLimit: (row, slot) => (grid.rows[row]?.rating ?? 0) * (0.85 + 0.15 * Math.sin(slot / 5 + row)),
    pricePerKwh: slotStartMs.slice(1).map((_, slot) => 0.3 + 0.1 * Math.sin(slot / 7)),
    objective: 'fair',
  };
}

/** Energy that a plan serves, kWh. */
export function servedKwh(powerKw: ReadonlyMap<string, readonly number[]>, slotStartMs: readonly number[]): number {
  let sumKwh = 0;
  for (const powers of powerKw.values()) {
    powers.forEach(
      (kw, slot) => (sumKwh += (kw * ((slotStartMs[slot + 1] ?? 0) - (slotStartMs[slot] ?? 0))) / 3_600_000),
    );
  }
  return sumKwh;
}
