import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry, OcppVersion } from '../../ocpp/index.ts';
import { VirtualClock } from '../../simulator/index.ts';
import { monotonicMs, systemClock } from '../../src/clock.ts';
import { type Service, startService } from '../../src/service.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import { watchProcess } from '../ocpp/gateway/fixture.ts';
import { node, pile, siteOf } from '../src/control/loop-world.ts';

/** 2025-03-04T05:06:00Z, as in the transcripts: their timestamps are of today. */
const T0 = Date.UTC(2025, 2, 4, 5, 6, 0);
const RATING_KW = 60;

export const VERSIONS: readonly OcppVersion[] = ['1.6', '2.0.1', '2.1'];

/** The product's own service with stations that need no password, under a clock that only the fuzzer moves. */
export type FuzzSite = {
  readonly service: Service;
  readonly clock: VirtualClock;
  /** Ids by version; `R` ones are for replays. */
  readonly stationsOf: (version: OcppVersion) => readonly string[];
  readonly replayStation: (version: OcppVersion) => string;
  /** From now on the connectors of HEALTHY must keep the exposure that they have. */
  readonly watchHealthy: () => void;
  /** Errors of the log, of the process and of the ledger since the last look. */
  readonly takeFaults: () => readonly string[];
  /** Time of lockouts and reconnects passes, nothing else. */
  readonly letReconnect: () => void;
  readonly close: () => Promise<void>;
};

export async function startFuzzSite(stationsPerVersion: number): Promise<FuzzSite> {
  const stationsOf = (version: OcppVersion): string[] =>
    Array.from({ length: stationsPerVersion }, (_, n) => `F${version}-${n}`);
  const replayStation = (version: OcppVersion): string => `R${version}`;
  const ids = ['HEALTHY', ...VERSIONS.flatMap((version) => [...stationsOf(version), replayStation(version)])];
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-fuzz-'));
  const clock = new VirtualClock(T0);
  const log: LogEntry[] = [];
  let aheadMs = 0;
  const plain = siteOf(
    [node('T1', { ratingKw: RATING_KW })],
    ids.flatMap((id) => [1, 2].map((n) => pile(id, 'T1', { id: `${id}/${n}` }))),
  );
  const site = {
    ...plain,
    stations: ids.map((stationId) => ({ stationId, planned: false, securityProfile: 0 as const })),
  };
  const service = await startService({
    site,
    host: '127.0.0.1',
    port: 0,
    dataDir,
    telemetryCapBytes: 64 * 1024 ** 2,
    mqtt: { host: '127.0.0.1', port: 0 },
    leaseMs: 180_000,
    tickMs: 1_000,
    clock,
    realClock: { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs },
    monotonicMs,
    speed: () => 1,
    randomBytes,
    solve: createInProcessSolver({ nowMs: monotonicMs }),
    build: { version: 'fuzz' },
    log: (entry) => {
      if (entry.level === 'error') log.push(entry);
    },
  });
  const watch = watchProcess();
  clock.advanceBy(1_000);
  const connectorIds = service.control.view().connectors.map(({ connectorId }) => connectorId);
  let healthy: string | undefined;
  const healthyExposures = (): string =>
    service.control
      .view()
      .connectors.filter(({ stationId }) => stationId === 'HEALTHY')
      .map(({ exposureKw }) => `${exposureKw} kW`)
      .join();
  const faults = (): string[] => {
    const found = log.splice(0).map(({ message }) => `error in the log: ${message}`);
    found.push(...watch.seen.splice(0).map((reason) => `unhandled: ${String((reason as Error).stack ?? reason)}`));
    if (healthy !== undefined && healthyExposures() !== healthy)
      found.push(`HEALTHY: ${healthyExposures()} instead of ${healthy}`);
    return [...found, ...ledgerFaults(service, connectorIds)];
  };
  return {
    service,
    clock,
    stationsOf,
    replayStation,
    watchHealthy: () => void (healthy = healthyExposures()),
    takeFaults: faults,
    letReconnect: () => void (aheadMs += 120_000),
    close: async () => {
      // Goodbyes are spread over the clock that only we move.
      const moving = setInterval(() => clock.advanceBy(500), 5);
      await service.close();
      clearInterval(moving);
      watch.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What must hold of the ledger whatever stations say. */
function ledgerFaults(service: Service, connectorIds: readonly string[]): string[] {
  const { connectors, nodes, tick } = service.control.view();
  const found: string[] = [];
  if (tick.lastError !== undefined) found.push(`tick ${tick.count}: ${tick.lastError}`);
  const ids = connectors.map(({ connectorId }) => connectorId);
  if (ids.join() !== connectorIds.join()) found.push('stations have made or unmade connectors');
  for (const { connectorId, exposureKw, setpointKw = 0, commandedKw = 0, ratingKw } of connectors) {
    if (!(exposureKw >= 0 && Number.isFinite(exposureKw))) found.push(`${connectorId}: exposure ${exposureKw} kW`);
    if (!(setpointKw >= 0 && setpointKw <= ratingKw + 1e-6)) found.push(`${connectorId}: setpoint ${setpointKw} kW`);
    if (!(commandedKw >= 0 && commandedKw <= ratingKw + 1e-6))
      found.push(`${connectorId}: commanded ${commandedKw} kW`);
  }
  const granted = connectors.reduce((sum, { setpointKw = 0 }) => sum + setpointKw, 0);
  if (granted > RATING_KW + 1e-6) found.push(`setpoints of ${granted} kW on ${RATING_KW} kW`);
  const exposure = connectors.reduce((sum, { exposureKw }) => sum + exposureKw, 0);
  const counted = nodes.find(({ nodeId }) => nodeId === 'T1')?.exposureKw ?? Number.NaN;
  if (!(Math.abs(exposure - counted) < 1e-3)) found.push(`node counts ${counted} kW of ${exposure} kW`);
  if (Object.keys(Object.prototype).length > 0 || ({} as { polluted?: unknown }).polluted !== undefined)
    found.push('the prototype of all objects has changed');
  return found;
}
