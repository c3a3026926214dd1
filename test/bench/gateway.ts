import { fleetScenario } from '../../simulator/index.ts';
import { createClient } from '../../src/cli/client.ts';
import type { Bench, BenchArgs, BenchRow } from './bench.ts';
import { LoadStation } from './gateway/load-station.ts';
import { ServerProcess, type ServerKind } from './gateway/server-talk.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls in flight while the rate of MeterValues is measured: enough to keep the server busy, few enough for an answer within 100 ms. */
const METERS_IN_FLIGHT = 64;
const METER_INTERVAL_MS = 10_000;

/**
 * The same stations, frames and order of work against each server, one after the other, in one run: the load in this process, the server
 * in another. What Headroom does more (accounts, ledger, spool, ticks, its own questions to the stations) is part of its figures.
 */
export const bench: Bench = {
  title: 'Central system under load',
  run: async (args) => {
    const stations = Number(args.option('stations') ?? (args.small ? 20 : 1_000));
    const kinds = (args.option('systems') ?? 'ws,ocpp-rpc,ocpp-rpc strict,headroom').split(
      ',',
    ) as readonly ServerKind[];
    const roundCount = Number(args.option('rounds') ?? 1);
    const rounds: (readonly BenchRow[])[] = [];
    for (let round = 1; round <= roundCount; round += 1) {
      const rows: BenchRow[] = [];
      for (const kind of kinds) {
        args.say(`gateway: ${kind}, ${stations} stations, round ${round} of ${roundCount}`);
        rows.push(await measure(kind, stations, args));
      }
      rounds.push(withRatios(rows));
    }
    return kinds.map((_, index) => mediansOf(rounds.flatMap((rows) => rows.slice(index, index + 1))));
  },
  section: (rows) => markdown(rows),
};

async function measure(kind: ServerKind, count: number, { small, say, option }: BenchArgs): Promise<BenchRow> {
  const scenario = fleetScenario({ stations: count, seed: 1 });
  const server = await ServerProcess.start(kind, count);
  const empty = await server.measure();
  let decreasesAtMs: number[] = [];
  const ratings = new Map(scenario.grid.connectors.map(({ stationId, ratingKw }) => [stationId, ratingKw]));
  const stations = scenario.stations.map(
    ({ stationId, password }) =>
      new LoadStation({
        url: server.url,
        stationId,
        password,
        ratingKw: ratings.get(stationId) ?? 7,
        onDecrease: (atMs) => decreasesAtMs.push(atMs),
      }),
  );
  await server.begin();
  const began = performance.now();
  await Promise.all(stations.map((station) => station.connectAndBoot()));
  const connectBootS = (performance.now() - began) / 1000;
  // The stall of the storm, with what the server does right after it.
  await sleep(small ? 500 : 5_000);
  const booted = await server.measure();
  say(`  connected and booted in ${connectBootS.toFixed(2)} s, longest stall ${booted.maxDelayMs.toFixed(0)} ms`);
  await sleep(small ? 500 : 10_000);
  const settled = await server.measure();

  await inTurns(stations, METERS_IN_FLIGHT, (station) => station.startTransaction());
  await server.begin();
  const meters = await meterRate(stations, small ? 500 : 10_000);
  const afterMeters = await server.measure();
  say(`  ${meters.perS.toFixed(0)} MeterValues/s, p99 ${meters.p99Ms.toFixed(1)} ms`);

  const limitCount = Number(option('steps') ?? (small ? 0 : 12));
  const steps =
    kind === 'headroom' && server.key !== undefined && limitCount > 0
      ? await limitSteps(
          {
            server,
            key: server.key,
            stations,
            scenario,
            count: limitCount,
            waitMs: 8_000,
          },
          () => {
            const seen = decreasesAtMs;
            decreasesAtMs = [];
            return seen;
          },
        )
      : undefined;
  const end = await server.measure();
  for (const station of stations) station.stop();
  await server.stop();
  return {
    system: kind,
    stations: count,
    connectBootS,
    refusals: stations.reduce((sum, { refusals }) => sum + refusals, 0),
    stallMs: booted.maxDelayMs,
    kbPerConnection: (settled.rssBytes - empty.rssBytes) / count / 1024,
    heapKbPerConnection: (settled.heapBytes - empty.heapBytes) / count / 1024,
    meterValuesPerS: meters.perS,
    meterP99Ms: meters.p99Ms,
    meterCpuUs: (afterMeters.cpuS * 1e6) / Math.max(1, meters.count),
    rssMb: end.rssBytes / 2 ** 20,
    ...(steps === undefined
      ? {}
      : {
          limitSteps: steps.count,
          limitToWireMsP50: steps.toWireP50Ms,
          limitToWireMsP99: steps.toWireP99Ms,
          limitSeenMsP99: steps.seenP99Ms,
        }),
  };
}

/** `work` for every station, `inFlight` at a time. */
async function inTurns(
  stations: readonly LoadStation[],
  inFlight: number,
  work: (station: LoadStation) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    for (let station = stations[next++]; station !== undefined; station = stations[next++]) await work(station);
  };
  await Promise.all(Array.from({ length: inFlight }, one));
}

