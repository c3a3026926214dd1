import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { Clock, LogEntry, StationCommand } from '../../../ocpp/index.ts';
import { type ApiBounds, apiBounds, createApi, problemSchema, routes } from '../../../src/api/index.ts';
import type { RouteFacts } from '../../../src/api/route.ts';
import { createSecurityLog, type SecurityLog } from '../../../src/security/index.ts';
import { createFleet, type Fleet, STRICT_RULES } from '../../../src/operations/index.ts';
import type { Role, Store } from '../../../src/store/index.ts';
import type { TelemetryState } from '../../../src/telemetry/port.ts';
import { createMaskToken, createWireLog, redact, type WireLog, wireLogBounds } from '../../../src/wire-log/index.ts';
import { EVENING_MS, HOUR_MS, openWorkshop, street, type Workshop } from '../operations/kit.ts';

export const roles: readonly Role[] = ['viewer', 'operator', 'dispatcher', 'researcher', 'admin'];

export type Call = {
  /** undefined = no key. */
  readonly as?: Role | undefined;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Reply = { readonly status: number; readonly body: unknown; readonly headers: Headers };

export type World = Workshop & {
  readonly fleet: Fleet;
  readonly wireLog: WireLog;
  readonly securityEvents: SecurityLog;
  /** What stations were asked for; they say yes to everything. */
  readonly asked: readonly { readonly stationId: string; readonly command: StationCommand }[];
  readonly url: string;
  readonly keys: Readonly<Record<Role, string>>;
  readonly telemetry: { state: TelemetryState };
  readonly mqtt: { state: { connected: boolean; url: string; lastError?: string; rejectedMessages: number } };
  /** One request; the answer is checked against the documented schema. `call('GET /api/v1/grid')` is asked by an admin. */
  call(request: string, call?: Call): Promise<Reply>;
  close(): Promise<void>;
};

const realClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The whole API over real HTTP, on a store in memory and the street of the kit, with a key for each role and a session A01#77. */
export async function openWorld({
  bounds = {},
  wrap,
  webDirectory,
}: {
  readonly bounds?: Partial<ApiBounds>;
  readonly wrap?: (store: Store) => Store;
  readonly webDirectory?: string;
} = {}): Promise<World> {
  const workshop = await openWorkshop(wrap);
  const { operations, control, store, log, clock } = workshop;
  const keys = Object.fromEntries(
    await Promise.all(
      roles.map(async (role) => {
        const made = await operations.createApiKey({ name: `${role}-key`, role }, { name: 'setup', via: 'cli' });
        if (!made.ok) throw new Error(made.refusal.detail);
        return [role, made.value.key] as const;
      }),
    ),
  ) as Record<Role, string>;
  for (const stationId of ['A01', 'A02', 'B01']) {
    await store.stations.put({
      stationId,
      passwordHash: 'scrypt$x',
      origin: 'grid-file',
      state: 'enabled',
      configured: {},
      updatedAtMs: 0,
    });
  }
  await store.sessions.start({
    stationId: 'A01',
    connectorNumber: 1,
    idToken: '04A1B2C3D4E5',
    startedAtMs: EVENING_MS - HOUR_MS,
    meterStartKwh: 100,
  });

  const telemetry: World['telemetry'] = {
    state: {
      mode: 'local',
      spooledBytes: 10,
      capBytes: 1000,
      writtenPoints: 5,
      uploadedPoints: 0,
      droppedPoints: 0,
      deadLetterPoints: 0,
    },
  };
  const mqtt: World['mqtt'] = { state: { connected: true, url: 'mqtt://127.0.0.1:1883', rejectedMessages: 0 } };
  let ids = 1000;
  const asked: World['asked'][number][] = [];
  const maskToken = createMaskToken(Buffer.alloc(32, 7));
  const wireLog = createWireLog({ nowMs: () => clock.nowMs, bounds: wireLogBounds });
  const fleet = createFleet({
    store,
    control,
    rules: { ...STRICT_RULES, urlAllowList: ['https://fw.example/acme'] },
    clock: { nowMs: () => clock.nowMs, after: (delayMs, run) => realClock.after(delayMs, run) },
    randomInt: () => 4710,
    newId: (prefix) => `${prefix}-${(ids += 1)}`,
    command: async (stationId, command) => {
      asked.push({ stationId, command });
      return { status: 'accepted' };
    },
    isOutOfService: () => false,
    redact: (value) => redact(value, maskToken),
    log: (entry: LogEntry) => void log.push(entry),
  });
  const securityEvents = createSecurityLog({ store: store.securityEvents, log: (entry) => void log.push(entry) });
  const api = createApi({
    site: street,
    control,
    operations,
    fleet,
    wireLog,
    maskToken,
    store,
    telemetry: { state: () => telemetry.state },
    mqtt: { state: () => mqtt.state },
    security: {
      events: securityEvents,
      blocks: () => [{ stationId: 'A02', untilMs: EVENING_MS + HOUR_MS }],
    },
    deviations: { counts: () => [{ action: 'MeterValues', deviation: 'number-as-text', count: 3 }] },
    nowMs: () => clock.nowMs,
    speed: () => 60,
    realClock,
    newId: (prefix) => `${prefix}-${(ids += 1)}`,
    log: (entry: LogEntry) => void log.push(entry),
    build: { version: '0.1.0', commit: 'abc1234' },
    bounds: { ...apiBounds, ...bounds },
    ...(webDirectory === undefined ? {} : { webDirectory }),
  });
  const server = createServer(api.app);
  const url = await listen(server);

  return {
    ...workshop,
    fleet,
    wireLog,
    securityEvents,
    asked,
    url,
    keys,
    telemetry,
    mqtt,
    call: async (request, { as = 'admin', body, raw, headers = {} } = {}) => {
      const [method = '', path = ''] = request.split(' ');
      const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(url + path, {
        method,
        headers: {
          ...('authorization' in headers || 'x-api-key' in headers ? {} : { authorization: `Bearer ${keys[as]}` }),
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
        signal: AbortSignal.timeout(10_000),
        redirect: 'manual',
      });
      const answered = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      const parsed: unknown = isJson && answered !== '' ? JSON.parse(answered) : answered;
      if (isJson)
        checkShape({
          method,
          path,
          status: response.status,
          body: parsed,
          type: response.headers.get('content-type') ?? '',
        });
      return { status: response.status, body: parsed, headers: response.headers };
    },
    close: async () => {
      api.close();
      await fleet.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Answered = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  readonly type: string;
};

/** Whatever a test asks, the answer must be what the document promises. */
function checkShape({ method, path, status, body, type }: Answered): void {
  const route = routeOf(method, path);
  if (status >= 400 && !(status === 503 && path === '/readyz')) {
    expect(type).toContain('application/problem+json');
    expect(exact(problemSchema, body)).toEqual([]);
  } else if (route?.answer.schema !== undefined) {
    expect(exact(route.answer.schema, body)).toEqual([]);
  }
}

/** What is wrong with `value`: faults of the schema, and fields that it does not know. */
export function exact(schema: z.ZodType, value: unknown): readonly string[] {
  const parsed = schema.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(value).toEqual(parsed.data);
  return [];
}

function routeOf(method: string, path: string): RouteFacts | undefined {
  const [bare = ''] = path.split('?');
  return routes.find((route) => {
    if (route.method !== method.toLowerCase()) return false;
    const pattern = route.path.replaceAll(/\{(\w+)\}/g, (_all, name) => (name === 'connectorId' ? '.+' : '[^/]+'));
    return new RegExp(`^${pattern}$`).test(bare);
  });
}
