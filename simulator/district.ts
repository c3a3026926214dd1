import type { Connector, Grid, GridNode } from '../dispatch/index.ts';
import { createBaseLoad, type BaseLoadModel, type BaseLoadNode } from './base-load.ts';
import { DISTRICT_PILES, districtSessions, EVENING_MINUTES, stationId } from './district-visits.ts';
import { GRID_VOLTAGE_V, pileConnector } from './piles.ts';
import { createRandom, type Random } from './random.ts';
import { stationPassword, type Scenario, type ScenarioEvent, type ScenarioStation } from './scenario.ts';

const MINUTE_MS = 60_000;
const TIME_ZONE = 'Asia/Shanghai';
/** Monday 2026-06-15, 17:00 local: residents come home, the workshop still works. */
const EVENING_START_MS = Date.UTC(2026, 5, 15, 9, 0, 0);

/** 630 kVA, the common size of a city's distribution transformer, at a power factor of 1. */
const TRANSFORMER_KW = 630;
const TRANSFORMER_MARGIN = 0.05;
/** A feeder's cable: three of them carry more than the transformer, one alone cannot carry half of it. */
const FEEDER_A = 400;

const FEEDERS: readonly BaseLoadNode[] = [
  { nodeId: 'F1', parentId: 'T1', homes: 100 },
  { nodeId: 'F2', parentId: 'T1', homes: 100 },
  { nodeId: 'F3', parentId: 'T1', homes: 100, workshopKw: 60 },
];

/** The announced cut: given out two minutes ahead, in the middle of the run. */
const CUT_AT_SHARE = 0.42;
const CUT_LENGTH_SHARE = 0.14;
const ANNOUNCED_MS = 2 * MINUTE_MS;
/** The emergency: at once and deep, near the end. */
const EMERGENCY_AT_SHARE = 0.72;
const EMERGENCY_LENGTH_SHARE = 0.07;
/** Charging that stays possible in an emergency besides the failsafe shares. */
const EMERGENCY_ROOM_KW = 25;

/**
 * The default demo: one transformer, three feeders, 300 homes, a workshop and 60 piles in an evening from 17:00 to 21:00 in which
 * uncontrolled charging would overload the transformer, with a cut announced two minutes ahead and, later, an emergency without notice.
 * `minutes` (10-240) shows that much of its middle; `startMs` moves the run to another instant (the residents' day moves along).
 * Throws when `minutes` is outside.
 */
export function districtScenario(options: {
  readonly seed: number;
  readonly minutes: number;
  readonly startMs?: number;
}): Scenario {
  const { seed, minutes } = options;
  if (!(minutes >= 10 && minutes <= EVENING_MINUTES)) {
    throw new Error(`district: minutes must be 10 to ${EVENING_MINUTES}, got ${minutes}`);
  }
  const skippedMs = ((EVENING_MINUTES - minutes) / 2) * MINUTE_MS;
  const startMs = options.startMs ?? EVENING_START_MS + skippedMs;
  const endMs = startMs + minutes * MINUTE_MS;
  const random = createRandom(seed).fork('district');
  const connectors = DISTRICT_PILES.map((pile, index) =>
    pileConnector(pile, {
      stationId: stationId(index),
      nodeId: FEEDERS[index % FEEDERS.length]?.nodeId ?? 'F1',
      index: Math.floor(index / FEEDERS.length),
    }),
  );
  // The load is that of the evening's own hours, wherever the run is placed.
  const shiftMs = startMs - (EVENING_START_MS + skippedMs);
  const base = createBaseLoad({
    seed,
    startMs: EVENING_START_MS,
    endMs: EVENING_START_MS + EVENING_MINUTES * MINUTE_MS,
    timeZone: TIME_ZONE,
    nodes: [{ nodeId: 'T1' }, ...FEEDERS],
  });
  const baseLoadKw = (nodeId: string, atMs: number): number => base.kw(nodeId, atMs - shiftMs);
  return {
    name: `district, seed ${seed}, ${minutes} min`,
    seed,
    startMs,
    endMs,
    timeZone: TIME_ZONE,
    grid: gridOf(base, connectors),
    stations: stationsOf(connectors, random.fork('passwords')),
    sessions: districtSessions({ random, eveningMs: startMs - skippedMs, startMs, endMs }),
    baseLoadKw,
    events: eventsOf({ startMs, endMs, connectors, baseLoadKw }),
    capacityNodeId: 'T1',
  };
}

