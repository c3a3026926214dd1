import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicMs, systemClock } from '../../../src/clock.ts';
import type { SiteConfig } from '../../../src/config/index.ts';
import { startService } from '../../../src/service.ts';
import { createInProcessSolver } from '../../../src/solvers/index.ts';
import { connectStation, PASSWORD } from '../gateway/fixture.ts';
import { VirtualClock } from '../gateway/virtual-clock.ts';
import { street } from '../../src/operations/kit.ts';

/** 2026-03-02T09:00:00Z. */
export const START_MS = Date.UTC(2026, 2, 2, 9);

type Payload = Record<string, unknown>;
export type Answer = (action: string, payload: Payload) => Payload | undefined;

/** What a willing 1.6 or 2.x station says to what it is asked. */
export const willing: Answer = (action) => {
  if (action === 'GetConfiguration') return { configurationKey: [] };
  if (action === 'GetVariables') return undefined;
  if (action === 'TriggerMessage') return { status: 'Rejected' };
  return { status: 'Accepted' };
};

/** The whole service on virtual time, with real sockets and a real store: the street of the kit, stations A01 (two connectors), A02, B01. */
export async function startWorld(site: Partial<SiteConfig> = {}) {
  const clock = new VirtualClock();
  clock.advance(START_MS);
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-transactions-'));
  const service = await startService({
    site: {
      ...street,
      sources: [],
      // Room for a car although most chargers of the street never confirmed their share.
      grid: {
        ...street.grid,
        nodes: street.grid.nodes.map((node) => (node.id === 'T1' ? { ...node, ratingKw: 500 } : node)),
      },
      stations: street.stations.map((one) => ({ ...one, password: PASSWORD })),
      ...site,
    },
    host: '127.0.0.1',
    port: 0,
    dataDir,
    telemetryCapBytes: 64 * 1024 ** 2,
    mqtt: { host: '127.0.0.1', port: 0 },
    leaseMs: 180_000,
    tickMs: 1_000,
    clock,
    realClock: systemClock,
    monotonicMs,
    speed: () => 1,
    randomBytes,
    solve: createInProcessSolver({ nowMs: monotonicMs }),
    build: { version: 'test' },
    log: () => {},
  });

  /** Second by second, with turns of the event loop between, so that stations answer in time. */
  async function advance(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async function connect(stationId: string, { protocol = 'ocpp1.6', answer = willing } = {}) {
    const station = await connectStation(service.port, stationId, { protocol });
    const asked: { readonly action: string; readonly payload: Payload }[] = [];
    station.socket.on('message', (data: Buffer) => {
      const [type, id, action, payload] = JSON.parse(data.toString()) as [number, string, string, Payload];
      if (type !== 2) return;
      asked.push({ action, payload });
      const said = answer(action, payload);
      if (said !== undefined) station.send(JSON.stringify([3, id, said]));
    });
    let count = 0;
    /** The payload of the answer, or `[code]` of a CALLERROR. */
    const say = async (action: string, payload: Payload): Promise<Payload | [string]> => {
      count += 1;
      const [type, , third] = (await station.call(`${stationId}-${count}`, action, payload)) as [
        number,
        string,
        unknown,
      ];
      return type === 3 ? (third as Payload) : [String(third)];
    };
    return { ...station, asked, say };
  }

  async function boot(stationId: string, how: Parameters<typeof connect>[1] = {}) {
    const station = await connect(stationId, how);
    await station.say(
      'BootNotification',
      how.protocol === undefined
        ? { chargePointVendor: 'Acme', chargePointModel: 'P22' }
        : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } },
    );
    return station;
  }

  /** All that bad input must not change. */
  async function state() {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const sessions = await service.store.sessions.list({ limit: 100 });
    const { connectors } = service.control.view();
    return { sessions, exposures: connectors.map(({ connectorId, exposureKw }) => [connectorId, exposureKw]) };
  }

  return {
    service,
    clock,
    advance,
    connect,
    boot,
    state,
    at: (afterS: number) => new Date(clock.nowMs() + afterS * 1000).toISOString(),
    close: async () => {
      const closed = service.close();
      const turns = setInterval(() => clock.advance(100), 5);
      await closed;
      clearInterval(turns);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
export type ServiceWorld = Awaited<ReturnType<typeof startWorld>>;
