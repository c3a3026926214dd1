import type { Connector, Grid, GridNode } from '../dispatch/index.ts';
import { cityBaseLoad, hourAt, type CityBaseNode } from './city-base-load.ts';
import { nearestZones, type CityStation, type CityZone } from './city-data.ts';
import { visitsOfPile } from './city-visits.ts';
import { GRID_VOLTAGE_V, PILE_120KW, PILE_60KW, PILE_7KW, pileConnector } from './piles.ts';
import { createRandom, type Random } from './random.ts';
import { stationPassword, type Scenario } from './scenario.ts';

const HOUR_MS = 3_600_000;
const TIME_ZONE = 'Asia/Shanghai';
const OFFSET_HOURS = 8;
/** Monday 2026-06-15, midnight local. */
const MIDNIGHT_MS = Date.UTC(2026, 5, 14, 24 - OFFSET_HOURS);
const MARGIN = 0.05;
const ROOT = 'city';

/** A station's transformer also feeds the houses around it, mostly. */
const SHARED_SHARE = 0.6;
const HOMES_PER_TRANSFORMER = [60, 240] as const;
/** What else hangs on a zone's feeder, per station. */
const HOMES_PER_STATION = [150, 350] as const;
const WORKSHOP_KW_PER_STATION = [20, 120] as const;
/** Share of the installed charging power that transformers and feeders were built for, besides their homes. */
const TRANSFORMER_SHARE = [0.35, 0.95] as const;
const FEEDER_SHARE = [0.18, 0.4] as const;
const ROOT_SHARE = 0.8;
/** Ratings that are built: kVA at a power factor of 1. Above the last one several stand together. */
const TRANSFORMERS_KW = [100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500] as const;
const FEEDER_STEP_KW = 500;

/**
 * A city: a substation, a feeder per zone, a transformer (rated in A per phase) per station, homes and workshops at both, and every pile's customers
 * by a seeded process. From noon to noon by default, so that an evening and its whole night are in it; all piles are free at the start.
 * Throws when there is no pile.
 */
export function cityScenario({
  stations,
  zones,
  seed,
  fromHour = 12,
  hours = 24,
}: {
  readonly stations: readonly CityStation[];
  readonly zones: readonly CityZone[];
  readonly seed: number;
  /** Local hour of the first day at which the run starts. */
  readonly fromHour?: number;
  readonly hours?: number;
}): Scenario {
  const random = createRandom(seed).fork('city');
  const hourOf = hourAt(OFFSET_HOURS);
  const open = stations.filter(({ fast, slow }) => fast + slow > 0);
  const zoneOfStation = nearestZones(open, zones);
  const used = [...new Set(zoneOfStation)].sort((a, b) => a - b);
  const piles = open.flatMap((station) => pilesOf(station, random));
  if (piles.length === 0 || used[0] === undefined || used[0] < 0) throw new Error('city: no pile, or no zone');
  const places = [
    { nodeId: ROOT, parent: -1, stations: 0 },
    ...used.map((zone) => ({
      nodeId: zoneNode(zones[zone]),
      parent: 0,
      stations: zoneOfStation.filter((one) => one === zone).length,
    })),
    ...open.map(({ id }, index) => ({
      nodeId: stationNode(id),
      parent: 1 + used.indexOf(zoneOfStation[index] ?? -1),
      stations: undefined,
    })),
  ];
  const baseNodes = places.map((place) => baseNode(place, random.fork(`homes/${place.nodeId}`)));
  const base = cityBaseLoad({ nodes: baseNodes, random: random.fork('base-load'), hourOf });
  const startMs = MIDNIGHT_MS + fromHour * HOUR_MS;
  const endMs = startMs + hours * HOUR_MS;
  return {
    name: `city of ${open.length} stations, ${piles.length} piles, seed ${seed}`,
    seed,
    startMs,
    endMs,
    timeZone: TIME_ZONE,
    grid: gridOf({ baseNodes, base, connectors: piles.map(({ connector }) => connector), random }),
    stations: open.map(({ id }, index) => ({
      stationId: stationId(id),
      version: index % 2 === 0 ? '1.6' : '2.0.1',
      password: stationPassword(random.fork(`password/${id}`)),
    })),
    sessions: piles
      .flatMap(({ connector, fast }) =>
        visitsOfPile({
          connectorId: connector.id,
          fast,
          ratingKw: connector.ratingKw,
          random: random.fork(`visits/${connector.id}`),
          startMs,
          endMs,
          hourOf,
        }),
      )
      .sort((a, b) => a.arrivalMs - b.arrivalMs || (a.connectorId < b.connectorId ? -1 : 1)),
    baseLoadKw: base.kw,
    events: [],
    capacityNodeId: ROOT,
  };
}

