import type { Connector, ConnectorId, GridNode, PhasorRow } from '../dispatch/index.ts';
import { readAcnNetwork, type AcnNetwork } from './acn-network.ts';
import { readAcnSessions, type AcnSession } from './acn-sessions.ts';
import { fittedBattery } from './fitted-battery.ts';
import { createRandom } from './random.ts';
import { stationPassword, type Scenario, type ScenarioSession } from './scenario.ts';
import { instantOf, localDate } from './time-zone.ts';

/** Rows of the transformers grow with them, those of pods and panels have breakers of their own. */
const TRANSFORMER_ROW = /\b(Primary|Secondary)\b/;
/** The most the cars of the period-based file draw; the other files do not say. */
const DEFAULT_MAXIMUM_KW = 6.6;
const DAY_MS = 86_400_000;
/** The run ends at noon of the next day: some cars stay plugged in for days and need nothing any more. */
const LAST_DEPARTURE_MS = 1.5 * DAY_MS;
/** Before the first car comes nothing happens but boots and failsafe profiles. */
const BEFORE_FIRST_MS = 120_000;
/** Room in an ideal battery beyond the need, so that it never limits. */
const SPARE_KWH = 10;
const ROOT = 'site';

export type AcnOptions = {
  readonly sessionsCsv: string;
  /** The parsed network file. */
  readonly network: unknown;
  /** First local day of the arrivals, e.g. `2019-03-05`. */
  readonly date: string;
  /** Last local day of the arrivals; default `date`. */
  readonly toDate?: string;
  /** The site's transformers together; their rows are scaled by this over the network file's default. */
  readonly capKw: number;
  readonly timeZone?: string;
  readonly seed?: number;
  /** `three-phase`: the rows of the network file; `one-cap`: the transformer's kW alone. Default three-phase. */
  readonly wiring?: 'three-phase' | 'one-cap';
  /** Limits on the stations' own sets of currents (default), or any current from 0. */
  readonly quantised?: boolean;
  /** Without the cars of drivers who stated nothing: what the file gives as their statement is made from what really happened. */
  readonly claimedOnly?: boolean;
  /** Default ideal. `two-stage`: the data does not tell capacities, see `fittedBattery`. */
  readonly battery?: 'ideal' | 'two-stage';
  /**
   * The form of the published tables: arrivals, departures and limits on whole periods of this length, chargers without lag.
   * A car counts in whole periods only: from the first that begins after its arrival to the last that ends before its departure.
   */
  readonly periodMs?: number;
};

/** The smallest current OCPP can say is 0.1 A; a continuous limit is finer than any meter. */
const CONTINUOUS_STEP_KW = 1e-6;

/**
 * Days of a real site: the sessions that arrived from `date` to `toDate`, at the site's own stations and wiring, from two minutes before the first
 * until the last of them has left (at most until the next noon). Rows are the file's phasor rows scaled by cap / default cap; the root is rated `capKw`.
 * The failsafe share is 0, there is no base load. Throws an Error that names file, line or field, or the days that have sessions.
 */
export function acnScenario(options: AcnOptions): Scenario {
  const { sessionsCsv, date, toDate = date, capKw, timeZone = 'America/Los_Angeles', seed = 1, periodMs } = options;
  if (!(capKw > 0 && Number.isFinite(capKw))) throw new Error(`capKw must be > 0, got ${capKw}`);
  const network = readAcnNetwork(options.network);
  const rows = readAcnSessions(sessionsCsv, timeZone);
  const dated = rows.filter((row) => {
    const day = localDate(timeZone, row.arrivalMs);
    return day >= date && day <= toDate && !(options.claimedOnly === true && row.claimed === false);
  });
  if (dated.length === 0) {
    const dates = rows.map((row) => localDate(timeZone, row.arrivalMs)).sort();
    throw new Error(
      `no session arrived on ${date}${toDate === date ? '' : ` to ${toDate}`}: the file has ${dates[0]} to ${dates.at(-1)} (${timeZone})`,
    );
  }
  const lastMs = dayStart(toDate, timeZone) + LAST_DEPARTURE_MS;
  const sessions = sessionsAt(dated, { network, lastMs, options });
  const [first] = sessions;
  if (first === undefined) throw new Error(`no session of ${date} is at a station of the network ${network.site}`);
  const beforeMs = periodMs ?? BEFORE_FIRST_MS;
  const startMs = Math.floor((first.arrivalMs - beforeMs) / (periodMs ?? 1000)) * (periodMs ?? 1000);
  const endMs = sessions.reduce((latest, session) => Math.max(latest, session.departureMs), 0);
  const random = createRandom(seed).fork('acn');
  return {
    name: `${network.site} ${date}${toDate === date ? '' : ` to ${toDate}`}, ${capKw} kW`,
    seed,
    startMs,
    endMs: Math.ceil(endMs / 1000) * 1000,
    timeZone,
    grid: {
      nodes: [rootOf(network, options)],
      connectors: network.evses.map((evse) => connectorOf(evse, network, options)),
    },
    stations: network.evses.map(({ id }, index) => ({
      stationId: id,
      version: index % 2 === 0 ? '1.6' : '2.0.1',
      password: stationPassword(random.fork(id)),
    })),
    sessions,
    baseLoadKw: () => 0,
    events: [],
    ...(periodMs === undefined ? {} : { chargerLagMs: { leastMs: 0, mostMs: 0 } }),
    capacityNodeId: ROOT,
  };
}

