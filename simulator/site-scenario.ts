import type { Connector, ConnectorId, Grid } from '../dispatch/index.ts';
import type { CarSpec } from './car.ts';
import { HOME_KW, interpolate } from './daily-shapes.ts';
import type { InputSession } from './input-sessions.ts';
import { createRandom } from './random.ts';
import { stationPassword, type Scenario, type ScenarioSession } from './scenario.ts';
import { localDate, localTime } from './time-zone.ts';

/** The site is there this long before its first car. */
const BEFORE_FIRST_MS = 120_000;
const VOLTAGE_V = 230;
const MINIMUM_A = 6;
/** A DC charger does not start below this share of its rating. */
const DC_MINIMUM_SHARE = 0.05;
/** A 32 A pile on one and on three phases. */
const ONE_PHASE_KW = 7.36;
const THREE_PHASE_KW = 22.08;
/** Room in the battery of a car of which nothing is known, so that it never limits. */
const SPARE_KWH = 10;
/** Two-stage batteries take full power up to here: such a car ends its visit a little above, in the taper, as most real ones do. */
const TAPER_TARGET_PERCENT = 85;
/** Names that a station may have (OCPP identities). */
const NAME = /^[A-Za-z0-9*\-_=:+|@.]{1,48}$/;

export type SiteOptions = {
  readonly name: string;
  readonly sessions: readonly InputSession[];
  /** The site's own grid, or a single kW limit over the connectors that the sessions name. */
  readonly site: { readonly grid: Grid } | { readonly capKw: number };
  /** IANA name. */
  readonly timeZone: string;
  /** Local days of the arrivals, e.g. `2026-05-01`; default all. */
  readonly fromDate?: string;
  readonly toDate?: string;
  /** For cars whose battery is not in the file; those in it always taper with `two-stage`. Default ideal. */
  readonly battery?: 'ideal' | 'two-stage';
  readonly seed?: number;
};

/**
 * Sessions from any file at any site. A session names a connector of the grid (`A01/1`) or a station (its first connector). Base load: every node that the grid file
 * gives a `baseLoad` has a household's daily shape up to 90 % of its maximum. Throws an Error that names the session and what is wrong.
 */
export function siteScenario(options: SiteOptions): Scenario {
  const { name, site, timeZone, seed = 1, battery = 'ideal' } = options;
  const dated = datedSessions(options);
  const grid = 'grid' in site ? site.grid : oneCapGrid(dated, site.capKw);
  const connectorOf = finder(grid);
  const freeAtMs = new Map<ConnectorId, number>();
  const sessions = dated
    .toSorted((a, b) => a.arrivalMs - b.arrivalMs || (a.connector < b.connector ? -1 : 1))
    .flatMap((session): readonly ScenarioSession[] => {
      const connector = connectorOf(session);
      // Clocks of real data overlap here and there: a car waits until the one before it has left.
      const arrivalMs = Math.max(session.arrivalMs, freeAtMs.get(connector.id) ?? 0);
      if (arrivalMs >= session.departureMs) return [];
      freeAtMs.set(connector.id, session.departureMs);
      const { departureMs, needKwh, sessionId } = session;
      // A file that tells no statements is about the dispatch, not about drivers: they knew.
      const { statedDepartureMs = departureMs, statedKwh = needKwh } = session;
      return [
        {
          connectorId: connector.id,
          arrivalMs,
          departureMs,
          needKwh,
          statedDepartureMs,
          statedKwh,
          car: carOf(session, { connector, battery }),
          // A card number has at most 20 characters (1.6: IdToken).
          idToken: sessionId.slice(-20),
        },
      ];
    })
    .sort((a, b) => a.arrivalMs - b.arrivalMs || (a.connectorId < b.connectorId ? -1 : 1));
  const [first] = sessions;
  if (first === undefined) throw new Error(`${name}: no session left`);
  const random = createRandom(seed).fork('site');
  const [root] = grid.nodes;
  return {
    name,
    seed,
    startMs: Math.floor((first.arrivalMs - BEFORE_FIRST_MS) / 60_000) * 60_000,
    endMs: Math.ceil(sessions.reduce((latest, { departureMs }) => Math.max(latest, departureMs), 0) / 60_000) * 60_000,
    timeZone,
    grid,
    stations: [...new Set(grid.connectors.map(({ stationId }) => stationId))].map((stationId, index) => ({
      stationId,
      version: index % 2 === 0 ? '1.6' : '2.0.1',
      password: stationPassword(random.fork(stationId)),
    })),
    sessions,
    baseLoadKw: baseLoadOf(grid, timeZone),
    events: [],
    capacityNodeId: root?.id ?? '',
  };
}

function datedSessions({ name, sessions, timeZone, fromDate, toDate }: SiteOptions): readonly InputSession[] {
  const dated = sessions.filter(({ arrivalMs }) => {
    if (fromDate === undefined && toDate === undefined) return true;
    const day = localDate(timeZone, arrivalMs);
    return day >= (fromDate ?? day) && day <= (toDate ?? day);
  });
  if (dated.length > 0) return dated;
  const days = sessions.map(({ arrivalMs }) => localDate(timeZone, arrivalMs)).sort();
  throw new Error(`${name}: no session arrived in these days; the file has ${days[0]} to ${days.at(-1)} (${timeZone})`);
}

