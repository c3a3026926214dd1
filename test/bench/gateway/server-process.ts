import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RPCServer } from 'ocpp-rpc';
import { WebSocketServer } from 'ws';
import { fleetScenario } from '../../../simulator/index.ts';
import { siteOf } from '../../../src/cli/scenario-service.ts';
import { monotonicMs, systemClock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import { startService } from '../../../src/service.ts';
import { createSolver } from '../../../src/solvers/index.ts';
import type { ServerAnswer, ServerKind, ServerQuestion } from './server-talk.ts';

/** One of the compared servers, alone in its process. The parent asks over the IPC channel. */
const [kind, stationCount] = process.argv.slice(2) as [ServerKind, string];
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const started: Started = await {
  ws: startWs,
  'ocpp-rpc': startRpc,
  'ocpp-rpc strict': startRpc,
  headroom: startHeadroom,
}[kind]();
let cpuBefore = process.cpuUsage();
const { url, key } = started;
tell({ kind: 'listening', url, ...(key === undefined ? {} : { key }) });

process.on('message', (question: ServerQuestion) => {
  if (question === 'begin') {
    delay.reset();
    cpuBefore = process.cpuUsage();
    tell({ kind: 'begun' });
    return;
  }
  const maxDelayMs = delay.max / 1e6;
  const cpu = process.cpuUsage(cpuBefore);
  // Two collections: the first one runs finalizers.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  tell({
    kind: 'measured',
    maxDelayMs,
    cpuS: (cpu.user + cpu.system) / 1e6,
    rssBytes: rss,
    heapBytes: heapUsed + external,
    limitTimings: started.timings?.() ?? [],
  });
});

type Started = {
  readonly url: string;
  readonly key?: string;
  readonly timings?: () => Extract<ServerAnswer, { kind: 'measured' }>['limitTimings'];
};

function tell(answer: ServerAnswer): void {
  process.send?.(answer);
}

/** What a station is told by all of them. */
function reply(action: string): Record<string, unknown> {
  const currentTime = new Date().toISOString();
  if (action === 'BootNotification') return { status: 'Accepted', currentTime, interval: 300 };
  if (action === 'StartTransaction') return { transactionId: 1, idTagInfo: { status: 'Accepted' } };
  return action === 'Heartbeat' ? { currentTime } : {};
}

async function startWs(): Promise<Started> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: false,
    handleProtocols: () => 'ocpp1.6',
  });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const [type, id, action] = JSON.parse(data.toString()) as [number, string, string];
      if (type === 2) socket.send(JSON.stringify([3, id, reply(action)]));
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startRpc(): Promise<Started> {
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: kind === 'ocpp-rpc strict' });
  server.auth((accept) => accept());
  server.on('client', (client) => {
    for (const action of ['BootNotification', 'StartTransaction', 'StatusNotification', 'Heartbeat', 'MeterValues'])
      client.handle(action, () => reply(action));
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => void server.handleUpgrade(request, socket as Socket, head));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** The whole product: store, spool, ledger, tick and plan. */
async function startHeadroom(): Promise<Started> {
  const scenario = fleetScenario({ stations: Number(stationCount), seed: 1 });
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  const solver = createSolver({
    workerUrl: new URL('../../../dist/src/solvers/solver-worker.js', import.meta.url),
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
    clock: systemClock,
    realClock: systemClock,
    monotonicMs,
    speed: () => 1,
    randomBytes,
    solve: solver.solve,
    solveAll: solver.solveAll,
    build: { version: 'bench' },
    log: createLog('error'),
  });
  const made = await service.operations.createApiKey(
    { name: 'bench', role: 'dispatcher' },
    { name: 'bench', via: 'cli' },
  );
  if (!made.ok) throw new Error(made.refusal.detail);
  return { url: service.url, key: made.value.key, timings: () => service.control.view().limitTimings };
}
