import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import type { Solve } from '../../dispatch/index.ts';
import type { LogEntry } from '../../ocpp/index.ts';
import { createScorekeeper, startFleet } from '../../simulator/index.ts';
import type { Fleet, ScaledClock, Scenario, Scorekeeper } from '../../simulator/index.ts';
import { createClient } from '../../src/cli/client.ts';
import type { Client } from '../../src/cli/client.ts';
import { scenarioClock, siteOf } from '../../src/cli/scenario-service.ts';
import { monotonicMs, systemClock } from '../../src/clock.ts';
import { startService } from '../../src/service.ts';
import type { SiteConfig } from '../../src/config/index.ts';
import type { Service } from '../../src/service.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';

/** Fast enough for a test, slow enough that a message costs less than a tick. */
const SPEED = 120;

export type RunningSite = {
  readonly service: Service;
  readonly fleet: Fleet;
  readonly clock: ScaledClock;
  readonly client: Client;
  readonly key: string;
  readonly scorekeeper: Scorekeeper;
  readonly log: readonly LogEntry[];
  /** Until virtual time is `atMs`; rejects after a minute of real time. */
  until(atMs: number): Promise<void>;
  /** Until `test` holds; rejects with `what` after a minute of real time. */
  untilTrue(what: string, test: () => boolean): Promise<void>;
  close(): Promise<void>;
};

/** The product's own service with every part real, stations over websockets and meters over MQTT, in one process under a scaled clock. */
export async function startSite(
  scenario: Scenario,
  {
    meters: metersReport = true,
    speed = SPEED,
    webDirectory,
    influxUrl,
    mqttUrl,
    fleet: fleetRules,
    solve = createInProcessSolver({ nowMs: monotonicMs }),
  }: {
    /** Whether the site meters say anything. */
    readonly meters?: boolean;
    /** Virtual seconds per real second. */
    readonly speed?: number;
    readonly webDirectory?: string;
    readonly influxUrl?: string;
    readonly mqttUrl?: string;
    /** `fleet` of the grid file. */
    readonly fleet?: SiteConfig['fleet'];
    readonly solve?: Solve;
  } = {},
): Promise<RunningSite> {
  const clock = scenarioClock(scenario, speed);
  const log: LogEntry[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-system-'));
  const service = await startService({
    site: { ...siteOf(scenario), ...(fleetRules === undefined ? {} : { fleet: fleetRules }) },
    host: '127.0.0.1',
    port: 0,
    dataDir,
    telemetryCapBytes: 64 * 1024 ** 2,
    mqtt: mqttUrl === undefined ? { host: '127.0.0.1', port: 0 } : { url: mqttUrl },
    leaseMs: 180_000,
    tickMs: 1_000,
    clock,
    realClock: systemClock,
    monotonicMs,
    speed: () => speed,
    randomBytes,
    solve,
    ...(webDirectory === undefined ? {} : { webDirectory }),
    ...(influxUrl === undefined ? {} : { influx: { url: influxUrl, token: 'none', org: 'test', bucket: 'test' } }),
    build: { version: 'test' },
    log: (entry) => log.push(entry),
  });
  const made = await service.operations.createApiKey({ name: 'test', role: 'admin' }, { name: 'test', via: 'cli' });
  if (!made.ok) throw new Error(made.refusal.detail);
  const { key } = made.value;
  const meters = connect(service.mqtt.state().url);
  const scorekeeper = createScorekeeper(scenario);
  const fleet = startFleet({
    scenario,
    url: `ws://127.0.0.1:${service.port}/ocpp`,
    clock,
    randomSeed: scenario.seed,
    onMeter: (nodeId, importKw, atMs) => {
      if (metersReport) meters.publish(`headroom/v1/nodes/${nodeId}/meter`, JSON.stringify({ atMs, importKw }));
    },
    onStep: (truth) => scorekeeper.record(truth, 1_000),
  });
  clock.start();

  async function untilTrue(what: string, test: () => boolean): Promise<void> {
    const giveUpMs = monotonicMs() + 60_000;
    while (!test()) {
      if (monotonicMs() > giveUpMs) throw new Error(`waited a minute in vain until ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  return {
    service,
    fleet,
    clock,
    client: createClient({ url: service.url, key, fetch }),
    key,
    scorekeeper,
    log,
    until: (atMs) => untilTrue(`virtual time ${new Date(atMs).toISOString()}`, () => clock.nowMs() >= atMs),
    untilTrue,
    close: async () => {
      await fleet.stop();
      await meters.endAsync();
      await service.close();
      clock.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
