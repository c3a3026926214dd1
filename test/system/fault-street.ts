import { beforeAll, describe, expect, it } from 'vitest';
import type { Faults, Fleet, Scenario, ScenarioSession } from '../../simulator/index.ts';
import type { Connector, GridNode } from '../../dispatch/index.ts';
import { startSite } from './site-in-process.ts';
import type { RunningSite } from './site-in-process.ts';

/** One way to misbehave, and what must be true all the same. */
export type FaultStory = {
  /** The sentence it stands for. */
  readonly says: string;
  readonly version: '1.6' | '2.0.1' | '2.1';
  readonly faults: Faults;
  /** What happens to the faulty station, seconds after the start. */
  readonly acts?: readonly (readonly [atS: number, act: (fleet: Fleet, stationId: string) => void])[];
  /** When its car leaves. Default: after the story. */
  readonly leavesAtS?: number;
  /** The documented reaction: so many seconds the feeder may be above its rating. Default 0. */
  readonly aboveS?: number;
  /** Kinds of alarms that must be raised for the faulty connector; any other is a false alarm. Default none. */
  readonly alarms?: readonly string[];
  /** Kinds that may be raised as well: it depends on when the fault meets which message. */
  readonly perhapsAlarms?: readonly string[];
  /** Why the central system does not cope yet; the test fails when it does. */
  readonly knownFailure?: string;
  /** What its car must get, kWh in eight minutes. Default: at least its failsafe share most of the time. */
  readonly deliveredKwh?: { readonly atLeast?: number; readonly atMost?: number };
};

/** The station is cut off and comes back by itself. */
export const drops = (fleet: Fleet, stationId: string): void => fleet.station(stationId).dropConnection();

type FaultOutcome = {
  readonly aboveS: number;
  readonly alarms: readonly string[];
  readonly faultyKwh: number;
  readonly healthyKwh: readonly number[];
  /** What the central system holds for the faulty connector at the end, kW. */
  readonly exposureKw: number;
  readonly online: boolean;
};

/** One street for each story: a feeder of 40 kW with 5 kW of homes, one faulty station, two healthy ones of 22 kW each. */
type FaultStreet = {
  readonly site: RunningSite;
  readonly outcomeOf: (story: FaultStory) => FaultOutcome;
};

const START_MS = Date.UTC(2026, 5, 15, 9);
const DURATION_S = 480;
const FEEDER_KW = 40;
const HOMES_KW = 5;
const MARGIN = 0.05;
const VOLTAGE_V = 230;
const PER_A_KW = (3 * VOLTAGE_V) / 1000;
/** Of an eight minutes' story: three for boot, plug, first steps and making room for a fault are not counted. */
const SHARE_KWH = (6 * PER_A_KW * 300) / 3600;
/** 40 hex digits, so that its bytes are a password as well. */
const PASSWORD = '00112233445566778899aabbccddeeff00112233';
/** Seconds of the virtual day in one of ours. A message costs some ms, on a busy machine 100: six seconds of the day, which the central system bears. */
const SPEED = 60;
/** Every station has them for a moment when it comes. */
const PASSING_ALARMS = new Set(['never-configured', 'rebooted', 'silent']);

/** One test a story; all of them are told side by side, once. */
export function tellStories(stories: readonly FaultStory[]): void {
  describe('the feeder holds and the others charge although a station', () => {
    const outcomes = new Map<FaultStory, FaultOutcome>();
    beforeAll(async () => {
      const street = await runFaultStreet(stories);
      for (const story of stories) outcomes.set(story, street.outcomeOf(story));
      await street.site.close();
    }, 120_000);
    for (const story of stories) {
      const test = story.knownFailure === undefined ? it : it.fails;
      test(`${story.says} (${story.version})`, () => {
        const outcome = outcomes.get(story);
        expect(outcome === undefined ? ['not told'] : complaintsOf(story, outcome)).toEqual([]);
      });
    }
  });
}

/** Runs all stories side by side in one real service, and gives each its outcome. */
async function runFaultStreet(stories: readonly FaultStory[]): Promise<FaultStreet> {
  const scenario = scenarioOf(stories);
  const site = await startSite(scenario, { speed: SPEED });
  const alarms = stories.map(() => new Set<string>());
  const pending = stories.map(({ acts = [] }) => [...acts]);
  const endMs = START_MS + DURATION_S * 1000;
  await site.untilTrue('the stories are told', () => {
    const nowMs = site.clock.nowMs();
    const now = site.service.control.view().alarms;
    stories.forEach((_, index) => {
      for (const { subject, kind } of now) {
        if (subject === `${faultyId(index)}/1` && !PASSING_ALARMS.has(kind)) alarms[index]?.add(kind);
      }
      const acts = pending[index] ?? [];
      while (acts[0] !== undefined && nowMs >= START_MS + acts[0][0] * 1000)
        acts.shift()?.[1](site.fleet, faultyId(index));
    });
    return nowMs >= endMs;
  });
  const sessions = site.fleet.sessionsResult();
  const score = site.scorekeeper.score(sessions);
  const kwhOf = (stationId: string): number =>
    sessions.reduce((sum, one) => sum + (one.connectorId === `${stationId}/1` ? one.deliveredKwh : 0), 0);
  const { connectors } = site.service.control.view();
  return {
    site,
    outcomeOf: (story) => {
      const index = stories.indexOf(story);
      const exposureKw = connectors.find(({ connectorId }) => connectorId === `${faultyId(index)}/1`)?.exposureKw;
      return {
        aboveS: score.nodes.find(({ nodeId }) => nodeId === `F${index}`)?.aboveCapacityS ?? Number.NaN,
        alarms: [...(alarms[index] ?? [])].sort(),
        faultyKwh: kwhOf(faultyId(index)),
        healthyKwh: ['B', 'C'].map((letter) => kwhOf(`F${index}${letter}`)),
        exposureKw: exposureKw ?? Number.NaN,
        online: site.fleet.station(faultyId(index)).isOnline(),
      };
    },
  };
}

