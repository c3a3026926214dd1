import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'mqtt';
import type { MqttClient } from 'mqtt';
import { monotonicMs, systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { startService } from '../service.ts';
import type { Service } from '../service.ts';
import { createSolver } from '../solvers/index.ts';
import { FULLY_SERVED_SHARE, simulate, startFleet, UNCONTROLLED } from '../../simulator/index.ts';
import type { Fleet, Scenario } from '../../simulator/index.ts';
import { build, solverWorkerUrl, webDirectory } from './built.ts';
import { createClient } from './client.ts';
import { STEP_MS, watchTruth } from './demo-watch.ts';
import type { Watch } from './demo-watch.ts';
import { createDriversApp } from './drivers-app.ts';
import { p99, reportJson, reportText } from './report.ts';
import type { Report } from './report.ts';
import { reportHtml } from './report-html.ts';
import { scenarioClock, siteOf } from './scenario-service.ts';

export type DemoOptions = {
  readonly scenario: Scenario;
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly port: number;
  readonly jsonFile?: string;
  readonly htmlFile?: string;
  /** Keep the page up after the report until interrupted. */
  readonly stay: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly say: (line: string) => void;
};

const TELEMETRY_CAP_BYTES = 256 * 1024 ** 2;

/**
 * `headroom demo`: the whole service, its stations over real websockets and an operator over REST, in the time of a scaled clock.
 * Physics decides the figures, not what the service believes of itself. Rejects when the port is taken; leaves nothing behind but the report.
 */
export async function demo(options: DemoOptions): Promise<Report> {
  const { scenario, speed, say } = options;
  const startedMs = monotonicMs();
  const log = createLog(options.logLevel);
  const clock = scenarioClock(scenario, speed);
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-demo-'));
  const solver = createSolver({
    workerUrl: solverWorkerUrl,
    after: (delayMs, run) => systemClock.after(delayMs, run),
    log,
  });
  const closers: (() => Promise<unknown>)[] = [
    async () => rmSync(dataDir, { recursive: true, force: true }),
    () => solver.close(),
  ];
  try {
    const service = await startService({
      site: siteOf(scenario),
      host: '127.0.0.1',
      port: options.port,
      dataDir,
      telemetryCapBytes: TELEMETRY_CAP_BYTES,
      mqtt: { host: '127.0.0.1', port: 0 },
      leaseMs: 180_000,
      tickMs: 1_000,
      clock,
      realClock: systemClock,
      monotonicMs,
      speed: () => speed,
      randomBytes,
      solve: solver.solve,
      solveAll: solver.solveAll,
      webDirectory,
      build,
      log,
    });
    closers.push(() => service.close());
    const key = await operatorKey(service);
    const url = `http://localhost:${service.port}`;
    say(
      `${scenario.name}: ${scenario.stations.length} stations, ${scenario.sessions.length} sessions, ${speed} x real time`,
    );
    say(`page          ${url}/#key=${key}`);
    say(`operator key  ${key}`);

    const meters = connect(service.mqtt.state().url, { clientId: 'site-meters', reconnectPeriod: 1_000 });
    closers.push(() => meters.endAsync());
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
      clock.after(scenario.endMs - scenario.startMs, resolve);
    });
    const watch = watchTruth(scenario, service, say);
    const fleet = startFleet({
      scenario,
      url: `ws://127.0.0.1:${service.port}/ocpp`,
      clock,
      randomSeed: scenario.seed,
      onMeter: (nodeId, importKw, atMs) => publishMeter(meters, { nodeId, importKw, atMs }),
      onStep: (truth) => {
        watch.step(truth, fleet);
        if (isOver(scenario, fleet, truth.atMs)) end();
      },
    });
    closers.push(() => fleet.stop());
    const client = createClient({ url: service.url, key, fetch });
    const driversApp = createDriversApp({ scenario, client, log });
    const stopDrivers = service.control.onTick((view) => driversApp.tick(view));
    for (const event of scenario.events)
      clock.after(event.atMs - scenario.startMs, () => void giveOut(event, { client, say }));

    clock.start();
    await ended;
    clock.stop();
    stopDrivers();
    watch.close();
    const realSeconds = (monotonicMs() - startedMs) / 1000;
    const report = reportOf({
      scenario,
      fleet,
      service,
      watch,
      realSeconds,
    });
    say(reportText(report));
    if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, reportJson(report));
    if (options.htmlFile !== undefined) {
      writeFileSync(options.htmlFile, reportHtml(report, scenario.timeZone));
      say(`report        ${options.htmlFile}`);
    }
    if (options.stay) {
      say('the page stays up; Ctrl-C ends it');
      clock.start();
      await new Promise<void>((resolve) => process.once('SIGINT', resolve));
    }
    return report;
  } finally {
    clock.start();
    for (const close of closers.toReversed()) await close();
    clock.stop();
  }
}

