import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fleetScenario } from '../../simulator/index.ts';
import { scenarioClock, siteOf } from '../../src/cli/scenario-service.ts';
import { monotonicMs, systemClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { startService } from '../../src/service.ts';
import { createSolver } from '../../src/solvers/index.ts';

/** The service alone in its process, for a fleet in another: prints where it listens, then on SIGTERM what it measured. */
const stations = Number(process.argv[2]);
const scenario = fleetScenario({ stations, seed: 1 });
const clock = scenarioClock(scenario, 1);
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
const solver = createSolver({
  workerUrl: new URL('../../dist/src/solvers/solver-worker.js', import.meta.url),
  after: (delayMs, run) => systemClock.after(delayMs, run),
  log: () => undefined,
});
const service = await startService({
  site: siteOf(scenario),
  host: '127.0.0.1',
  port: 0,
  dataDir,
  telemetryCapBytes: 256 * 1024 ** 2,
  mqtt: { host: '127.0.0.1', port: 0 },
  leaseMs: 180_000,
  tickMs: 1_000,
  clock,
  realClock: systemClock,
  monotonicMs,
  speed: () => 1,
  randomBytes,
  solve: solver.solve,
  build: { version: 'bench' },
  log: createLog('error'),
});
const made = await service.operations.createApiKey(
  { name: 'bench', role: 'dispatcher' },
  { name: 'bench', via: 'cli' },
);
if (!made.ok) throw new Error(made.refusal.detail);
clock.start();
const ticksMs: number[] = [];
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
service.control.onTick((view) => ticksMs.push(view.tick.lastMs));
console.log(JSON.stringify({ url: service.url, key: made.value.key, mqttUrl: service.mqtt.state().url }));

process.once('SIGTERM', () => {
  const view = service.control.view();
  console.log(
    JSON.stringify({
      ticksMs,
      limitTimings: view.limitTimings,
      sessions: view.sessions.length,
      connected: view.stations.filter((station) => station.connected).length,
      planner: view.planner,
      alarms: view.alarms.length,
      rssMb: process.memoryUsage().rss / 2 ** 20,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      loopDelayMaxMs: delay.max / 1e6,
    }),
  );
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(0);
});