function rootOf(network: AcnNetwork, { capKw, wiring }: AcnOptions): GridNode {
  const scale = capKw / network.defaultCapKw;
  const phasorRows = network.constraints.map(({ name, limitA, coefficients }): PhasorRow => ({
    id: name,
    limitA: TRANSFORMER_ROW.test(name) ? limitA * scale : limitA,
    coefficients: Object.fromEntries(Object.entries(coefficients).map(([id, value]) => [connectorId(id), value])),
  }));
  // Line to neutral of the 208 V side.
  const root: GridNode = { id: ROOT, kind: 'transformer', ratingKw: capKw, voltageV: 120, margin: 0 };
  return wiring === 'one-cap' ? root : { ...root, phasorRows };
}

function connectorOf(
  { id, phaseDeg, allowedA }: AcnNetwork['evses'][number],
  { voltageV }: AcnNetwork,
  { quantised = true }: AcnOptions,
): Connector {
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
    minimumKw: quantised ? (leastA * voltageV) / 1000 : 0,
    failsafeKw: 0,
    ...(quantised ? { allowedA } : { stepKw: CONTINUOUS_STEP_KW }),
    weight: 1,
  };
}

function sessionsAt(
  rows: readonly AcnSession[],
  {
    network,
    lastMs,
    options: { periodMs, battery = 'ideal' },
  }: { readonly network: AcnNetwork; readonly lastMs: number; readonly options: AcnOptions },
): readonly ScenarioSession[] {
  const known = new Set(network.evses.map(({ id }) => id));
  const freeAtMs = new Map<string, number>();
  const toPeriod = (atMs: number, round: (periods: number) => number): number =>
    periodMs === undefined ? atMs : round(atMs / periodMs) * periodMs;
  return rows
    .toSorted((a, b) => a.arrivalMs - b.arrivalMs || (a.stationId < b.stationId ? -1 : 1))
    .flatMap((row): readonly ScenarioSession[] => {
      // Some stations of the data are in no network file; nothing can be said about their wiring.
      if (!known.has(row.stationId)) return [];
      // Clocks of the data overlap by seconds here and there: a car waits until the one before it has left.
      const arrivalMs = Math.max(toPeriod(row.arrivalMs, Math.ceil), freeAtMs.get(row.stationId) ?? 0);
      const departureMs = Math.min(toPeriod(row.departureMs, Math.floor), lastMs);
      if (arrivalMs >= departureMs) return [];
      freeAtMs.set(row.stationId, departureMs);
      const { sessionId, statedDepartureMs, needKwh, statedKwh, maximumKw } = row;
      const mostKw = maximumKw ?? DEFAULT_MAXIMUM_KW;
      const capacity =
        battery === 'ideal'
          ? { batteryKwh: needKwh + SPARE_KWH, arrivalSocPercent: 0 }
          : fittedBattery({ needKwh, stayH: (departureMs - arrivalMs) / 3_600_000, maximumKw: mostKw });
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
            ...capacity,
            maximumKw: mostKw,
            phaseCount: 1,
            taper: battery,
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