/** One transformer of `capKw`; a connector for each name in the file, rated for the most that its cars take. */
function oneCapGrid(sessions: readonly InputSession[], capKw: number): Grid {
  const byName = new Map<string, InputSession[]>();
  for (const session of sessions) {
    const known = byName.get(session.connector);
    if (known === undefined) byName.set(session.connector, [session]);
    else known.push(session);
  }
  return {
    nodes: [{ id: 'site', kind: 'transformer', ratingKw: capKw, voltageV: VOLTAGE_V, margin: 0 }],
    connectors: [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, visits]) => cappedConnector(name, visits)),
  };
}

function cappedConnector(name: string, visits: readonly InputSession[]): Connector {
  const [stationId = '', number = '1', ...rest] = name.split('/');
  if (!NAME.test(stationId) || !/^\d{1,3}$/.test(number) || rest.length > 0)
    throw new Error(`connector "${name}": must be <station> or <station>/<number>, of A-Z a-z 0-9 * - _ = : + | @ .`);
  const mostKw = visits.reduce((most, { maximumKw = 0 }) => Math.max(most, maximumKw), 0);
  const phases = visits.reduce<number | undefined>(
    (most, visit) => (visit.phases === undefined ? most : Math.max(most ?? 0, visit.phases)),
    undefined,
  );
  const wires = phases ?? (mostKw <= ONE_PHASE_KW + 0.1 ? 1 : mostKw <= THREE_PHASE_KW + 0.1 ? 3 : 0);
  const common = { id: `${stationId}/${Number(number)}`, stationId, nodeId: 'site', failsafeKw: 0, weight: 1 } as const;
  if (wires === 0) {
    const ratingKw = mostKw > 0 ? mostKw : THREE_PHASE_KW;
    return { ...common, kind: 'DC', phases: [], voltageV: VOLTAGE_V, ratingKw, minimumKw: ratingKw * DC_MINIMUM_SHARE };
  }
  const kwPerA = (VOLTAGE_V * wires) / 1000;
  return {
    ...common,
    kind: 'AC',
    phases: (['L1', 'L2', 'L3'] as const).slice(0, wires),
    voltageV: VOLTAGE_V,
    ratingKw: Math.max(mostKw > 0 ? mostKw : kwPerA * 32, kwPerA * MINIMUM_A),
    minimumKw: kwPerA * MINIMUM_A,
  };
}

/** By the connector's own name, or by its station. */
function finder(grid: Grid): (session: InputSession) => Connector {
  const byName = new Map<string, Connector>();
  for (const connector of grid.connectors.toReversed()) byName.set(connector.stationId, connector);
  for (const connector of grid.connectors) byName.set(connector.id, connector);
  return ({ connector, sessionId }) => {
    const found = byName.get(connector);
    if (found !== undefined) return found;
    const some = grid.connectors.slice(0, 3).map(({ id }) => id);
    throw new Error(
      `session ${sessionId}: no connector or station "${connector}" in the grid; it has ${some.join(', ')}, ...`,
    );
  };
}

function carOf(
  { needKwh, maximumKw, phases, batteryKwh, arrivalSocPercent }: InputSession,
  { connector, battery }: { readonly connector: Connector; readonly battery: 'ideal' | 'two-stage' },
): CarSpec {
  const base = {
    maximumKw: maximumKw ?? connector.ratingKw,
    phaseCount: phases === undefined || phases === 0 ? 3 : phases,
    taper: battery,
  } as const;
  if (batteryKwh !== undefined && arrivalSocPercent !== undefined) return { ...base, batteryKwh, arrivalSocPercent };
  if (battery === 'ideal') return { ...base, batteryKwh: needKwh + SPARE_KWH, arrivalSocPercent: 0 };
  const wholeKwh = Math.max(needKwh / 0.8, needKwh + SPARE_KWH);
  return { ...base, batteryKwh: wholeKwh, arrivalSocPercent: TAPER_TARGET_PERCENT - (100 * needKwh) / wholeKwh };
}

/** A node without an own base load has the sum of its children's. */
function baseLoadOf({ nodes }: Grid, timeZone: string): Scenario['baseLoadKw'] {
  const peak = Math.max(...HOME_KW);
  const own = new Map(nodes.flatMap(({ id, baseLoad }) => (baseLoad === undefined ? [] : [[id, baseLoad.maximumKw]])));
  const maximumOf = (nodeId: string): number =>
    own.get(nodeId) ?? nodes.reduce((sum, { id, parentId }) => sum + (parentId === nodeId ? maximumOf(id) : 0), 0);
  const maximumKw = new Map(nodes.map(({ id }) => [id, maximumOf(id)]));
  let shape = { atMs: Number.NaN, share: 0 };
  return (nodeId, atMs) => {
    if (own.size === 0) return 0;
    if (shape.atMs !== atMs) {
      const { hour, minute, second } = localTime(timeZone, atMs);
      shape = { atMs, share: (0.9 * interpolate(HOME_KW, hour + minute / 60 + second / 3600)) / peak };
    }
    return shape.share * (maximumKw.get(nodeId) ?? 0);
  };
}

/** The same scenario with chargers that obey at once and to the last digit, as most published simulations have them. */
export function withIdealChargers(scenario: Scenario): Scenario {
  const connectors = scenario.grid.connectors.map((connector): Connector => {
    const { allowedA: _, ...stepless } = connector;
    return { ...stepless, minimumKw: 0, failsafeKw: 0, stepKw: CONTINUOUS_STEP_KW };
  });
  return { ...scenario, grid: { ...scenario.grid, connectors }, chargerLagMs: { leastMs: 0, mostMs: 0 } };
}

/** Finer than any meter. */
const CONTINUOUS_STEP_KW = 1e-6;
