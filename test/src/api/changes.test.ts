import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GridEnvelope } from '../../../dispatch/index.ts';
import { EVENING_MS, HOUR_MS } from '../operations/kit.ts';
import { openWorld, type Reply, type World } from './kit.ts';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const etagOf = (reply: Reply): string => reply.headers.get('etag') ?? 'none';
const pointersOf = (reply: Reply): unknown =>
  (reply.body as { errors?: { pointer?: string; parameter?: string }[] }).errors?.map(
    ({ pointer, parameter }) => pointer ?? parameter,
  );

describe('an envelope', () => {
  it('is created, seen, changed, ended, and every step reaches the control loop and the audit', async () => {
    world.control.posted.length = 0;
    const created = await world.call('POST /api/v1/envelopes', {
      as: 'dispatcher',
      body: { nodeId: 'T1', limitKw: 150, end: '2026-03-02T12:30:00Z', reason: 'evening peak' },
    });
    const { envelopeId } = created.body as { envelopeId: string };
    expect([created.status, created.headers.get('location'), created.body]).toEqual([
      201,
      `/api/v1/envelopes/${envelopeId}`,
      {
        envelopeId,
        nodeId: 'T1',
        direction: 'import',
        source: 'rest:dispatcher-key',
        priority: 100,
        mode: 'limit',
        reason: 'evening peak',
        start: '2026-03-02T17:00:00.000+08:00',
        end: '2026-03-02T20:30:00.000+08:00',
        intervals: [{ start: '2026-03-02T17:00:00.000+08:00', end: '2026-03-02T20:30:00.000+08:00', limitKw: 150 }],
        status: 'active',
        createdBy: 'dispatcher-key',
        createdAt: '2026-03-02T17:00:00.000+08:00',
        etag: etagOf(created).replaceAll('"', ''),
      },
    ]);
    const path = `/api/v1/envelopes/${envelopeId}`;
    const seen = await world.call(`GET ${path}`, { as: 'viewer' });
    expect([seen.body, etagOf(seen)]).toEqual([created.body, etagOf(created)]);

    const changed = await world.call(`PATCH ${path}`, {
      body: { limitKw: 0, end: null },
      headers: { 'if-match': etagOf(created) },
    });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        end: null,
        reason: 'evening peak',
        intervals: [{ start: '2026-03-02T17:00:00.000+08:00', end: null, limitKw: 0 }],
      },
    ]);
    const lost = await world.call(`PATCH ${path}`, { body: { limitKw: 99 }, headers: { 'if-match': etagOf(created) } });
    expect([lost.status, lost.body]).toMatchObject([412, { code: 'stale' }]);
    expect((await world.call(`DELETE ${path}`)).status).toBe(428);
    expect((await world.call(`DELETE ${path}`, { headers: { 'if-match': `W/${etagOf(changed)}` } })).status).toBe(412);
    const ended = await world.call(`DELETE ${path}`, { headers: { 'if-match': `"other", ${etagOf(changed)}` } });
    expect([ended.status, ended.body]).toMatchObject([200, { status: 'ended' }]);
    const late = await world.call(`PATCH ${path}`, { body: { limitKw: 99 }, headers: { 'if-match': '*' } });
    expect([late.status, late.body]).toMatchObject([409, { code: 'conflict' }]);

    const posted = world.control.posted.flatMap((event) => (event.kind === 'envelopes' ? [event] : []));
    expect(
      posted.map(({ envelopes, cause }) => [
        envelopes.map((envelope: GridEnvelope) => envelope.intervals[0]?.limitKw),
        cause,
      ]),
    ).toEqual([
      [[150], `envelope.create ${envelopeId} by dispatcher-key`],
      [[0], `envelope.change ${envelopeId} by admin-key`],
      [[], `envelope.end ${envelopeId} by admin-key`],
    ]);
    const audit = await world.store.audit.list({ limit: 3 });
    expect(audit.map(({ action, actor, subject }) => [action, actor, subject])).toEqual([
      ['envelope.end', 'admin-key', envelopeId],
      ['envelope.change', 'admin-key', envelopeId],
      ['envelope.create', 'dispatcher-key', envelopeId],
    ]);
    expect(world.log.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^POST \/api\/v1\/envelopes 201 by dispatcher-key in \d+ ms$/),
    );
  });

  it('lists by status and node, in pages', async () => {
    for (const limitKw of [10, 20, 30]) await world.call('POST /api/v1/envelopes', { body: { nodeId: 'F2', limitKw } });
    await world.call('POST /api/v1/envelopes', {
      body: { nodeId: 'F2', limitKw: 40, start: '2026-03-03T00:00:00+08:00' },
    });
    const limits = ({ body }: Reply) =>
      (body as { items: { intervals: { limitKw: number }[] }[] }).items.map(({ intervals }) => intervals[0]?.limitKw);
    expect(limits(await world.call('GET /api/v1/envelopes?nodeId=F2&status=scheduled'))).toEqual([40]);
    const first = await world.call('GET /api/v1/envelopes?nodeId=F2&status=active&limit=2');
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await world.call(`GET ${next}`);
    expect([...limits(first), ...limits(second)].sort((a = 0, b = 0) => a - b)).toEqual([10, 20, 30]);
  });
});

