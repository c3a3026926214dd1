import type { Connector, ConnectorId, GridNode, PhasorRow } from '../dispatch/index.ts';
import { readAcnNetwork, type AcnNetwork } from './acn-network.ts';
import { readAcnSessions, type AcnSession } from './acn-sessions.ts';
import { createRandom } from './random.ts';
import { stationPassword, type Scenario, type ScenarioSession } from './scenario.ts';
import { instantOf, localDate } from './time-zone.ts';

/** Rows of the pods' own breakers: they do not grow with the transformer. */
const UNSCALED_ROWS = new Set(['CC Pod', 'AV Pod']);
/** The most the cars of the period-based file draw; the other files do not say. */
const DEFAULT_MAXIMUM_KW = 6.6;
const DAY_MS = 86_400_000;
/** The run ends at noon of the next day: some cars stay plugged in for days and need nothing any more. */
const LAST_DEPARTURE_MS = 1.5 * DAY_MS;
/** Before the first car comes nothing happens but boots and failsafe profiles. */
const BEFORE_FIRST_MS = 120_000;
/** Room in the car's battery beyond its need, so that the ideal battery never limits. */
const SPARE_KWH = 10;
const ROOT = 'site';

export type AcnOptions = {
  readonly sessionsCsv: string;
  /** The parsed network file. */
  readonly network: unknown;
  /** Local day of the arrivals, e.g. `2019-03-05`. */
  readonly date: string;
  /** The transformer: the site's default in the network file scales all rows. */
  readonly capKw: number;
  readonly timeZone?: string;
  readonly seed?: number;
};

/**
 * A day of a real site: the sessions that arrived on that local day, at the site's own stations and wiring, from two minutes before the first until the last of
 * them has left (at most until the next noon). Rows are the file's phasor rows scaled by cap / default cap; the root is rated `capKw`.
 * Cars have ideal batteries, the failsafe share is 0, there is no base load. Throws an Error that names file, line or field,
 * or the days that have sessions.
 */
export function acnScenario(options: AcnOptions): Scenario {
  const { sessionsCsv, date, capKw, timeZone = 'America/Los_Angeles', seed = 1 } = options;
  if (!(capKw > 0 && Number.isFinite(capKw))) throw new Error(`capKw must be > 0, got ${capKw}`);
  const network = readAcnNetwork(options.network);
  const rows = readAcnSessions(sessionsCsv, timeZone);
  const today = rows.filter((row) => localDate(timeZone, row.arrivalMs) === date);
  if (today.length === 0) {
    const dates = rows.map((row) => localDate(timeZone, row.arrivalMs)).sort();
    throw new Error(`no session arrived on ${date}: the file has ${dates[0]} to ${dates.at(-1)} (${timeZone})`);
  }
  const sessions = sessionsAt(today, { network, lastMs: dayStart(date, timeZone) + LAST_DEPARTURE_MS });
  const [first] = sessions;
  if (first === undefined) throw new Error(`no session of ${date} is at a station of the network ${network.site}`);
  const startMs = Math.floor((first.arrivalMs - BEFORE_FIRST_MS) / 1000) * 1000;
  const endMs = sessions.reduce((latest, session) => Math.max(latest, session.departureMs), 0);
  const random = createRandom(seed).fork('acn');
  return {
    name: `${network.site} ${date}, ${capKw} kW`,
    seed,
    startMs,
    endMs: Math.ceil(endMs / 1000) * 1000,
    timeZone,
    grid: { nodes: [rootOf(network, capKw)], connectors: network.evses.map((evse) => connectorOf(evse, network)) },
    stations: network.evses.map(({ id }, index) => ({
      stationId: id,
      version: index % 2 === 0 ? '1.6' : '2.0.1',
      password: stationPassword(random.fork(id)),
    })),
    sessions,
    baseLoadKw: () => 0,
    events: [],
    capacityNodeId: ROOT,
  };
}

function rootOf(network: AcnNetwork, capKw: number): GridNode {
  const scale = capKw / network.defaultCapKw;
  const phasorRows = network.constraints.map(({ name, limitA, coefficients }): PhasorRow => ({
    id: name,
    limitA: UNSCALED_ROWS.has(name) ? limitA : limitA * scale,
    coefficients: Object.fromEntries(Object.entries(coefficients).map(([id, value]) => [connectorId(id), value])),
  }));
  // Line to neutral of the 208 V side.
  return { id: ROOT, kind: 'transformer', ratingKw: capKw, voltageV: 120, margin: 0, phasorRows };
}

function connectorOf({ id, phaseDeg, allowedA }: AcnNetwork['evses'][number], { voltageV }: AcnNetwork): Connector {
  const leastA = allowedA.find((currentA) => currentA > 0) ?? 0;
  return {
    id: connectorId(id),
    stationId: id,
    nodeId: ROOT,
    kind: 'AC',
    phases: [],
    phaseDeg,
    voltageV,
    ratingKw: ((allowedA.at(-1) ?? 0) * voltageV) / 1000,
    minimumKw: (leastA * voltageV) / 1000,
    failsafeKw: 0,
    allowedA,
    weight: 1,
  };
}

function sessionsAt(
  rows: readonly AcnSession[],
  { network, lastMs }: { readonly network: AcnNetwork; readonly lastMs: number },
): readonly ScenarioSession[] {
  const known = new Set(network.evses.map(({ id }) => id));
  const freeAtMs = new Map<string, number>();
  return rows
    .toSorted((a, b) => a.arrivalMs - b.arrivalMs || (a.stationId < b.stationId ? -1 : 1))
    .flatMap((row): readonly ScenarioSession[] => {
      // Some stations of the data are in no network file; nothing can be said about their wiring.
      if (!known.has(row.stationId)) return [];
      // Clocks of the data overlap by seconds here and there: a car waits until the one before it has left.
      const arrivalMs = Math.max(row.arrivalMs, freeAtMs.get(row.stationId) ?? 0);
      const departureMs = Math.min(row.departureMs, lastMs);
      if (arrivalMs >= departureMs) return [];
      freeAtMs.set(row.stationId, departureMs);
      const { sessionId, statedDepartureMs, needKwh, statedKwh, maximumKw } = row;
      const batteryKwh = needKwh + SPARE_KWH;
      return [
        {
          connectorId: connectorId(row.stationId),
          arrivalMs,
          departureMs,
          statedDepartureMs,
          needKwh,
          statedKwh,
          // A card number has at most 20 characters (1.6: IdToken).
          idToken: sessionId.replaceAll(/\D/g, '').slice(-20),
          car: {
            batteryKwh,
            arrivalSocPercent: 0,
            maximumKw: maximumKw ?? DEFAULT_MAXIMUM_KW,
            phaseCount: 1,
            taper: 'ideal',
          },
        },
      ];
    });
}

function dayStart(date: string, timeZone: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (match === null) throw new Error(`date must be like 2019-03-05, got "${date}"`);
  const [, year, month, day] = match.map(Number);
  return instantOf(timeZone, { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: 0, minute: 0, second: 0 });
}

function connectorId(stationId: string): ConnectorId {
  return `${stationId}/1`;
}
