import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { z } from 'zod';
import {
  envelopeCreate,
  envelopePage,
  goalAnswer,
  goalPut,
  historySchema,
  overrideCreate,
  problemSchema,
  readySchema,
  siteSchema,
  streamDelta,
  streamState,
} from '../../../src/api/index.ts';

type State = z.output<typeof streamState>;
type Node = State['nodes'][number];
type Envelope = z.output<typeof envelopePage>['items'][number];

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

export type FixtureServer = {
  readonly url: string;
  readonly key: string;
  readonly received: readonly Received[];
  /** Sends a delta to all streams; it must be one of the schema. */
  tell(delta: Omit<z.input<typeof streamDelta>, 'at' | 'tick'>): void;
  announce(envelope: Envelope): void;
  /** Ends all streams; while refusing, new ones and all requests for them get 503. */
  dropStreams(options: { readonly refuse: boolean }): void;
  /** Streams stay open and say nothing any more, as after a pulled cable. */
  hush(): void;
  streamsOpened(): number;
  revokeKey(): void;
  close(): Promise<void>;
};

export const AT_MS = Date.parse('2026-03-02T18:30:00+08:00');
const KEY = 'hr_fixture_key';
/** As helmet sends it with the real page: what this policy forbids must not be needed. */
const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; object-src 'none'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built page with answers of the shapes of the real service: each is parsed by its schema on the way out, so none can drift. */
export async function startFixture(webDirectory: string, overrides: Partial<State> = {}): Promise<FixtureServer> {
  const received: Received[] = [];
  const streams = new Set<ServerResponse>();
  let envelopes: Envelope[] = [];
  let refusesStreams = false;
  let isRevoked = false;
  let opened = 0;
  const startedMs = Date.now();
  const nowMs = (): number => AT_MS + Date.now() - startedMs;

  const server = createServer((request, response) => {
    answer(request, response).catch((failure: unknown) => {
      response.writeHead(500).end(String(failure));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://fixture');
    if (!path.startsWith('/api/') && path !== '/readyz') return sendFile(path, response);
    if (path === '/readyz') return send(response, readySchema, ready());
    const isKnown = request.headers.authorization === `Bearer ${KEY}` || searchParams.get('key') === KEY;
    if (!isKnown || isRevoked)
      return refuse(response, { status: 401, title: 'Unauthorized', detail: 'the API key is not valid' });
    if (path === '/api/v1/stream') return stream(response);
    const body = await bodyOf(request);
    if (request.method !== 'GET') received.push({ method: request.method ?? '', path, headers: request.headers, body });
    if (path === '/api/v1/site') return send(response, siteSchema, site(nowMs()));
    if (path.endsWith('/history')) return send(response, historySchema, history(nowMs()));
    if (path === '/api/v1/envelopes' && request.method === 'GET') {
      const items = envelopes.filter(({ status }) => status === searchParams.get('status'));
      return send(response, envelopePage, { items });
    }
    if (path === '/api/v1/envelopes') return create(response, body);
    if (path === '/api/v1/overrides') return accept(response, overrideCreate.parse(body));
    if (path.endsWith('/goal')) {
      goalPut.parse(body);
      const [session] = state(nowMs()).sessions;
      if (session !== undefined)
        return send(response, goalAnswer, { result: 'NOT_POSSIBLE', shortfallKwh: 3.2, session });
    }
    if (request.method === 'DELETE') return end(path, request, response);
    refuse(response, { status: 404, title: 'Not found', detail: path });
  }

  function create(response: ServerResponse, body: unknown): void {
    const parsed = envelopeCreate.safeParse(body);
    if (!parsed.success) {
      const errors = parsed.error.issues.map((issue) => ({
        pointer: `/${issue.path.join('/')}`,
        detail: issue.message,
      }));
      return refuse(response, { status: 422, title: 'The body is not valid', detail: 'see errors', errors });
    }
    const { nodeId, limitKw = null, end: until = null, mode = 'limit', reason = '' } = parsed.data;
    envelopes = [...envelopes, envelopeOf({ nodeId, limitKw, end: until, mode, reason })];
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(envelopes.at(-1)));
    emit('change', { at: time(nowMs()), action: 'envelope.create', subject: 'env-new', actor: 'fixture' });
  }

  function end(path: string, request: IncomingMessage, response: ServerResponse): void {
    const found = envelopes.find(({ envelopeId }) => path.endsWith(`/${envelopeId}`));
    if (found === undefined) return refuse(response, { status: 404, title: 'Not found', detail: path });
    if (request.headers['if-match'] !== `"${found.etag}"`)
      return refuse(response, { status: 412, title: 'Precondition failed', detail: 'it has changed' });
    envelopes = envelopes.filter((envelope) => envelope !== found);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...found, status: 'ended' }));
  }

  function stream(response: ServerResponse): void {
    if (refusesStreams) return refuse(response, { status: 503, title: 'Busy', detail: 'not now' });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 200\n\n${frame('state', streamState.parse({ ...state(nowMs()), ...overrides }))}`);
    opened += 1;
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  function emit(event: string, data: unknown): void {
    for (const one of streams) one.write(frame(event, data));
  }

  async function sendFile(path: string, response: ServerResponse): Promise<void> {
    const name = path === '/' ? '/index.html' : path;
    const content = await readFile(join(webDirectory, name)).catch(() => undefined);
    if (content === undefined) return void response.writeHead(404).end();
    const type = types[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(content);
  }

  const tell: FixtureServer['tell'] = (delta) =>
    emit('delta', streamDelta.parse({ at: time(nowMs()), tick: { count: 2, lastMs: 1 }, ...delta }));
  const beat = setInterval(() => tell({}), 500);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    key: KEY,
    received,
    tell,
    announce: (envelope) => void (envelopes = [...envelopes, envelope]),
    dropStreams: ({ refuse: refuses }) => {
      refusesStreams = refuses;
      for (const one of streams) one.destroy();
    },
    hush: () => clearInterval(beat),
    streamsOpened: () => opened,
    revokeKey: () => {
      isRevoked = true;
      for (const one of streams) one.destroy();
    },
    close: async () => {
      clearInterval(beat);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function send<Schema extends z.ZodType>(response: ServerResponse, schema: Schema, body: z.input<Schema>): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(schema.parse(body)));
}

/** 201 with what was asked for; the page does not look into it. */
function accept(response: ServerResponse, body: unknown): void {
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

type Refusal = Pick<z.input<typeof problemSchema>, 'status' | 'title' | 'detail' | 'errors'>;

function refuse(response: ServerResponse, refusal: Refusal): void {
  const body = problemSchema.parse({ type: 'urn:headroom:problem:x', code: 'x', instance: '/', ...refusal });
  response.writeHead(refusal.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function time(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
}

function ready(): z.input<typeof readySchema> {
  const part = { ok: true, detail: 'fine' };
  return { ok: true, degraded: [], parts: { control: part, store: part, planner: part, telemetry: part, mqtt: part } };
}

function site(atMs: number): z.input<typeof siteSchema> {
  return {
    name: 'Willow street',
    timeZone: 'Asia/Shanghai',
    now: time(atMs),
    speed: 1,
    version: '0.1.0',
    role: 'dispatcher',
    permissions: ['read', 'audit', 'goal', 'override', 'envelope'],
    unknownStations: 'refuse',
    objective: 'quick',
    defaultEnergyKwh: 20,
    defaultStayMinutes: 240,
  };
}

function history(atMs: number): z.input<typeof historySchema> {
  const points = Array.from({ length: 60 }, (_, index) => ({
    at: time(atMs - (60 - index) * 60_000),
    baseLoadKw: 300 + index,
    chargingKw: 2 * index,
    limitKw: 630,
  }));
  return { nodeId: 'T1', from: time(atMs - 3_600_000), to: time(atMs), points };
}

export function node(change: Partial<Node> = {}): Node {
  return {
    nodeId: 'T1',
    kind: 'transformer',
    ratingKw: 630,
    margin: 0.05,
    limitKw: 630,
    baseLoadKw: 360,
    chargingKw: 120,
    loadKw: 480,
    loadingPercent: 76.19,
    exposureKw: 130,
    headroomKw: 108.5,
    meter: 'live',
    meterAgeSeconds: 2,
    phases: [],
    ...change,
  };
}

/** An envelope of two hours that holds since a minute; `limitKw` is that of its one interval. */
export function envelopeOf({
  limitKw = 400,
  ...rest
}: Partial<Envelope> & { readonly limitKw?: number | null } = {}): Envelope {
  const start = time(AT_MS - 60_000);
  const end = time(AT_MS + 7_200_000);
  return envelopePage.shape.items.element.parse({
    envelopeId: 'env-1',
    nodeId: 'T1',
    direction: 'import',
    source: 'rest:fixture',
    priority: 100,
    mode: 'limit',
    reason: 'Heat wave',
    start,
    end,
    intervals: [{ start, end, limitKw }],
    status: 'active',
    createdBy: 'fixture',
    createdAt: start,
    etag: 'v1',
    ...rest,
  });
}

function state(atMs: number): z.input<typeof streamState> {
  const feeder = { kind: 'feeder', parentId: 'T1', ratingA: 400, limitKw: undefined, ratingKw: undefined };
  const phases = [
    { phase: 'L1' as const, loadA: 210, limitA: 400 },
    { phase: 'L2' as const, loadA: 180, limitA: 400 },
    { phase: 'L3' as const, loadA: 190, limitA: 400 },
  ];
  const limitedBy = {
    kind: 'node' as const,
    nodeId: 'T1',
    rowId: 'T1/kW',
    envelopeId: 'env-1',
    until: time(AT_MS + 7_200_000),
    text: 'Limited by T1.',
  };
  const figures = {
    ratingKw: 7.04,
    failsafeKw: 1.32,
    setpointKw: 5.5,
    commandedKw: 5.5,
    acceptedKw: 5.5,
    powerKw: 5.4,
    exposureKw: 5.5,
  };
  return {
    at: time(atMs),
    nodes: [
      node(),
      node({ nodeId: 'F1', ...feeder, loadKw: 133, loadingPercent: undefined, headroomKw: undefined, phases }),
    ],
    stations: [
      { stationId: 'A01', nodeId: 'F1', connected: true, quarantined: false },
      { stationId: 'A02', nodeId: 'F1', connected: false, quarantined: false },
    ],
    connectors: [
      {
        connectorId: 'A01/1',
        stationId: 'A01',
        nodeId: 'F1',
        kind: 'AC',
        status: 'charging',
        limitedBy,
        sessionId: 'A01#77',
        ...figures,
      },
      {
        connectorId: 'A02/1',
        stationId: 'A02',
        nodeId: 'F1',
        kind: 'AC',
        status: 'available',
        ratingKw: 7.04,
        failsafeKw: 1.32,
        exposureKw: 0,
      },
    ],
    sessions: [
      {
        sessionId: 'A01#77',
        connectorId: 'A01/1',
        stationId: 'A01',
        idToken: '***4F2A',
        state: 'open',
        startedAt: time(AT_MS - 3_600_000),
        goal: { energyKwh: 20 },
        energyGoalKwh: 20,
        departure: time(AT_MS + 3 * 3_600_000),
        deliveredKwh: 5,
        remainingKwh: 15,
        setpointKw: 5.5,
        powerKw: 5.4,
        limitedBy,
        shortfallKwh: 0,
        etag: 'g1',
      },
    ],
    alarms: [],
    planner: { lastStatus: 'optimal', discarded: 0 },
    tick: { count: 1, lastMs: 1 },
  };
}