describe('a session goal', () => {
  const put = (body: unknown, headers = {}) =>
    world.call('PUT /api/v1/sessions/A01%2377/goal', { as: 'operator', body, headers });

  it('is accepted when the connector can give it in time, else kept and called impossible', async () => {
    const easy = await put({ energyKwh: 25, departure: '2026-03-02T23:00:00+08:00' });
    expect([easy.status, easy.body]).toMatchObject([
      200,
      {
        result: 'ACCEPTED',
        shortfallKwh: 0,
        session: { goal: { energyKwh: 25, departure: '2026-03-02T23:00:00.000+08:00', source: 'rest:operator-key' } },
      },
    ]);
    // 60 kWh wanted, 5 delivered, one hour of 22 kW: 33 are missing.
    const hard = await put({ energyKwh: 60, departure: '2026-03-02T18:00:00+08:00' });
    expect(hard.body).toMatchObject({ result: 'NOT_POSSIBLE', shortfallKwh: 33 });
    expect(world.control.posted.at(-1)).toEqual({
      kind: 'goal',
      sessionId: 'A01#77',
      goal: { energyKwh: 60, departureMs: EVENING_MS + HOUR_MS, source: 'rest:operator-key' },
    });
    expect((await put({ energyKwh: 1 }, { 'if-match': etagOf(easy) })).status).toBe(412);
    expect((await put({ energyKwh: 1 }, { 'if-match': etagOf(hard) })).status).toBe(200);
    expect((await put({})).body).toMatchObject({
      result: 'ACCEPTED',
      session: { goal: { source: 'rest:operator-key' } },
    });
  });

  it.each([
    [{ energyKwh: -1 }, ['/energyKwh']],
    [{ energyKwh: 1001 }, ['/energyKwh']],
    [{ departure: '2026-03-02T16:59:59+08:00' }, ['/departure']],
    [{ departure: 'soon' }, ['/departure']],
    [{ energy: 5 }, ['/energy']],
  ])('%j is refused', async (body, pointers) => {
    const reply = await put(body);
    expect([reply.status, pointersOf(reply)]).toEqual([422, pointers]);
  });

  it('needs an open session', async () => {
    expect((await world.call('PUT /api/v1/sessions/A01%2399/goal', { body: {} })).status).toBe(404);
  });
});

describe('an override', () => {
  it('holds one connector, refuses a second one, and is ended', async () => {
    const body = { connectorId: 'A01/2', limitKw: 7, reason: 'hot plug', end: '2026-03-02T18:00:00+08:00' };
    const created = await world.call('POST /api/v1/overrides', { as: 'operator', body });
    const { overrideId } = created.body as { overrideId: string };
    expect([created.status, created.body]).toMatchObject([
      201,
      { ...body, end: '2026-03-02T18:00:00.000+08:00', status: 'active' },
    ]);
    const second = await world.call('POST /api/v1/overrides', { body });
    expect([second.status, second.body]).toMatchObject([
      409,
      { detail: `override ${overrideId} holds A01/2 at 7 kW; end it first` },
    ]);
    const later = await world.call('POST /api/v1/overrides', { body: { ...body, start: body.end, end: null } });
    expect(later.status).toBe(201);
    expect((await world.call(`GET /api/v1/overrides?connectorId=A01/2&status=active`)).body).toMatchObject({
      items: [{ overrideId }],
    });
    const ended = await world.call(`DELETE /api/v1/overrides/${overrideId}`, {
      headers: { 'if-match': etagOf(created) },
    });
    expect(ended.body).toMatchObject({ overrideId, status: 'ended' });
    expect((await world.call(`GET /api/v1/overrides/${overrideId}`)).body).toEqual(ended.body);
    expect(world.control.posted.at(-1)).toMatchObject({
      kind: 'overrides',
      overrides: [{ id: (later.body as { overrideId: string }).overrideId }],
    });
  });
});