/** What is wrong with an outcome; empty = the central system coped. */
function complaintsOf(story: FaultStory, outcome: FaultOutcome): readonly string[] {
  const { aboveS = 0, alarms = [], perhapsAlarms = [], deliveredKwh = {} } = story;
  const { atLeast = SHARE_KWH, atMost = Number.POSITIVE_INFINITY } = deliveredKwh;
  const said: string[] = [];
  if (outcome.aboveS > aboveS) said.push(`the feeder was above its rating for ${outcome.aboveS} s`);
  for (const kind of alarms) if (!outcome.alarms.includes(kind)) said.push(`no alarm ${kind}`);
  for (const kind of outcome.alarms)
    if (!alarms.includes(kind) && !perhapsAlarms.includes(kind)) said.push(`false alarm ${kind}`);
  if (outcome.faultyKwh < atLeast) said.push(`the faulty car got ${outcome.faultyKwh} kWh`);
  if (outcome.faultyKwh > atMost) said.push(`the faulty car got as much as ${outcome.faultyKwh} kWh`);
  for (const kwh of outcome.healthyKwh) if (kwh < SHARE_KWH) said.push(`a healthy car got ${kwh} kWh`);
  return said;
}

function faultyId(index: number): string {
  return `F${index}A`;
}

function scenarioOf(stories: readonly FaultStory[]): Scenario {
  const connectors = stories.flatMap((_, index) => ['A', 'B', 'C'].map((letter) => pile(index, letter)));
  const sessions = stories.flatMap(({ leavesAtS = 3600 }, index): ScenarioSession[] => [
    visit(`F${index}B`, 20, 3600),
    visit(`F${index}C`, 30, 3600),
    visit(faultyId(index), 60, leavesAtS),
  ]);
  const homes = stories.length * HOMES_KW;
  const feeders = stories.map((_, index): GridNode => node(`F${index}`, FEEDER_KW, HOMES_KW, 'S1'));
  return {
    name: `${stories.length} faults`,
    seed: 5,
    startMs: START_MS,
    endMs: START_MS + DURATION_S * 1000,
    timeZone: 'UTC',
    grid: { nodes: [node('S1', stories.length * FEEDER_KW, homes), ...feeders], connectors },
    stations: stories.flatMap(({ version, faults }, index) => [
      { stationId: faultyId(index), version, password: PASSWORD, faults },
      { stationId: `F${index}B`, version: '1.6' as const, password: PASSWORD },
      { stationId: `F${index}C`, version: '2.0.1' as const, password: PASSWORD },
    ]),
    sessions: sessions.sort((a, b) => a.arrivalMs - b.arrivalMs),
    baseLoadKw: (nodeId) => (nodeId === 'S1' ? homes : HOMES_KW),
    events: [],
    capacityNodeId: 'S1',
  };
}

function node(id: string, ratingKw: number, maximumKw: number, parentId?: string): GridNode {
  return {
    id,
    kind: parentId === undefined ? 'substation' : 'feeder',
    ...(parentId === undefined ? {} : { parentId }),
    ratingKw,
    voltageV: VOLTAGE_V,
    margin: MARGIN,
    baseLoad: { kind: 'meter', measures: 'total', maximumKw, growthKwPerS: 0 },
  };
}

function pile(index: number, letter: string): Connector {
  return {
    id: `F${index}${letter}/1`,
    stationId: `F${index}${letter}`,
    nodeId: `F${index}`,
    kind: 'AC',
    phases: ['L1', 'L2', 'L3'],
    voltageV: VOLTAGE_V,
    ratingKw: 32 * PER_A_KW,
    minimumKw: 6 * PER_A_KW,
    failsafeKw: 6 * PER_A_KW,
    weight: 1,
  };
}

function visit(stationId: string, arrivalS: number, departureS: number): ScenarioSession {
  return {
    connectorId: `${stationId}/1`,
    arrivalMs: START_MS + arrivalS * 1000,
    departureMs: START_MS + departureS * 1000,
    needKwh: 50,
    statedKwh: 50,
    car: { batteryKwh: 90, arrivalSocPercent: 10, maximumKw: 22.08, phaseCount: 3, taper: 'ideal' },
    idToken: `CARD-${stationId}`,
  };
}
