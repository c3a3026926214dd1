import { connect } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './kit.ts';

let world: World;
beforeAll(
  async () =>
    void (world = await openWorld({
      bounds: { readsPerMinute: 100_000, changesPerMinute: 100_000, failedLoginsPerMinute: 100_000 },
    })),
);
afterAll(() => world.close());

const limit = { nodeId: 'T1', limitKw: 100 };
const problem = (status: number, code: string, title: string, detail: string, errors?: unknown) => ({
  type: `urn:headroom:problem:${code}`,
  code,
  title,
  status,
  detail,
  instance: '/api/v1/envelopes',
  ...(errors === undefined ? {} : { errors }),
});
const invalid = (pointer: string, detail: string) =>
  problem(422, 'validation', 'The body is not valid', `${pointer === '' ? 'body' : pointer} ${detail}`, [
    { pointer, detail },
  ]);
const refused = (pointer: string, detail: string) =>
  problem(422, 'validation', 'The body is not valid', `envelope: ${pointer === '' ? 'body' : pointer} ${detail}`, [
    { pointer, detail },
  ]);

describe('an envelope that makes no sense', () => {
  it.each<[string, unknown]>([
    ['{"nodeId":"T1","limitKw":-1}', invalid('/limitKw', 'must be 0 (stop) or more, got -1')],
    ['{"nodeId":"T1","limitKw":"10"}', invalid('/limitKw', 'expected number, received string, got "10"')],
    ['{"nodeId":"T1","limitKw":1e309}', invalid('/limitKw', 'expected number, received Infinity, got Infinity')],
    [
      '{"nodeId":"T1","limitKw":250000000}',
      invalid('/limitKw', 'must be at most 1000000 kW; is it in W?, got 250000000'),
    ],
    ['{"nodeId":"T1"}', refused('', 'must have exactly one of limitKw and intervals')],
    ['{"nodeId":"T1","limit":10}', invalid('/limit', 'is not a field of this body')],
    ['{"nodeId":"T1","limitKw":10,"direction":"export"}', invalid('/direction', 'expected "import", got "export"')],
    ['{"nodeId":"X9","limitKw":10}', refused('/nodeId', 'is not a node of this grid: X9')],
    [
      '{"nodeId":"T1","limitKw":10,"__proto__":{"polluted":true}}',
      invalid('/__proto__', 'is not a field of this body'),
    ],
    ['{"nodeId":"T1","limitKw":10,"constructor":{}}', invalid('/constructor', 'is not a field of this body')],
    [
      '{"nodeId":"T1","limitKw":10,"mode":"panic"}',
      invalid('/mode', 'Invalid option: expected one of "limit"|"emergency"|"target", got "panic"'),
    ],
    [
      '{"nodeId":"T1","limitKw":10,"start":"2026-03-02T18:00:00"}',
      invalid(
        '/start',
        'must be RFC 3339 with Z or an offset, e.g. 2026-03-02T18:30:00+08:00, got "2026-03-02T18:00:00"',
      ),
    ],
    [
      '{"nodeId":"T1","limitKw":10,"start":"2026-03-02T18:00:00Z","end":"2026-03-02T18:00:00Z"}',
      refused('/end', 'must be after start'),
    ],
    [
      '{"nodeId":"T1","limitKw":10,"start":"2026-03-01T18:00:00Z","end":"2026-03-01T19:00:00Z"}',
      refused('/end', 'must be in the future'),
    ],
    ['{"nodeId":"T1","intervals":[]}', invalid('/intervals', 'Too small: expected array to have >=1 items')],
    [
      '{"nodeId":"T1","intervals":[{"start":"2026-03-02T18:00:00Z","limitKw":5},{"start":"2026-03-02T19:00:00Z","limitKw":6}]}',
      refused('/intervals/1/start', 'must not be before the end of the interval before'),
    ],
    [
      '{"nodeId":"T1","end":"2026-03-02T18:30:00Z","intervals":[{"start":"2026-03-02T18:00:00Z","end":"2026-03-02T19:00:00Z","limitKw":5}]}',
      refused('/intervals/0/end', 'must not be after the end of the envelope'),
    ],
    ['{"nodeId":"T1","limitKw":NaN}', invalid('/limitKw', 'expected number, received NaN, got NaN')],
    [
      '{"nodeId":"T1","limitKw": -Infinity }',
      invalid('/limitKw', 'expected number, received -Infinity, got -Infinity'),
    ],
    ['{"nodeId":"T1","limitKw":1,"reason":NaN}', invalid('/reason', 'expected string, received NaN, got NaN')],
    [
      '{"nodeId":"T1","limitKw":1,"reason":"a:NaN,"',
      problem(400, 'bad-request', 'The request cannot be read', 'the body is not valid JSON'),
    ],
    ['{oops', problem(400, 'bad-request', 'The request cannot be read', 'the body is not valid JSON')],
    ['null', problem(400, 'bad-request', 'The request cannot be read', 'the body is not valid JSON')],
    ['"text"', problem(400, 'bad-request', 'The request cannot be read', 'the body is not valid JSON')],
    ['[]', invalid('', 'expected object, received array')],
    ['', invalid('', 'expected object, received undefined')],
    [
      '['.repeat(50_000) + ']'.repeat(50_000 - 10),
      problem(400, 'bad-request', 'The request cannot be read', 'the body is not valid JSON'),
    ],
    [
      `{"nodeId":"T1","limitKw":1,"reason":"${'x'.repeat(100_000)}"}`,
      problem(413, 'body-too-large', 'The body is too large', 'the body is larger than 100 kB'),
    ],
  ])('%.80s', async (raw, expected) => {
    const before = (await world.store.envelopes.list()).length;
    const { status, body } = await world.call('POST /api/v1/envelopes', raw === '' ? {} : { raw });
    expect(body).toEqual(expected);
    expect(status).toBe((expected as { status: number }).status);
    expect((await world.store.envelopes.list()).length).toBe(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('names everything that is wrong, at once', async () => {
    const body = { nodeId: '', limitKw: -1, priority: 1.5, colour: 'red' };
    const reply = await world.call('POST /api/v1/envelopes', { body });
    expect((reply.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/colour',
      '/limitKw',
      '/nodeId',
      '/priority',
    ]);
  });

  it('takes 0 as stop, -0 as 0, null as no limit', async () => {
    const limitOf = async (raw: string) =>
      ((await world.call('POST /api/v1/envelopes', { raw })).body as { intervals: { limitKw: unknown }[] }).intervals[0]
        ?.limitKw;
    expect(await limitOf('{"nodeId":"T1","limitKw":0}')).toBe(0);
    expect(Object.is(await limitOf('{"nodeId":"T1","limitKw":-0}'), 0)).toBe(true);
    expect(await limitOf('{"nodeId":"T1","limitKw":null}')).toBeNull();
  });
});

describe('a request that makes no sense', () => {
  it.each([
    ['GET /api/v1/nodes/X9', 404, 'not-found'],
    ['GET /api/v1/nodes/__proto__', 404, 'not-found'],
    ['GET /api/v1/nodes/%00', 400, 'bad-parameter'],
    ['GET /api/v1/nodes/%E0%A4%A', 400, 'bad-request'],
    ['GET /api/v1/stations/..%2f..%2fetc', 400, 'bad-parameter'],
    ['GET /api/v1/stations/constructor', 404, 'not-found'],
    ['GET /api/v1/connectors/A01', 400, 'bad-parameter'],
    ['GET /api/v1/connectors/A01/1/2', 400, 'bad-parameter'],
    ['GET /api/v1/connectors/A09/1', 404, 'not-found'],
    ['GET /api/v1/why/A09/1', 404, 'not-found'],
    ['GET /api/v1/sessions/none', 404, 'not-found'],
    ['GET /api/v1/envelopes/none', 404, 'not-found'],
    ['GET /api/v1/overrides/none', 404, 'not-found'],
    ['GET /api/v1/connectors?limit=0', 400, 'bad-parameter'],
    ['GET /api/v1/connectors?limit=501', 400, 'bad-parameter'],
    ['GET /api/v1/connectors?limit=1&limit=2', 400, 'bad-parameter'],
    ['GET /api/v1/connectors?size=5', 400, 'bad-parameter'],
    ['GET /api/v1/connectors?cursor=!!!', 400, 'bad-parameter'],
    ['GET /api/v1/connectors?cursor=Zm9v', 400, 'bad-parameter'],
    ['GET /api/v1/audit?cursor=Zm9v', 400, 'bad-parameter'],
    ['GET /api/v1/nodes/T1/history?from=yesterday', 400, 'bad-parameter'],
    ['GET /api/v1/nodes/T1/history?from=2026-03-02T18:00:00Z', 400, 'bad-parameter'],
    ['GET /api/v1/nodes/T1/history?from=2026-02-01T18:00:00Z', 400, 'bad-parameter'],
    ['GET /api/v1/nodes/X9/history', 404, 'not-found'],
    ['GET /api/v1/nothing', 404, 'not-found'],
    ['GET /nothing', 404, 'not-found'],
    ['DELETE /api/v1/grid', 405, 'method-not-allowed'],
    ['POST /healthz', 405, 'method-not-allowed'],
    ['PUT /api/v1/envelopes', 405, 'method-not-allowed'],
    // Whatever a proxy in front may make of these: here they are no other name of a protected resource.
    ['GET /%61pi/v1/grid', 404, 'not-found'],
    ['GET //api/v1/grid', 404, 'not-found'],
    ['GET /api;x/v1/grid', 404, 'not-found'],
    ['GET /api/v1/grid.', 404, 'not-found'],
  ])('%s is %i %s', async (request, status, code) => {
    const reply = await world.call(request);
    expect([reply.status, (reply.body as { code: string }).code]).toEqual([status, code]);
  });

  it('a trailing slash or other letters need the key all the same', async () => {
    for (const path of ['/api/v1/grid/', '/API/v1/grid']) {
      expect((await world.call(`GET ${path}`, { headers: { 'x-api-key': 'wrong' } })).status).toBe(401);
    }
  });

  it('a method override is not obeyed', async () => {
    const reply = await world.call('GET /api/v1/grid', { headers: { 'x-http-method-override': 'DELETE' } });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['text/plain', JSON.stringify(limit), {}],
    ['application/x-www-form-urlencoded', 'nodeId=T1', {}],
    ['application/json', JSON.stringify(limit), { 'content-encoding': 'gzip' }],
    ['application/json; charset=latin1', JSON.stringify(limit), {}],
  ])('a body of type %s is refused', async (type, raw, headers) => {
    const reply = await world.call('POST /api/v1/envelopes', { raw, headers: { 'content-type': type, ...headers } });
    expect([reply.status, (reply.body as { code: string }).code]).toEqual([415, 'unsupported-media-type']);
  });

  it.each([
    [{ 'x-api-key': 'x'.repeat(300) }],
    [{ authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.' }],
    [{ authorization: 'Basic YWRtaW46YWRtaW4=' }],
    [{ authorization: 'Bearer' }],
  ])('%j opens nothing', async (headers) => {
    const reply = await world.call('GET /api/v1/grid', { headers });
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(JSON.stringify(reply.body)).not.toContain('xxx');
  });

  it('a key in the query opens the stream only', async () => {
    const reply = await world.call(`GET /api/v1/grid?key=${world.keys.admin}`, { headers: { authorization: 'none' } });
    expect(reply.status).toBe(401);
    expect(JSON.stringify(reply.body)).not.toContain(world.keys.admin);
  });

  it.each([['unquoted'], ['"a" "b"'], ['']])('If-Match %j is refused', async (value) => {
    const reply = await world.call('DELETE /api/v1/envelopes/none', { headers: { 'if-match': value } });
    expect([value, reply.status]).toEqual([value, 400]);
  });

  it('half a request does not keep others waiting', async () => {
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write('POST /api/v1/envelopes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n');
    expect((await world.call('GET /healthz')).status).toBe(200);
    socket.destroy();
  });
});

describe('any request at all', () => {
  const paths = [
    'envelopes',
    'overrides',
    'stations',
    'api-keys',
    'envelopes/x',
    'stations/A01',
    'sessions/A01%2377/goal',
    'grid',
  ];
  const field = fc.constantFrom(
    'nodeId',
    'limitKw',
    'intervals',
    'start',
    'end',
    'reason',
    'connectorId',
    'stationId',
    'definition',
    'name',
    'energyKwh',
  );
  const bodies = fc.oneof(
    fc.json(),
    fc
      .dictionary(field, fc.oneof(fc.jsonValue(), fc.constantFrom('T1', 'A01/1', '2026-03-02T18:00:00Z', -1, 1e308)))
      .map((body) => JSON.stringify(body)),
    fc.string(),
  );

  it('is answered, with a problem document when refused, and never breaks the service', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        fc.constantFrom(...paths),
        bodies,
        fc.string(),
        async (method, path, raw, id) => {
          const header = encodeURIComponent(id).slice(0, 50) || 'x';
          const headers = { 'if-match': `"${header}"`, 'idempotency-key': header };
          // The shape of every answer is checked by the kit.
          const { status } = await world.call(`${method} /api/v1/${path}`, { raw, headers });
          expect(status).toBeLessThan(500);
          const got = await world.call(`GET /api/v1/nodes/${encodeURIComponent(id)}`);
          expect(got.status).toBeLessThan(500);
        },
      ),
      { numRuns: 250 },
    );
  });
});

describe('when the store fails', () => {
  it('changes are refused, nothing reaches the control loop, and reading says so', async () => {
    let broken = false;
    const failing = await openWorld({
      wrap: (store) => ({
        ...store,
        envelopes: {
          list: () => (broken ? Promise.reject(new Error('disk I/O error')) : store.envelopes.list()),
          put: (...args) => (broken ? Promise.reject(new Error('disk I/O error')) : store.envelopes.put(...args)),
        },
        healthy: () => (broken ? { ok: false, detail: 'disk I/O error' } : store.healthy()),
      }),
    });
    try {
      broken = true;
      const changed = await failing.call('POST /api/v1/envelopes', { body: limit });
      expect([changed.status, (changed.body as { code: string }).code]).toEqual([503, 'store-unavailable']);
      expect(failing.control.posted).toEqual([]);
      const read = await failing.call('GET /api/v1/envelopes');
      expect([read.status, (read.body as { code: string }).code]).toEqual([503, 'store-unavailable']);
      const ready = await failing.call('GET /readyz');
      expect([ready.status, ready.body]).toMatchObject([503, { ok: false, degraded: ['store'] }]);
      broken = false;
      expect((await failing.call('POST /api/v1/envelopes', { body: limit })).status).toBe(201);
    } finally {
      await failing.close();
    }
  });
});

describe('too many requests', () => {
  it('are refused by key, with headers; emergencies and health never are', async () => {
    const busy = await openWorld({ bounds: { readsPerMinute: 3, changesPerMinute: 2 } });
    try {
      for (let i = 0; i < 3; i += 1) expect((await busy.call('GET /api/v1/alarms')).status).toBe(200);
      const fourth = await busy.call('GET /api/v1/alarms');
      expect([fourth.status, (fourth.body as { detail: string }).detail]).toEqual([429, 'more than 3 reads a minute']);
      expect(fourth.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(fourth.headers.get('ratelimit')).toMatch(/^"reads"; r=0; t=\d+$/);
      expect((await busy.call('GET /api/v1/alarms', { as: 'viewer' })).status).toBe(200);
      const post = (mode: string) => busy.call('POST /api/v1/envelopes', { body: { ...limit, mode } });
      expect([(await post('limit')).status, (await post('limit')).status, (await post('limit')).status]).toEqual([
        201, 201, 429,
      ]);
      expect((await post('emergency')).status).toBe(201);
      for (let i = 0; i < 5; i += 1) expect((await busy.call('GET /healthz')).status).toBe(200);
    } finally {
      await busy.close();
    }
  });

  it('with wrong keys are told so; the right key from the same address still works', async () => {
    const attacked = await openWorld({ bounds: { failedLoginsPerMinute: 3 } });
    try {
      const guess = async () =>
        (await attacked.call('GET /api/v1/grid', { headers: { 'x-api-key': 'hr_a_guess' } })).status;
      expect([await guess(), await guess(), await guess(), await guess()]).toEqual([401, 401, 401, 429]);
      expect((await attacked.call('GET /api/v1/grid')).status).toBe(200);
    } finally {
      await attacked.close();
    }
  });
});