describe('a station', () => {
  it('is added with its connectors, re-keyed, quarantined, disabled and removed', async () => {
    const password = '4f1d0c5b9a7e3826d1f0c4b85e9a7d36';
    const added = await world.call('POST /api/v1/stations', {
      body: { stationId: 'C01', password, definition: { node: 'F2', connectors: 1, ratingA: 32, failsafeA: 6 } },
    });
    expect([added.status, added.body]).toMatchObject([
      201,
      { stationId: 'C01', origin: 'rest', state: 'enabled', hasPassword: true },
    ]);
    const grid = world.control.posted.at(-1);
    expect(grid?.kind === 'grid' && grid.grid.connectors.map(({ id }) => id)).toEqual([
      'A01/1',
      'A01/2',
      'A02/1',
      'B01/1',
      'C01/1',
    ]);
    const hash = (await world.store.stations.get('C01'))?.passwordHash;
    expect(hash).toMatch(/^scrypt\$/);

    const changed = await world.call('PATCH /api/v1/stations/C01', {
      body: { state: 'quarantined', password: 'another-password-1' },
      headers: { 'if-match': etagOf(added) },
    });
    expect(changed.body).toMatchObject({ state: 'quarantined' });
    expect((await world.store.stations.get('C01'))?.passwordHash).not.toBe(hash);
    expect(world.control.posted.at(-1)).toEqual({ kind: 'quarantine', stationId: 'C01', quarantined: true });
    const disabled = await world.call('PATCH /api/v1/stations/C01', {
      body: { state: 'disabled' },
      headers: { 'if-match': etagOf(changed) },
    });
    expect((await world.call('DELETE /api/v1/stations/C01', { headers: { 'if-match': etagOf(changed) } })).status).toBe(
      412,
    );
    expect(
      (await world.call('DELETE /api/v1/stations/C01', { headers: { 'if-match': etagOf(disabled) } })).status,
    ).toBe(200);
    expect(world.dropped).toEqual([
      { stationId: 'C01', reason: 'its password was changed' },
      { stationId: 'C01', reason: 'disabled by an operator' },
      { stationId: 'C01', reason: 'removed by an operator' },
    ]);
    const text = JSON.stringify([await world.store.audit.list({ limit: 10 }), world.log, added.body, changed.body]);
    expect(text).not.toContain(password);
    expect(text).not.toContain('another-password-1');
    expect(text).not.toContain('scrypt');
  });

  it.each([
    [{ stationId: 'D 1' }, ['/stationId']],
    [{ stationId: 'D1', password: 'short' }, ['/password']],
    [{ stationId: 'D1', password: 'DEADBEEFDEADBEEF' }, ['/password']],
    [{ stationId: 'D1' }, ['/definition']],
    [{ stationId: 'D1', definition: { node: 'X9', connectors: 1 } }, ['/definition/node']],
    // Twenty failsafe shares of 22 kW do not fit below a 250 kW transformer with 150 kW of base load.
    [{ stationId: 'D1', definition: { node: 'T1', connectors: 20, ratingA: 32, failsafeA: 32 } }, ['/definition']],
  ])('%j is refused', async (body, pointers) => {
    const reply = await world.call('POST /api/v1/stations', { body });
    expect([reply.status, (pointersOf(reply) as string[]).slice(0, 1)]).toEqual([422, pointers]);
    if ('password' in body) expect(JSON.stringify(reply.body)).not.toContain(body.password);
  });

  it('of the grid file stays in the grid file', async () => {
    const reply = await world.call('DELETE /api/v1/stations/A02', { headers: { 'if-match': '*' } });
    expect([reply.status, reply.body]).toMatchObject([
      409,
      { detail: 'station A02 stands in the grid file; remove it there, or disable it' },
    ]);
    const again = await world.call('POST /api/v1/stations', { body: { stationId: 'A02' } });
    expect(again.status).toBe(409);
  });
});

