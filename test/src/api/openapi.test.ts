import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument, routes } from '../../../src/api/index.ts';
import { openWorld, type World } from './kit.ts';

type Operation = {
  operationId: string;
  security: unknown[];
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, unknown>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

let world: World;
let folder: string;
let document: Document;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Headroom</title>');
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(folder, '.secret'), 'hidden');
  world = await openWorld({ webDirectory: folder });
  document = (await world.call('GET /openapi.json')).body as Document;
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe('the OpenAPI document', () => {
  it('has every route of the table, and no other', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    expect(document.openapi).toBe('3.1.0');
  });

  it('is served as documented: each path answers to its methods and to no other', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const address = path.replace('{connectorId}', 'A01/1').replaceAll(/\{\w+\}/g, 'none');
      const { headers } = await world.call(`OPTIONS ${address}`);
      const allowed = (headers.get('allow') ?? '').split(', ').filter((method) => method !== 'HEAD');
      expect([path, allowed.map((method) => method.toLowerCase()).sort()]).toEqual([path, Object.keys(methods).sort()]);
    }
  });

  it('has unique operation ids, all path parameters, a key for all but five, and problems everywhere', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
    for (const { path, operation } of operations) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const given = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect([path, given.map(({ name }) => name)]).toEqual([path, wanted]);
      expect(given.every(({ required }) => required)).toBe(true);
      expect(operation.responses).toHaveProperty('default');
    }
    expect(operations.filter(({ operation }) => operation.security.length === 0).map(({ path }) => path)).toEqual([
      '/healthz',
      '/readyz',
      '/version',
    ]);
  });

  it('refers only to schemas that it has, and describes the events of the stream', () => {
    const known = new Set(Object.keys(document.components.schemas));
    const used = new Set(
      [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? ''),
    );
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
    for (const name of ['Problem', 'Envelope', 'Node', 'StreamState', 'StreamDelta', 'StreamChange'])
      expect(known).toContain(name);
  });

  it('says of every quantity what unit it has', () => {
    const names = new Set(
      [
        ...JSON.stringify(document.components.schemas).matchAll(
          /"(\w*(?:power|energy|limit|(?<!pay)load|current|shortfall)\w*)":\{"type"/gi,
        ),
      ].map(([, name]) => name ?? ''),
    );
    const bare = [...names].filter((name) => !/(Kw|Kwh|A|Percent|By|Until|Id)$/.test(name));
    expect(bare).toEqual([]);
  });

  it('is made from the table alone', () => {
    expect(openApiDocument([], '0').paths).toEqual({});
  });
});