async function operatorKey(service: Service): Promise<string> {
  const made = await service.operations.createApiKey(
    { name: 'demo-operator', role: 'dispatcher' },
    { name: 'demo', via: 'cli' },
  );
  if (!made.ok) throw new Error(`demo: no API key: ${made.refusal.detail}`);
  return made.value.key;
}

function publishMeter(
  meters: MqttClient,
  { nodeId, importKw, atMs }: { readonly nodeId: string; readonly importKw: number; readonly atMs: number },
): void {
  meters.publish(`headroom/v1/nodes/${nodeId}/meter`, JSON.stringify({ atMs, importKw }));
}

/** The grid operator's side: an envelope over REST, as any dispatch centre would send it. */
async function giveOut(
  event: Scenario['events'][number],
  { client, say }: { readonly client: ReturnType<typeof createClient>; readonly say: (line: string) => void },
): Promise<void> {
  const { nodeId, limitKw, mode, reason, startMs, endMs, atMs } = event;
  const ahead = Math.round((startMs - atMs) / 1000);
  say(
    `${mode === 'emergency' ? 'EMERGENCY' : 'limit'}: ${nodeId} at most ${limitKw} kW, ${ahead > 0 ? `in ${ahead} s` : 'now'}, for ${Math.round((endMs - startMs) / 60_000)} min: ${reason}`,
  );
  try {
    await client.send('POST', '/api/v1/envelopes', {
      nodeId,
      limitKw,
      mode,
      reason,
      ...(ahead > 0 ? { start: new Date(startMs).toISOString() } : {}),
      end: new Date(endMs).toISOString(),
    });
  } catch (error) {
    say(`the limit was refused: ${String(error)}`);
  }
}

/** What became of the cars: one that has its energy is finished, whether it still stands there or not. */
function finished(fleet: Fleet): ReturnType<Fleet['sessionsResult']> {
  return fleet.sessionsResult().map((session) => ({
    ...session,
    left: session.left || session.deliveredKwh >= session.needKwh * FULLY_SERVED_SHARE,
  }));
}

/** Nobody comes any more and nobody waits for energy: the rest of a real day is cars that stand there. */
function isOver(scenario: Scenario, fleet: Fleet, atMs: number): boolean {
  const lastComesMs = scenario.sessions.at(-1)?.arrivalMs ?? 0;
  const lastEventMs = scenario.events.at(-1)?.endMs ?? 0;
  if (atMs <= Math.max(lastComesMs, lastEventMs) + STEP_MS) return false;
  const results = finished(fleet);
  return results.length === scenario.sessions.length && results.every((session) => session.left);
}

function reportOf({
  scenario,
  fleet,
  service,
  watch,
  realSeconds,
}: {
  readonly scenario: Scenario;
  readonly fleet: Fleet;
  readonly service: Service;
  readonly watch: Watch;
  readonly realSeconds: number;
}): Report {
  const { shares, moments } = watch.reasons();
  const score = watch.scorekeeper.score(
    isOver(scenario, fleet, fleet.truth().atMs) ? finished(fleet) : fleet.sessionsResult(),
  );
  const without = simulate(scenario, { policy: UNCONTROLLED, seriesNodeId: scenario.capacityNodeId });
  const withoutAt = new Map(without.series.map((point) => [Math.round(point.atMs / STEP_MS), point.nodeKw]));
  const timings = service.control.view().limitTimings;
  const reactions = score.reactions.map((reaction) => reaction.reactionS);
  const slowest = reactions.includes(undefined) ? undefined : Math.max(...reactions.map((one) => one ?? 0));
  return {
    scenario: scenario.name,
    energyDeliveredPercent: score.energyDeliveredPercent,
    sessionsFullyServedPercent: score.sessionsFullyServedPercent,
    peakKw: watch.peakKw(),
    capacityKw: scenario.grid.nodes.find((node) => node.id === scenario.capacityNodeId)?.ratingKw ?? 0,
    secondsAboveCapacity: score.secondsAboveCapacity,
    uncontrolledPeakKw: without.peakKw,
    uncontrolledSecondsAboveCapacity: without.secondsAboveCapacity,
    uncontrolledEnergyDeliveredPercent: without.energyDeliveredPercent,
    emergencyReactionS: reactions.length === 0 || slowest === undefined ? null : slowest,
    limitToWireMsP99: p99(timings.map((timing) => timing.toWireMs)),
    limits: timings.length,
    sessions: scenario.sessions.length,
    stations: scenario.stations.length,
    virtualMinutes: (fleet.truth().atMs - scenario.startMs) / 60_000,
    realSeconds,
    violations: score.violations.map(({ rowId, aboveS, worst }) => ({
      rowId,
      aboveS,
      load: worst.load,
      capacity: worst.capacity,
    })),
    reasons: shares,
    moments,
    series: watch.series.map((point) => {
      const uncontrolledKw = withoutAt.get(Math.round(point.atMs / STEP_MS));
      return uncontrolledKw === undefined ? point : { ...point, uncontrolledKw };
    }),
  };
}