describe('an API key', () => {
  it('is shown once, works at once, and not after it was revoked or has expired', async () => {
    const made = await world.call('POST /api/v1/api-keys', {
      body: { name: 'screen', role: 'viewer', expiresAt: '2026-03-02T18:00:00+08:00' },
    });
    const { key, apiKeyId } = made.body as { key: string; apiKeyId: string };
    const ask = () => world.call('GET /api/v1/grid', { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    world.clock.nowMs = EVENING_MS + HOUR_MS;
    expect((await ask()).status).toBe(401);
    world.clock.nowMs = EVENING_MS;
    expect((await world.call('GET /api/v1/grid', { headers: { 'x-api-key': key } })).status).toBe(200);
    expect((await world.call(`DELETE /api/v1/api-keys/${apiKeyId}`)).body).toMatchObject({
      name: 'screen',
      revokedAt: expect.any(String) as string,
    });
    expect((await ask()).status).toBe(401);
    const list = JSON.stringify((await world.call('GET /api/v1/api-keys')).body);
    expect(list).toContain('"name":"screen"');
    expect(list).not.toContain('keyHash');
    expect(JSON.stringify([world.log, await world.store.audit.list({ limit: 50 })])).not.toContain(key);
  });

  it('of the last admin cannot be revoked; names are unique', async () => {
    const { items } = (await world.call('GET /api/v1/api-keys')).body as {
      items: { apiKeyId: string; role: string }[];
    };
    const admin = items.find(({ role }) => role === 'admin');
    expect((await world.call(`DELETE /api/v1/api-keys/${admin?.apiKeyId}`)).status).toBe(409);
    expect((await world.call('POST /api/v1/api-keys', { body: { name: 'admin-key', role: 'admin' } })).status).toBe(
      409,
    );
    expect((await world.call('POST /api/v1/api-keys', { body: { name: 'x\ny', role: 'admin' } })).status).toBe(422);
    expect(
      (
        await world.call('POST /api/v1/api-keys', {
          body: { name: 'old', role: 'admin', expiresAt: '2020-01-01T00:00:00Z' },
        })
      ).status,
    ).toBe(422);
  });
});

describe('the same POST twice', () => {
  const body = { nodeId: 'F1', limitKw: 33 };
  const post = (key: string, other: unknown = body, as: 'admin' | 'dispatcher' = 'admin') =>
    world.call('POST /api/v1/envelopes', { as, body: other, headers: { 'idempotency-key': key } });
  const count = async () => (await world.store.envelopes.list()).filter(({ nodeId }) => nodeId === 'F1').length;

  it('is done once, answered alike; another body is refused, another caller is another request', async () => {
    const first = await post('abc');
    const again = await post('abc', { limitKw: 33, nodeId: 'F1' });
    expect([again.status, again.body, etagOf(again), again.headers.get('location')]).toEqual([
      201,
      first.body,
      etagOf(first),
      first.headers.get('location'),
    ]);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await count()).toBe(1);
    const other = await post('abc', { ...body, limitKw: 34 });
    expect([other.status, other.body]).toMatchObject([422, { code: 'idempotency-mismatch' }]);
    await post('abc', body, 'dispatcher');
    expect(await count()).toBe(2);
  });

  it('while the first is not answered yet, is told so and done once', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = await openWorld({
      wrap: (store) => ({
        ...store,
        envelopes: {
          list: () => store.envelopes.list(),
          put: (...args) => gate.then(() => store.envelopes.put(...args)),
        },
      }),
    });
    const send = () => slow.call('POST /api/v1/envelopes', { body, headers: { 'idempotency-key': 'race' } });
    const first = send();
    const second = await Promise.race([send(), first]);
    expect([second.status, second.body]).toMatchObject([409, { code: 'idempotency-in-progress' }]);
    release();
    expect((await first).status).toBe(201);
    expect((await send()).headers.get('idempotency-replayed')).toBe('true');
    expect(await slow.store.envelopes.list()).toHaveLength(1);
    await slow.close();
  });

  it('for another station is another request', async () => {
    const rotate = (stationId: string) =>
      world.call(`POST /api/v1/stations/${stationId}/password-rotation`, { headers: { 'idempotency-key': 'rotate' } });
    world.control.tick({
      stations: ['A01', 'A02'].map((stationId) => ({ stationId, connected: true, quarantined: false, version: '1.6' })),
    });
    const told: string[] = [];
    world.stations.answer = async (stationId) => {
      told.push(stationId);
      return { status: 'accepted' };
    };
    expect(await rotate('A01')).toMatchObject({ status: 200, body: { stationId: 'A01' } });
    expect(await rotate('A02')).toMatchObject({ status: 200, body: { stationId: 'A02' } });
    expect(told).toEqual(['A01', 'A02']);
    expect((await rotate('A01')).headers.get('idempotency-replayed')).toBe('true');
  });

  it('keeps no secrets and no failures', async () => {
    const secret = await world.call('POST /api/v1/api-keys', {
      body: { name: 'k', role: 'viewer' },
      headers: { 'idempotency-key': 'k' },
    });
    expect([secret.status, pointersOf(secret)]).toEqual([400, ['Idempotency-Key']]);
    expect((await post('later', { ...body, nodeId: 'F9' })).status).toBe(422);
    expect((await post('later')).status).toBe(201);
    expect(await post('with space')).toMatchObject({ status: 400 });
  });
});
