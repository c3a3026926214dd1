import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Clock, LogEntry } from '../../ocpp/index.ts';
import { monotonicMs, systemClock } from '../../src/clock.ts';
import type { SiteConfig } from '../../src/config/index.ts';
import { type Service, type ServiceOptions, startService } from '../../src/service.ts';
import { createInProcessSolver } from '../../src/solvers/index.ts';
import type { SecurityEventRecord } from '../../src/store/index.ts';
import { eventually, watchProcess } from '../ocpp/gateway/fixture.ts';
import { node, pile, siteOf } from '../src/control/loop-world.ts';
import { PlainStation } from './plain-station.ts';

/** 20 random bytes as a station has them: a generated key. */
export const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
/** What a person would choose: its check is stretched. */
export const CHOSEN = 'correct horse battery';

/** The product's own service on real ports, with a healthy station that is asked during every attack. */
export type WatchedService = {
  readonly service: Service;
  /** Headers of an admin. */
  readonly authorization: { readonly authorization: string };
  readonly log: readonly LogEntry[];
  readonly url: string;
  /** Moves the wall clock of lockouts and reconnects. */
  advance(byMs: number): void;
  /** Records of these types, after everything noted so far is on disk. */
  events(type: string): Promise<readonly SecurityEventRecord[]>;
  /** How many were noted of a type, also those that were not kept: a flood is sampled. */
  counted(type: string): Promise<number>;
  /**
   * Runs the attack; then PC: process alive, exposures unchanged, and the witness: a healthy station that was answered throughout, never
   * passed over for longer than control needs for a few ticks, whose connection and state are what they were.
   */
  attacked<Value>(attack: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
};

/** Seconds in which the process works, and does not answer: the 200 ms of the table, with what a loaded machine of two cores adds. */
const MOST_TICKS_OF_AN_ANSWER = 5;

export const STATIONS = ['HEALTHY', 'CP1', 'CP2', 'CP3', 'CP4', 'P2', 'P3', 'P0'];

export function testSite(): SiteConfig {
  const site = siteOf(
    [node('T1', { ratingKw: 400 })],
    STATIONS.map((id) => pile(id, 'T1')),
  );
  return {
    ...site,
    stations: STATIONS.map((stationId) => ({
      stationId,
      planned: false,
      ...(stationId === 'P0' ? { securityProfile: 0 as const } : { password: stationId === 'CP2' ? CHOSEN : KEY }),
      ...(stationId === 'P2' ? { securityProfile: 2 as const } : {}),
      ...(stationId === 'P3' ? { securityProfile: 3 as const } : {}),
    })),
  };
}

export async function startWatched(
  options: Partial<
    Pick<ServiceOptions, 'tls' | 'stationCa' | 'minSecurityProfile' | 'trustedProxies' | 'dataDir'>
  > = {},
): Promise<WatchedService> {
  const ownDir = mkdtempSync(join(tmpdir(), 'headroom-watched-'));
  const log: LogEntry[] = [];
  let aheadMs = 0;
  const realClock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs };
  const service = await startService({
    site: testSite(),
    host: '127.0.0.1',
    port: 0,
    dataDir: ownDir,
    telemetryCapBytes: 64 * 1024 ** 2,
    mqtt: { host: '127.0.0.1', port: 0 },
    leaseMs: 180_000,
    tickMs: 1_000,
    clock: systemClock,
    realClock,
    monotonicMs,
    speed: () => 1,
    randomBytes,
    solve: createInProcessSolver({ nowMs: monotonicMs }),
    build: { version: 'test' },
    log: (entry) => log.push(entry),
    ...options,
  });
  const made = await service.operations.createApiKey({ name: 'test', role: 'admin' }, { name: 'test', via: 'cli' });
  if (!made.ok) throw new Error(made.refusal.detail);
  const authorization = { authorization: `Bearer ${made.value.key}` };
  const watch = watchProcess();
  const url = `ws://127.0.0.1:${service.port}/ocpp`;
  const healthy = await PlainStation.connect(url, { stationId: 'HEALTHY', password: KEY });
  await healthy.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  await eventually(
    () => service.control.view().stations.some(({ stationId, vendor }) => stationId === 'HEALTHY' && vendor === 'V'),
    'the healthy station to be seen',
  );
  const exposures = (): unknown =>
    service.control
      .view()
      // That of the healthy one falls by itself, some time after its share was confirmed.
      .connectors.filter(({ stationId }) => stationId !== 'HEALTHY')
      .map(({ connectorId, exposureKw }) => [connectorId, exposureKw]);

  /** What the others do must not touch of it; its reports of the time do. */
  const witness = (): unknown => {
    const { stations, connectors, sessions } = service.control.view();
    const mine = ({ stationId }: { readonly stationId: string }): boolean => stationId === 'HEALTHY';
    return {
      connection: service.central.connected().filter(mine),
      station: stations
        .filter(mine)
        .map(({ connected, quarantined, version, vendor }) => ({ connected, quarantined, version, vendor })),
      connectors: connectors.filter(mine).map(({ connectorId, status, sessionId }) => [connectorId, status, sessionId]),
      sessions: sessions.filter(({ sessionId }) => sessionId.startsWith('HEALTHY#')),
    };
  };

  return {
    service,
    counted: async (type) => {
      const answer = await fetch(`${service.url}/metrics`, { headers: authorization });
      const line = (await answer.text())
        .split('\n')
        .find((one) => one.startsWith('headroom_security_events{') && one.includes(`type="${type}"`));
      return line === undefined ? 0 : Number(line.split(' ').at(-1));
    },
    authorization,
    log,
    url,
    advance: (byMs) => void (aheadMs += byMs),
    events: async (type) => {
      // Behind every write before it: one queue.
      await service.store.audit.append({ atMs: 0, actor: 'test', action: 'test.wait', subject: '-', detail: null });
      return service.store.securityEvents.list({ limit: 1_000, type });
    },
    attacked: async (attack) => {
      const before = exposures();
      const witnessBefore = witness();
      let mostTicks = 0;
      const attackOf = { isOver: false };
      const beats = (async () => {
        let count = 0;
        do {
          const sentAtTick = service.control.view().tick.count;
          expect(await healthy.call('Heartbeat', {})).toHaveProperty('currentTime');
          mostTicks = Math.max(mostTicks, service.control.view().tick.count - sentAtTick);
          count += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        } while (!attackOf.isOver);
        return count;
      })();
      const value = await attack().finally(() => (attackOf.isOver = true));
      expect(await beats).toBeGreaterThan(0);
      expect(mostTicks).toBeLessThanOrEqual(MOST_TICKS_OF_AN_ANSWER);
      expect(witness()).toEqual(witnessBefore);
      expect(watch.seen).toEqual([]);
      expect(exposures()).toEqual(before);
      return value;
    },
    close: async () => {
      healthy.close();
      await service.close();
      watch.stop();
      rmSync(ownDir, { recursive: true, force: true });
    },
  };
}