/** As many MeterValues as the server takes, each station one at a time. */
async function meterRate(
  stations: readonly LoadStation[],
  forMs: number,
): Promise<{ count: number; perS: number; p99Ms: number }> {
  const took: number[] = [];
  const idle = [...stations];
  const began = performance.now();
  const one = async (): Promise<void> => {
    while (performance.now() - began < forMs) {
      const station = idle.shift();
      if (station === undefined) return;
      const at = performance.now();
      await station.meter();
      took.push(performance.now() - at);
      idle.push(station);
    }
  };
  await Promise.all(Array.from({ length: METERS_IN_FLIGHT }, one));
  return {
    count: took.length,
    perS: (took.length * 1000) / (performance.now() - began),
    p99Ms: percentile(took, 0.99),
  };
}

type Steps = {
  readonly count: number;
  readonly toWireP50Ms: number;
  readonly toWireP99Ms: number;
  readonly seenP99Ms: number;
};

/** Emergency limits over REST while all stations charge and report: from the request to the last decrease at a station. */
async function limitSteps(
  {
    server,
    key,
    stations,
    scenario,
    count,
    waitMs,
  }: {
    readonly server: ServerProcess;
    readonly key: string;
    readonly stations: readonly LoadStation[];
    readonly scenario: ReturnType<typeof fleetScenario>;
    readonly count: number;
    readonly waitMs: number;
  },
  takeSeen: () => readonly number[],
): Promise<Steps> {
  const client = createClient({ url: server.url, key, fetch });
  const timers = stations.map((station, index) =>
    setTimeout(
      () => {
        const loop = setInterval(() => void station.meter(), METER_INTERVAL_MS);
        timers.push(loop);
      },
      (index * METER_INTERVAL_MS) / stations.length,
    ),
  );
  await sleep(waitMs * 5);
  const root = scenario.grid.nodes.find(({ id }) => id === scenario.capacityNodeId);
  /** Arrivals of decreases at stations after each request, by envelope. */
  const arrivals = new Map<string, readonly number[]>();
  for (let step = 0; step < count; step++) {
    takeSeen();
    const sentMs = performance.now();
    const envelope = (await client.send('POST', '/api/v1/envelopes', {
      nodeId: scenario.capacityNodeId,
      limitKw: (root?.ratingKw ?? 0) * 0.6,
      mode: 'emergency',
      reason: 'bench',
    })) as { envelopeId: string; etag: string };
    await sleep(waitMs);
    arrivals.set(
      envelope.envelopeId,
      takeSeen().map((atMs) => atMs - sentMs),
    );
    await client.send('DELETE', `/api/v1/envelopes/${envelope.envelopeId}`, undefined, {
      'if-match': `"${envelope.etag}"`,
    });
    await sleep(waitMs * 2.5);
  }
  for (const timer of timers) clearTimeout(timer);
  const { limitTimings } = await server.measure();
  const toWire = limitTimings.map(({ toWireMs }) => toWireMs);
  // The decreases of the limit come first; later ones are the control loop's daily work.
  const seen = limitTimings.flatMap(({ envelopeId, decreases }) => arrivals.get(envelopeId)?.[decreases - 1] ?? []);
  return {
    count: toWire.length,
    toWireP50Ms: percentile(toWire, 0.5),
    toWireP99Ms: percentile(toWire, 0.99),
    seenP99Ms: percentile(seen, 0.99),
  };
}

/** One row for those of one system: a machine that others use is slow for minutes, so each figure is the median of the rounds, ratios too. */
function mediansOf(rows: readonly BenchRow[]): BenchRow {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name]).filter((value) => typeof value === 'number');
      return [name, values.length === 0 ? (rows[0]?.[name] ?? null) : percentile(values, 0.5)];
    }),
  );
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

function withRatios(rows: readonly BenchRow[]): readonly BenchRow[] {
  const bare = rows.find(({ system }) => system === 'ocpp-rpc');
  return rows.map((row) => ({
    ...row,
    bootRatio: Number(row['connectBootS']) / Number(bare?.['connectBootS']),
    meterRatio: Number(row['meterValuesPerS']) / Number(bare?.['meterValuesPerS']),
  }));
}

function markdown(rows: readonly BenchRow[]): string {
  const show = (row: BenchRow, key: string, digits: number): string =>
    typeof row[key] === 'number' ? row[key].toFixed(digits) : '–';
  const lines = rows.map(
    (row) =>
      `| ${String(row['system'])} | ${show(row, 'connectBootS', 2)} | ${show(row, 'bootRatio', 2)} | ${show(row, 'stallMs', 0)} | ${show(row, 'kbPerConnection', 1)} | ${show(row, 'meterValuesPerS', 0)} | ${show(row, 'meterRatio', 2)} | ${show(row, 'meterP99Ms', 1)} | ${show(row, 'limitToWireMsP50', 0)} | ${show(row, 'limitToWireMsP99', 0)} | ${show(row, 'limitSeenMsP99', 0)} |`,
  );
  return [
    `${String(rows[0]?.['stations'])} stations, all at once; load and server share the machine. Goals: boot ≤ 1.3 × ocpp-rpc, stall ≤ 250 ms, ≤ 30 kB a connection, MeterValues ≥ 0.7 × ocpp-rpc, limit p99 ≤ 1 s (1,000) and ≤ 2 s (10,000).`,
    '',
    '| system | connected and booted, s | × ocpp-rpc | stall, ms | kB a connection (RSS) | MeterValues/s | × ocpp-rpc | p99, ms | limit to wire p50, ms | p99 | at the station p99 |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