/** The station's piles: fast ones first, of 120 and 60 kW in turn; slow ones are switched off when control is lost. */
function pilesOf(
  { id, fast, slow }: CityStation,
  random: Random,
): readonly { readonly connector: Connector; readonly fast: boolean }[] {
  const first = random.fork(`wiring/${id}`).integer(3);
  return Array.from({ length: fast + slow }, (_, index) => {
    const isFast = index < fast;
    const pile = isFast ? (index % 2 === 0 ? PILE_120KW : PILE_60KW) : PILE_7KW;
    const made = pileConnector(pile, { stationId: stationId(id), nodeId: stationNode(id), index: first + index });
    return { connector: { ...made, id: `${made.stationId}/${index + 1}`, failsafeKw: 0 }, fast: isFast };
  });
}

function baseNode(
  {
    nodeId,
    parent,
    stations,
  }: { readonly nodeId: string; readonly parent: number; readonly stations: number | undefined },
  random: Random,
): CityBaseNode {
  const homes =
    stations === undefined
      ? random.next() < SHARED_SHARE
        ? random.between(...HOMES_PER_TRANSFORMER)
        : 0
      : stations * random.between(...HOMES_PER_STATION);
  const workshopKw = (stations ?? 0) * random.between(...WORKSHOP_KW_PER_STATION);
  return { nodeId, parent, homes: Math.round(homes), workshopKw: Math.round(workshopKw) };
}

function gridOf({
  baseNodes,
  base,
  connectors,
  random,
}: {
  readonly baseNodes: readonly CityBaseNode[];
  readonly base: ReturnType<typeof cityBaseLoad>;
  readonly connectors: readonly Connector[];
  readonly random: Random;
}): Grid {
  const installedKw = new Map<string, number>();
  const add = (nodeId: string, kw: number) => installedKw.set(nodeId, (installedKw.get(nodeId) ?? 0) + kw);
  for (const { nodeId, ratingKw } of connectors) add(nodeId, ratingKw);
  for (const { nodeId, parent } of baseNodes)
    if (parent > 0) add(baseNodes[parent]?.nodeId ?? ROOT, installedKw.get(nodeId) ?? 0);
  const ratings = baseNodes.map(({ nodeId, parent }, index): number => {
    const homesKw = (base.maximumKw[index] ?? 0) / (1 - MARGIN);
    const share = random.fork(`rating/${nodeId}`);
    if (parent > 0)
      return transformerKw(homesKw + share.between(...TRANSFORMER_SHARE) * (installedKw.get(nodeId) ?? 0));
    const wantedKw = homesKw + share.between(...FEEDER_SHARE) * (installedKw.get(nodeId) ?? 0);
    return Math.ceil(wantedKw / FEEDER_STEP_KW) * FEEDER_STEP_KW;
  });
  const feedersKw = baseNodes.reduce((sum, { parent }, index) => sum + (parent === 0 ? (ratings[index] ?? 0) : 0), 0);
  const rootKw = Math.max((base.maximumKw[0] ?? 0) / (1 - MARGIN), ROOT_SHARE * feedersKw);
  const nodes = baseNodes.map(({ nodeId, parent }, index): GridNode => {
    const common = {
      id: nodeId,
      voltageV: GRID_VOLTAGE_V,
      margin: MARGIN,
      baseLoad: {
        kind: 'meter',
        measures: 'total',
        maximumKw: base.maximumKw[index] ?? 0,
        growthKwPerS: base.growthKwPerS[index] ?? 0,
      },
    } as const;
    if (parent < 0) return { ...common, kind: 'substation', ratingKw: Math.ceil(rootKw) };
    const parentId = baseNodes[parent]?.nodeId ?? ROOT;
    const ratingKw = ratings[index] ?? 0;
    if (parent === 0) return { ...common, kind: 'feeder', parentId, ratingKw };
    return { ...common, kind: 'transformer', parentId, ratingA: Math.round((ratingKw * 1000) / 3 / GRID_VOLTAGE_V) };
  });
  return { nodes, connectors };
}

/** The smallest one that is built, or several of the largest. */
function transformerKw(wantedKw: number): number {
  const largestKw = TRANSFORMERS_KW.at(-1) ?? 0;
  return TRANSFORMERS_KW.find((ratingKw) => ratingKw >= wantedKw) ?? Math.ceil(wantedKw / largestKw) * largestKw;
}

function zoneNode(zone: CityZone | undefined): string {
  return `Z${zone?.id ?? ''}`;
}

function stationNode(id: string): string {
  return `T${id}`;
}

function stationId(id: string): string {
  return `S${id.padStart(4, '0')}`;
}
