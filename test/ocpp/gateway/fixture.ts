import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { OcppError, type Connection, type VersionAdapter } from '../../../ocpp/adapter.ts';
import { DEFAULT_BOUNDS, STATION_SERVER_OPTIONS } from '../../../ocpp/bounds.ts';
import { createCentralSystem } from '../../../ocpp/gateway/central-system.ts';
import type { OcppVersion, StationEvent } from '../../../ocpp/events.ts';
import type { Bounds, CentralSystem, CentralSystemDeps, Clock, LogEntry } from '../../../ocpp/ports.ts';

/** No wait in these tests lasts longer than this before it fails. */
const WAIT_MS = 30_000;

export const PASSWORD = 'correct horse battery';

/** A central system on a real http server, with everything it told. */
export type TestGateway = {
  readonly system: CentralSystem;
  readonly port: number;
  readonly events: StationEvent[];
  readonly logs: LogEntry[];
  /** Calls of the Slow and Start actions wait until `open` is called. */
  readonly held: HeldHandlers;
  /** Timers that wait, and TCP connections that are open. */
  readonly timers: () => number;
  readonly sockets: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

export async function startGateway(
  options: {
    bounds?: Partial<Bounds>;
    authenticate?: CentralSystemDeps['authenticate'];
    onEvent?: (event: StationEvent) => void;
    nowMs?: () => number;
    /** How many times as fast the timers of the gateway run. */
    speed?: number;
    sessions?: CentralSystemDeps['sessions'];
    /** Instead of the test's own little OCPP. */
    create?: (deps: CentralSystemDeps) => CentralSystem;
  } = {},
): Promise<TestGateway> {
  const events: StationEvent[] = [];
  const logs: LogEntry[] = [];
  const held = new HeldHandlers();
  const timers = new Set<NodeJS.Timeout>();
  const after: Clock['after'] = (delayMs, run) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        run();
      },
      delayMs / (options.speed ?? 1),
    );
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  };
  const deps: CentralSystemDeps = {
    clock: { nowMs: options.nowMs ?? (() => Date.now()), after },
    randomInt: (belowExclusive) => Math.floor(Math.random() * belowExclusive),
    authenticate: options.authenticate ?? acceptPassword,
    authorize: () => Promise.resolve({ status: 'Accepted' }),
    sessions: options.sessions ?? {
      start: unused,
      end: unused,
      identify: unused,
      keepSigned: unused,
      open: () => Promise.resolve([]),
    },
    connectorsOf: () => [1, 2],
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    log: (entry) => logs.push(entry),
    bounds: { ...DEFAULT_BOUNDS, ...options.bounds },
  };
  const create =
    options.create ?? ((its) => createCentralSystem(its, [testAdapter('1.6', held), testAdapter('2.0.1', held)]));
  const system = create(deps);
  const server = createServer(STATION_SERVER_OPTIONS);
  server.on('upgrade', (request, socket, head) => system.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    held.open();
    await within(system.close(0), 'the central system to close');
    await closeServer(server);
  };
  const sockets = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return { system, port, events, logs, held, timers: () => timers.size, sockets, stop };
}

const acceptPassword: CentralSystemDeps['authenticate'] = ({ credentials }) =>
  Promise.resolve(credentials?.password.toString() === PASSWORD ? 'accepted' : 'refused');

