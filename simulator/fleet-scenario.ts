import type { Connector, GridNode } from '../dispatch/index.ts';
import {
  carFor,
  GRID_VOLTAGE_V,
  PILE_11KW,
  PILE_22KW,
  PILE_60KW,
  PILE_7KW,
  pileConnector,
  type PileKind,
} from './piles.ts';
import { createRandom } from './random.ts';
import { stationPassword, type Scenario, type ScenarioSession } from './scenario.ts';

const MINUTE_MS = 60_000;
/** Monday 2026-06-15, 17:00 in Shanghai. */
const START_MS = Date.UTC(2026, 5, 15, 9, 0, 0);
const DURATION_MS = 60 * MINUTE_MS;
/** Stations on one feeder: as many as a street of a few hundred metres. */
const STATIONS_PER_FEEDER = 50;
/** Share of the installed power that a feeder and the substation can carry: charging must be shared all the time. */
const FEEDER_SHARE = 0.5;
const ROOT_SHARE = 0.35;
/** A constant base load, as a share of the rating. */
const BASE_SHARE = 0.2;
const MARGIN = 0.05;
/** Fits into every battery. */
const MOST_NEED_KWH = 40;
/** Everybody arrives in the first minutes, so that a load test is under load at once. */
const ARRIVAL_MS = 2 * MINUTE_MS;

/**
 * A fleet for load tests: `stations` piles, mostly 7 kW, on feeders of 50 below one substation; a car at each, which needs about all
 * that the hour of the scenario can give; half 1.6, half 2.0.1. The base load is constant, all events are left to the test.
 * Throws when `stations` is not 1 to 100,000.
 */
export function fleetScenario({ stations, seed }: { readonly stations: number; readonly seed: number }): Scenario {
  if (!(Number.isInteger(stations) && stations >= 1 && stations <= 100_000)) {
    throw new Error(`fleet: stations must be a whole number from 1 to 100000, got ${stations}`);
  }
  const random = createRandom(seed).fork('fleet');
  const connectors = Array.from({ length: stations }, (_, index) =>
    pileConnector(pileOf(index), {
      stationId: `S${String(index + 1).padStart(5, '0')}`,
      nodeId: feederOf(index),
      index,
    }),
  );
  const nodes = gridNodes(connectors);
  const baseKw = new Map(nodes.map((node) => [node.id, node.baseLoad?.maximumKw ?? 0]));
  return {
    name: `fleet of ${stations}, seed ${seed}`,
    seed,
    startMs: START_MS,
    endMs: START_MS + DURATION_MS,
    timeZone: 'Asia/Shanghai',
    grid: { nodes, connectors },
    stations: connectors.map(({ stationId }, index) => ({
      stationId,
      version: index % 2 === 0 ? '1.6' : '2.0.1',
      password: stationPassword(random.fork(`password/${stationId}`)),
    })),
    sessions: connectors
      .map((connector, index): ScenarioSession => {
        const draws = random.fork(connector.id);
        const needKwh = Math.min(MOST_NEED_KWH, Math.round(connector.ratingKw * draws.between(1, 2)));
        return {
          connectorId: connector.id,
          arrivalMs: START_MS + Math.round(draws.between(10_000, ARRIVAL_MS)),
          departureMs: START_MS + DURATION_MS + Math.round(draws.between(30, 180)) * MINUTE_MS,
          needKwh,
          statedKwh: needKwh,
          car: carFor(pileOf(index), { needKwh, random: draws.fork('car') }),
          idToken: `CARD${index + 1}`,
        };
      })
      .sort((a, b) => a.arrivalMs - b.arrivalMs),
    baseLoadKw: (nodeId) => baseKw.get(nodeId) ?? 0,
    events: [],
    capacityNodeId: 'S1',
  };
}

/** Of ten piles seven are slow ones. */
function pileOf(index: number): PileKind {
  const kinds = [PILE_7KW, PILE_7KW, PILE_11KW, PILE_7KW, PILE_7KW, PILE_22KW, PILE_7KW, PILE_7KW, PILE_60KW, PILE_7KW];
  return kinds[index % kinds.length] ?? PILE_7KW;
}

function feederOf(index: number): string {
  return `F${Math.floor(index / STATIONS_PER_FEEDER) + 1}`;
}

function gridNodes(connectors: readonly Connector[]): readonly GridNode[] {
  const installedKw = new Map<string, number>();
  for (const { nodeId, ratingKw } of connectors) installedKw.set(nodeId, (installedKw.get(nodeId) ?? 0) + ratingKw);
  const node = (shape: Pick<GridNode, 'id' | 'kind' | 'parentId'>, ratingKw: number, maximumKw: number): GridNode => ({
    ...shape,
    ratingKw,
    voltageV: GRID_VOLTAGE_V,
    margin: MARGIN,
    baseLoad: { kind: 'meter', measures: 'total', maximumKw, growthKwPerS: 0 },
  });
  const feeders = [...installedKw].map(([id, sumKw]) => {
    const ratingKw = Math.ceil(sumKw * FEEDER_SHARE);
    return node({ id, kind: 'feeder', parentId: 'S1' }, ratingKw, ratingKw * BASE_SHARE);
  });
  const totalKw = connectors.reduce((sum, connector) => sum + connector.ratingKw, 0);
  const baseKw = feeders.reduce((sum, feeder) => sum + (feeder.baseLoad?.maximumKw ?? 0), 0);
  return [node({ id: 'S1', kind: 'substation' }, Math.ceil(totalKw * ROOT_SHARE + baseKw), baseKw), ...feeders];
}