describe('what a browser gets', () => {
  const html = { accept: 'text/html' };

  it('the docs page, with nothing from elsewhere', async () => {
    const redirect = await world.call('GET /docs', { headers: html });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([308, '/docs/']);
    const page = await world.call('GET /docs/', { headers: html });
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('swagger-ui') as string]);
    expect(String(page.body)).not.toMatch(/(src|href)="https?:/);
    for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css', 'swagger-ui-init.js']) {
      const { status, body } = await world.call(`GET /docs/${file}`);
      expect([file, status]).toEqual([file, 200]);
      if (file === 'swagger-ui-init.js') expect(body).toContain('/openapi.json');
    }
  });

  it('the operator page at its own addresses, files with their age, and no page for the API', async () => {
    for (const path of ['/', '/nodes/T1']) {
      const { status, body, headers } = await world.call(`GET ${path}`, { headers: html });
      expect([status, body, headers.get('cache-control')]).toEqual([
        200,
        '<!doctype html><title>Headroom</title>',
        'no-cache',
      ]);
    }
    const asset = await world.call('GET /assets/app-1a2b.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    for (const path of ['/assets/none.js', '/.secret', '/api/v1/none', '/api']) {
      expect([path, (await world.call(`GET ${path}`, { headers: html })).status]).toEqual([path, 404]);
    }
    const outside = await world.call('GET /..%2f..%2f..%2f..%2fetc%2fpasswd', { headers: html });
    expect(outside.body).toBe('<!doctype html><title>Headroom</title>');
  });

  it('headers that keep other sites out', async () => {
    const { headers } = await world.call('GET /');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('what an operator of the service gets', () => {
  it('health and version without a key', async () => {
    const nobody = { headers: { authorization: 'none' } };
    expect((await world.call('GET /healthz', nobody)).body).toEqual({ ok: true });
    expect((await world.call('GET /version', nobody)).body).toEqual({
      name: 'headroom',
      version: '0.1.0',
      commit: 'abc1234',
    });
  });

  it('readiness: broken side branches are named and change nothing', async () => {
    expect((await world.call('GET /readyz')).body).toEqual({
      ok: true,
      degraded: [],
      parts: {
        control: { ok: true, detail: 'tick 3600, 2 ms' },
        store: { ok: true, detail: 'last write succeeded' },
        planner: { ok: true, detail: 'optimal (highs)' },
        telemetry: { ok: true, detail: 'local, 10 bytes spooled, 0 points dropped' },
        mqtt: { ok: true, detail: 'connected to mqtt://127.0.0.1:1883' },
      },
    });
    world.mqtt.state = {
      connected: false,
      url: 'mqtt://site:hunter2@broker:1883',
      lastError: 'connect ECONNREFUSED',
      rejectedMessages: 0,
    };
    world.telemetry.state = { ...world.telemetry.state, mode: 'waiting', lastError: '401 for Token: s3cr3t' };
    world.control.tick({ planner: { lastStatus: 'late', discarded: 1 } });
    const degraded = await world.call('GET /readyz');
    expect([degraded.status, degraded.body]).toMatchObject([
      200,
      {
        ok: true,
        degraded: ['planner', 'telemetry', 'mqtt'],
        parts: {
          mqtt: { detail: 'not connected to mqtt://broker:1883: connect ECONNREFUSED' },
          planner: { detail: 'late' },
        },
      },
    ]);
    expect(JSON.stringify(degraded.body)).not.toMatch(/hunter2|s3cr3t/);
  });

  it('not ready: a control loop that fails, or has not ticked', async () => {
    world.control.tick({ tick: { count: 9, lastMs: 1, lastError: 'veto' } });
    const failed = await world.call('GET /readyz');
    expect([failed.status, failed.body]).toMatchObject([
      503,
      { ok: false, parts: { control: { ok: false, detail: 'last tick failed, failsafe shares hold: veto' } } },
    ]);
    world.control.tick({ tick: { count: 0, lastMs: 0 } });
    expect((await world.call('GET /readyz')).status).toBe(503);
    world.control.tick({ tick: { count: 1, lastMs: 1 } });
    expect((await world.call('GET /readyz')).status).toBe(200);
  });

  it('not ready: a control loop that hangs', async () => {
    const hanging = await openWorld({ bounds: { staleTickMs: -1 } });
    expect((await hanging.call('GET /readyz')).status).toBe(503);
    await hanging.close();
  });

  it('metrics of site, process and requests', async () => {
    await world.call('GET /api/v1/nodes/F1');
    const { body } = await world.call('GET /metrics');
    expect(body).toContain('headroom_schema_deviations{action="MeterValues",deviation="number-as-text"} 3');
    for (const line of [
      'headroom_node_limit_kw{node="T1"} 200',
      'headroom_node_charging_kw{node="F1"} 20',
      'headroom_stations{connected="true"} 2',
      'headroom_connectors{status="charging"} 1',
      'headroom_sessions_open 1',
      'headroom_alarms{severity="warning"} 1',
      'headroom_limit_to_wire_ms_max 41',
      'headroom_http_requests_total{method="GET",path="/api/v1/nodes/{nodeId}",status="200"} 1',
      'process_cpu_seconds_total',
    ]) {
      expect(body).toContain(line);
    }
    const again = await world.call('GET /metrics');
    expect(again.body).toContain('headroom_stations{connected="true"} 2');
  });
});

it('a server can be closed while a stream is open', async () => {
  const other = await openWorld();
  const abort = new AbortController();
  const stream = await fetch(`${other.url}/api/v1/stream?key=${other.keys.viewer}`, { signal: abort.signal });
  expect(stream.status).toBe(200);
  await other.close();
  abort.abort();
  expect(other.control.listenerCount()).toBe(0);
  const next = createServer();
  await new Promise<void>((resolve) => next.listen(0, '127.0.0.1', resolve));
  expect((next.address() as AddressInfo).port).toBeGreaterThan(0);
  next.close();
});