function gridOf(base: BaseLoadModel, connectors: readonly Connector[]): Grid {
  const meter = (nodeId: string): Required<Pick<GridNode, 'baseLoad'>> => ({
    baseLoad: {
      kind: 'meter',
      measures: 'total',
      maximumKw: base.maximumKw(nodeId),
      growthKwPerS: base.growthKwPerS(nodeId),
    },
  });
  const transformer: GridNode = {
    id: 'T1',
    kind: 'transformer',
    ratingKw: TRANSFORMER_KW,
    voltageV: GRID_VOLTAGE_V,
    margin: TRANSFORMER_MARGIN,
    ...meter('T1'),
  };
  const feeders = FEEDERS.map(({ nodeId }): GridNode => ({
    id: nodeId,
    kind: 'feeder',
    parentId: 'T1',
    ratingA: FEEDER_A,
    voltageV: GRID_VOLTAGE_V,
    margin: TRANSFORMER_MARGIN,
    ...meter(nodeId),
  }));
  return { nodes: [transformer, ...feeders], connectors };
}

function stationsOf(connectors: readonly Connector[], random: Random): readonly ScenarioStation[] {
  return connectors.map(({ stationId }, index) => ({
    stationId,
    version: index % 2 === 0 ? '1.6' : '2.0.1',
    password: stationPassword(random.fork(stationId)),
    // Most stations in the field go on after an outage without booting again.
    ...(index % 4 === 3 ? {} : { faults: { noBootAfterReconnect: true } }),
  }));
}

function eventsOf({
  startMs,
  endMs,
  connectors,
  baseLoadKw,
}: {
  readonly startMs: number;
  readonly endMs: number;
  readonly connectors: readonly Connector[];
  readonly baseLoadKw: Scenario['baseLoadKw'];
}): readonly ScenarioEvent[] {
  const at = (share: number): number => startMs + Math.round(((endMs - startMs) * share) / 1000) * 1000;
  const cutStartMs = at(CUT_AT_SHARE);
  const emergencyStartMs = at(EMERGENCY_AT_SHARE);
  const failsafeKw = connectors.reduce((sum, connector) => sum + connector.failsafeKw, 0);
  const emergencyEndMs = at(EMERGENCY_AT_SHARE + EMERGENCY_LENGTH_SHARE);
  // As deep as the residents and the failsafe shares allow.
  let residentsKw = 0;
  for (let atMs = emergencyStartMs; atMs <= emergencyEndMs; atMs += 10_000)
    residentsKw = Math.max(residentsKw, baseLoadKw('T1', atMs));
  const emergencyKw = Math.ceil((residentsKw + failsafeKw + EMERGENCY_ROOM_KW) / (1 - TRANSFORMER_MARGIN) / 10) * 10;
  return [
    {
      atMs: cutStartMs - ANNOUNCED_MS,
      kind: 'envelope',
      nodeId: 'T1',
      limitKw: Math.round((TRANSFORMER_KW + emergencyKw) / 2 / 10) * 10,
      startMs: cutStartMs,
      endMs: at(CUT_AT_SHARE + CUT_LENGTH_SHARE),
      mode: 'limit',
      reason: 'maintenance on the feeding line',
    },
    {
      atMs: emergencyStartMs,
      kind: 'envelope',
      nodeId: 'T1',
      limitKw: emergencyKw,
      startMs: emergencyStartMs,
      endMs: emergencyEndMs,
      mode: 'emergency',
      reason: 'loss of a neighbouring transformer',
    },
  ];
}