function unused(): Promise<never> {
  return Promise.reject(new Error('not used by these tests'));
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Handlers that wait for the test. */
export class HeldHandlers {
  started = 0;
  #isOpen = false;
  #waiting: (() => void)[] = [];

  wait(): Promise<void> {
    this.started++;
    return this.#isOpen ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets those go that wait now. */
  release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  open(): void {
    this.#isOpen = true;
    this.release();
  }
}

/** The smallest OCPP: a heartbeat, an echo, a slow call, a transaction, and two kinds of failure. */
export function testAdapter(version: OcppVersion, held: HeldHandlers): VersionAdapter {
  let count = 0;
  return {
    version,
    commands: {},
    subprotocol: `ocpp${version}`,
    routes: {
      Heartbeat: () => Promise.resolve({ currentTime: '2030-01-01T00:00:00.000Z' }),
      Echo: (_connection, payload) => Promise.resolve(payload),
      Count: () => Promise.resolve({ count: ++count }),
      Slow: async (_connection, payload) => {
        await held.wait();
        return payload;
      },
      Start: async (connection, payload) => {
        startSession(connection, Number(payload.connector));
        await held.wait();
        return { transaction: String(payload.connector) };
      },
      Break: () => Promise.reject(new Error('password=hunter2')),
      Refuse: () => Promise.reject(new OcppError('PropertyConstraintViolation', 'not this one')),
    },
    ordered: new Set(['Start']),
    onConnected: () => Promise.resolve(),
    renderLimit: (_connection, { limitKw, connectorId }) => ({
      action: 'SetLimit',
      payload: { connectorId, limitKw },
      read: readStatus,
    }),
    renderFailsafe: (_connection, { failsafeKw, connectorId }) => ({
      action: 'SetFailsafe',
      payload: { connectorId, failsafeKw },
      read: readStatus,
    }),
  };
}

function startSession({ stationId, known, emit }: Connection, connector: number): void {
  const sessionId = `${stationId}#${connector}` as const;
  const connectorId = `${stationId}/${connector}` as const;
  known.sessions.set(connector, { sessionId, transactionId: `${connector}` });
  emit({
    kind: 'session-started',
    stationId,
    atMs: 0,
    connectorId,
    sessionId,
    idToken: 'tag',
    startedAtMs: 0,
    offline: false,
  });
}

function readStatus(answer: unknown): 'accepted' | 'rejected' | undefined {
  const { status } = answer as { status?: unknown };
  if (status === 'Accepted') return 'accepted';
  return status === 'Rejected' ? 'rejected' : undefined;
}

/** A station on a real websocket. */
export type TestStation = {
  readonly socket: WebSocket;
  /** Everything received so far, parsed. */
  readonly received: unknown[];
  readonly send: (message: string | Buffer) => void;
  /** Sends a call and resolves to its answer. */
  readonly call: (id: string, action: string, payload?: unknown) => Promise<unknown>;
  /** Resolves to the next message that `wanted` accepts, also one that came already. */
  readonly until: (wanted: (message: unknown[]) => boolean) => Promise<unknown[]>;
  readonly closed: Promise<{ code: number; reason: string }>;
};

export async function connectStation(
  port: number,
  stationId: string,
  options: { protocol?: string | string[]; password?: string | Buffer; ws?: ClientOptions } = {},
): Promise<TestStation> {
  const station = openStation(port, stationId, options);
  await within(
    new Promise<void>((resolve, reject) => {
      station.socket.once('open', () => resolve());
      station.socket.once('error', reject);
    }),
    `${stationId} to connect`,
  );
  return station;
}

export function openStation(
  port: number,
  stationId: string,
  options: { protocol?: string | string[]; password?: string | Buffer; ws?: ClientOptions } = {},
): TestStation {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ocpp/${stationId}`, options.protocol ?? 'ocpp1.6', {
    ...options.ws,
    headers: { authorization: basic(stationId, options.password ?? PASSWORD) },
  });
  const received: unknown[] = [];
  let listeners: (() => void)[] = [];
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString()));
    for (const listener of listeners) listener();
  });
  socket.on('error', () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const until: TestStation['until'] = (wanted) =>
    within(
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.find((message) => Array.isArray(message) && wanted(message));
          if (found === undefined) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve(found as unknown[]);
        };
        listeners.push(look);
        look();
      }),
      'a message',
    );
  return {
    socket,
    received,
    send: (message) => socket.send(message),
    call: (id, action, payload = {}) => {
      socket.send(JSON.stringify([2, id, action, payload]));
      return until((message) => message[1] === id && message[0] !== 2);
    },
    until,
    closed,
  };
}

export function basic(username: string, password: string | Buffer): string {
  return `Basic ${Buffer.concat([Buffer.from(`${username}:`), Buffer.from(password)]).toString('base64')}`;
}

/** Sends an upgrade byte by byte as given, and resolves to the status line's code and headers of the answer. */
export async function rawUpgrade(
  port: number,
  request: { path: string; method?: string; headers?: Record<string, string | undefined> },
): Promise<{ status: number; headers: IncomingHttpHeaders; socket: Socket }> {
  const headers: Record<string, string | undefined> = {
    Host: 'x',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'ocpp1.6',
    Authorization: basic(request.path.split('/').at(-1) ?? '', PASSWORD),
    ...request.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`${request.method ?? 'GET'} ${request.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  return within(
    new Promise((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        text += chunk.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        // Frames may have come with the answer; they are for whoever reads next.
        socket.off('data', onData).pause();
        if (text.length > end + 4) socket.unshift(Buffer.from(text.slice(end + 4), 'latin1'));
        const [statusLine = '', ...rest] = text.slice(0, end).split('\r\n');
        const parsed = Object.fromEntries(
          rest.map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ')[1]]),
        );
        resolve({ status: Number(statusLine.split(' ')[1]), headers: parsed, socket });
      };
      socket.on('data', onData);
      socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(text)}`)));
    }),
    `an answer to ${request.path}`,
  );
}

/** Fails, instead of hanging, when `promise` does not settle. */
export async function within<T>(promise: Promise<T>, what: string, waitMs = WAIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${waitMs} ms for ${what}`)), waitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when `condition` holds. */
export function eventually(condition: () => boolean, what: string, waitMs = WAIT_MS): Promise<void> {
  let poll: NodeJS.Timeout | undefined;
  const held = new Promise<void>((resolve) => {
    if (condition()) resolve();
    poll = setInterval(() => condition() && resolve(), 5);
  });
  return within(held, what, waitMs).finally(() => clearInterval(poll));
}

/** Collects unhandled rejections and uncaught exceptions of the process; there must be none. */
export function watchProcess(): { readonly seen: unknown[]; readonly stop: () => void } {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  return {
    seen,
    stop: () => {
      process.off('unhandledRejection', note);
      process.off('uncaughtException', note);
    },
  };
}
