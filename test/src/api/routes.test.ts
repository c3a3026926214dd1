import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissions, routes } from '../../../src/api/index.ts';
import type { Role } from '../../../src/store/index.ts';
import { EVENING_MS, HOUR_MS } from '../operations/kit.ts';
import { openWorld, roles, type World } from './kit.ts';

let world: World;
beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

/** A valid address for each documented path. */
const at: Readonly<Record<string, string>> = {
  nodeId: 'T1',
  stationId: 'A01',
  connectorId: 'A01/1',
  sessionId: 'A01%2377',
  envelopeId: 'env-none',
  overrideId: 'ovr-none',
  apiKeyId: 'key-none',
};
const addressOf = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => at[name] ?? 'missing');
const api = routes.filter(({ permission, path }) => permission !== 'none' && !path.endsWith('/stream'));

describe('who may do what', () => {
  it.each(api.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s needs a key',
    async (_name, route) => {
      const request = `${route.method.toUpperCase()} ${addressOf(route.path)}`;
      expect(await world.call(request, { headers: { 'x-api-key': 'hr_a_wrong' } })).toMatchObject({
        status: expect.toSatisfy((status) => status === 401 || status === 429),
      });
    },
  );

  it.each(roles)('%s may do exactly what the table says', async (role) => {
    for (const route of api) {
      // An empty body or a missing If-Match is refused after the permission was checked, so nothing is changed here.
      const { status } = await world.call(`${route.method.toUpperCase()} ${addressOf(route.path)}`, { as: role });
      const may = route.permission !== 'none' && permissions[role].includes(route.permission);
      if (route.method === 'delete' && route.path.includes('api-keys')) expect(status).toBe(may ? 404 : 403);
      else expect([route.path, status === 403]).toEqual([route.path, !may]);
    }
  });

  it('keeps the documented table of roles', () => {
    expect(permissions).toEqual({
      viewer: ['read'],
      researcher: ['read'],
      operator: ['read', 'audit', 'goal', 'override', 'command'],
      dispatcher: ['read', 'audit', 'goal', 'override', 'command', 'envelope', 'configure'],
      admin: [
        'read',
        'audit',
        'goal',
        'override',
        'command',
        'envelope',
        'configure',
        'station',
        'raw-call',
        'api-key',
      ],
    });
  });
});

describe('what is read', () => {
  it('the site, its clock in its own time zone, and what the key may do', async () => {
    const { status, body } = await world.call('GET /api/v1/site', { as: 'viewer' });
    expect([status, body]).toEqual([
      200,
      {
        name: 'Elm Street',
        timeZone: 'Asia/Shanghai',
        now: '2026-03-02T17:00:00.000+08:00',
        speed: 60,
        version: '0.1.0',
        role: 'viewer',
        permissions: ['read'],
        unknownStations: 'refuse',
        objective: 'fair',
        defaultEnergyKwh: 20,
        defaultStayMinutes: 480,
      },
    ]);
  });

  it('the grid, parents first, loading in percent of the limit in force, no Infinity', async () => {
    const { body } = await world.call('GET /api/v1/grid');
    const { nodes } = body as { nodes: Record<string, unknown>[] };
    expect(nodes.map(({ nodeId }) => nodeId)).toEqual(['T1', 'F1', 'F2']);
    expect(nodes[0]).toEqual({
      nodeId: 'T1',
      kind: 'transformer',
      ratingKw: 250,
      margin: 0.05,
      limitKw: 200,
      envelopeId: 'env-7',
      limitUntil: '2026-03-02T20:00:00.000+08:00',
      baseLoadKw: 60.123,
      chargingKw: 20,
      loadKw: 80.123,
      loadingPercent: 40.062,
      exposureKw: 30,
      headroomKw: 99.877,
      meter: 'live',
      meterAgeSeconds: 1.5,
      phases: [],
    });
    expect(nodes[2]?.['phases']).toEqual([{ phase: 'L1', loadA: 0 }]);
  });

  it('one node with what hangs on it', async () => {
    const t1 = await world.call('GET /api/v1/nodes/T1');
    expect(t1.body).toMatchObject({ nodeId: 'T1', childIds: ['F1', 'F2'], connectorIds: [] });
    const f1 = await world.call('GET /api/v1/nodes/F1');
    expect(f1.body).toMatchObject({ parentId: 'T1', childIds: [], connectorIds: ['A01/1', 'A01/2', 'A02/1'] });
  });

  it('history from the memory of the control loop, and from the store where that does not reach', async () => {
    world.control.points = [
      { atMs: EVENING_MS - HOUR_MS, baseLoadKw: 61.00004, chargingKw: 2, limitKw: Number.POSITIVE_INFINITY },
    ];
    const minuteMs = EVENING_MS - 2 * HOUR_MS;
    await world.store.rollups.append([
      { nodeId: 'T1', minuteMs, baseLoadKw: 50, chargingKw: 1, peakKw: 55, limitKw: 250 },
      { nodeId: 'T1', minuteMs: EVENING_MS - HOUR_MS / 2, baseLoadKw: 1, chargingKw: 1, peakKw: 1 },
    ]);
    const { body } = await world.call('GET /api/v1/nodes/T1/history?from=2026-03-02T06:00:00Z');
    expect(body).toEqual({
      nodeId: 'T1',
      from: '2026-03-02T14:00:00.000+08:00',
      to: '2026-03-02T17:00:00.000+08:00',
      points: [
        { at: '2026-03-02T15:00:00.000+08:00', baseLoadKw: 50, chargingKw: 1, limitKw: 250 },
        { at: '2026-03-02T16:00:00.000+08:00', baseLoadKw: 61, chargingKw: 2 },
      ],
    });
  });

  it('stations, joined from store and control loop, without secrets', async () => {
    const { body } = await world.call('GET /api/v1/stations?connected=true');
    const { items } = body as { items: Record<string, unknown>[] };
    expect(items.map(({ stationId }) => stationId)).toEqual(['A01', 'B01']);
    expect(items[0]).toEqual({
      stationId: 'A01',
      nodeId: 'F1',
      state: 'enabled',
      origin: 'grid-file',
      connected: true,
      version: '1.6',
      vendor: 'Acme',
      lastHeardAt: '2026-03-02T17:00:00.000+08:00',
      hasPassword: true,
      connectorIds: ['A01/1', 'A01/2'],
      etag: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(JSON.stringify(body)).not.toContain('scrypt');
    const one = await world.call('GET /api/v1/stations/A01');
    expect(one.headers.get('etag')).toBe(`"${String(items[0]?.['etag'])}"`);
    const ofF2 = await world.call('GET /api/v1/stations?nodeId=F2');
    expect(ofF2.body).toMatchObject({ items: [{ stationId: 'B01' }] });
  });

  it.each(['A01/1', 'A01%2F1'])('a connector as %s, with its four stages and its reason', async (id) => {
    const { body } = await world.call(`GET /api/v1/connectors/${id}`);
    expect(body).toEqual({
      connectorId: 'A01/1',
      stationId: 'A01',
      nodeId: 'F1',
      kind: 'AC',
      status: 'charging',
      ratingKw: 22,
      failsafeKw: 4.14,
      setpointKw: 11,
      commandedKw: 11,
      acceptedKw: 11,
      powerKw: 10.9,
      readAt: '2026-03-02T16:59:56.000+08:00',
      exposureKw: 11,
      limitedBy: {
        kind: 'node',
        nodeId: 'T1',
        rowId: 'T1:kW',
        envelopeId: 'env-7',
        until: '2026-03-02T20:00:00.000+08:00',
        text: 'Limited by T1: envelope env-7 until 2026-03-02T20:00:00.000+08:00.',
      },
      sessionId: 'A01#77',
    });
  });

  it('connectors of one station or node', async () => {
    const ids = async (query: string) =>
      ((await world.call(`GET /api/v1/connectors${query}`)).body as { items: { connectorId: string }[] }).items.map(
        ({ connectorId }) => connectorId,
      );
    expect(await ids('')).toEqual(['A01/1', 'A01/2', 'A02/1', 'B01/1']);
    expect(await ids('?stationId=A01')).toEqual(['A01/1', 'A01/2']);
    expect(await ids('?nodeId=F2')).toEqual(['B01/1']);
  });

  it('sessions: live figures while open, the register afterwards, tokens masked', async () => {
    await world.store.sessions.start({
      stationId: 'B01',
      connectorNumber: 1,
      idToken: 'short',
      startedAtMs: EVENING_MS - 3 * HOUR_MS,
      meterStartKwh: 10,
      transactionId: 't-1',
    });
    await world.store.sessions.end({
      stationId: 'B01',
      transactionId: 't-1',
      endedAtMs: EVENING_MS - 2 * HOUR_MS,
      meterStopKwh: 17.5,
      reason: 'Local',
    });
    const { body } = await world.call('GET /api/v1/sessions');
    expect(body).toEqual({
      items: [
        {
          sessionId: 'B01#t-1',
          connectorId: 'B01/1',
          stationId: 'B01',
          idToken: '***',
          state: 'ended',
          startedAt: '2026-03-02T14:00:00.000+08:00',
          endedAt: '2026-03-02T15:00:00.000+08:00',
          stopReason: 'Local',
          goal: {},
          deliveredKwh: 7.5,
          etag: expect.any(String) as string,
        },
        {
          sessionId: 'A01#77',
          connectorId: 'A01/1',
          stationId: 'A01',
          idToken: '***D4E5',
          state: 'open',
          startedAt: '2026-03-02T16:00:00.000+08:00',
          goal: {},
          energyGoalKwh: 20,
          departure: '2026-03-03T00:00:00.000+08:00',
          deliveredKwh: 5,
          remainingKwh: 15,
          setpointKw: 11,
          powerKw: 10.9,
          limitedBy: expect.objectContaining({ kind: 'node' }) as object,
          shortfallKwh: 0,
          etag: expect.any(String) as string,
        },
      ],
    });
    const one = await world.call('GET /api/v1/sessions/A01%2377');
    expect(one.body).toMatchObject({ sessionId: 'A01#77' });
    const ended = await world.call('GET /api/v1/sessions?state=ended&stationId=B01');
    expect(ended.body).toMatchObject({ items: [{ sessionId: 'B01#t-1' }] });
  });

  it('signed meter values: of one session, to those who may read tokens, and to nobody else', async () => {
    const { sessions } = world.store;
    const measuredAtMs = EVENING_MS - HOUR_MS;
    const more = { measurand: 'Energy.Active.Import.Register', signingMethod: 'ECDSA', encodingMethod: 'OCMF' };
    const begin = {
      measuredAtMs,
      context: 'Transaction.Begin',
      data: 'OCMF|{"ID":"04A1"}|',
      ...more,
      publicKey: 'MFk',
    };
    await sessions.keepSigned({
      stationId: 'A01',
      transactionId: '77',
      values: [begin, { measuredAtMs: EVENING_MS, data: 'e' }],
    });
    const seen = async (path: string, as: Role) => (await world.call(`GET ${path}`, { as })).body;
    const { measuredAtMs: _, ...rest } = begin;
    for (const role of ['admin', 'dispatcher'] as const)
      expect(await seen('/api/v1/sessions/A01%2377', role)).toMatchObject({
        sessionId: 'A01#77',
        signedMeterValues: [
          { measuredAt: '2026-03-02T16:00:00.000+08:00', ...rest },
          { measuredAt: '2026-03-02T17:00:00.000+08:00', data: 'e' },
        ],
      });
    for (const role of ['operator', 'viewer', 'researcher'] as const)
      expect(await seen('/api/v1/sessions/A01%2377', role)).not.toHaveProperty('signedMeterValues');
    expect(JSON.stringify(await seen('/api/v1/sessions', 'admin'))).not.toContain('OCMF');
  });

  it('the latest allocation with reasons; the plan when there is one', async () => {
    const { body } = await world.call('GET /api/v1/allocations/latest');
    expect(body).toEqual({
      at: '2026-03-02T17:00:00.000+08:00',
      setpoints: [
        { connectorId: 'A01/1', limitKw: 11, limitedBy: expect.objectContaining({ envelopeId: 'env-7' }) as object },
      ],
      overcommitted: [],
    });
    expect((await world.call('GET /api/v1/plans/latest')).status).toBe(404);
    const plan = {
      madeAtMs: EVENING_MS,
      slotStartMs: [EVENING_MS, EVENING_MS + HOUR_MS],
      powerKw: new Map([['A01/1', [7.00001]] as const]),
      shortfallKwh: new Map([['A01/1', 1.5] as const]),
      engine: 'highs',
      solveMs: 9,
    };
    world.control.tick({ plan });
    expect((await world.call('GET /api/v1/plans/latest')).body).toEqual({
      madeAt: '2026-03-02T17:00:00.000+08:00',
      engine: 'highs',
      solveMs: 9,
      slotStarts: ['2026-03-02T17:00:00.000+08:00', '2026-03-02T18:00:00.000+08:00'],
      connectors: [{ connectorId: 'A01/1', powerKw: [7], shortfallKwh: 1.5 }],
    });
  });

  it('why: one sentence, and the path to the root', async () => {
    const { body } = await world.call('GET /api/v1/why/A01/1');
    expect(body).toMatchObject({
      text: 'A01/1 gets 11 kW. Limited by T1: envelope env-7 until 2026-03-02T20:00:00.000+08:00.',
      session: { sessionId: 'A01#77' },
      path: [{ nodeId: 'F1' }, { nodeId: 'T1' }],
      alarms: [],
    });
    expect((await world.call('GET /api/v1/why/B01/1')).body).toMatchObject({
      text: 'B01/1 has no session that asks for energy.',
      path: [{ nodeId: 'F2' }, { nodeId: 'T1' }],
      alarms: [{ alarmId: 'untrusted:B01/1' }],
    });
  });

  it('alarms', async () => {
    expect((await world.call('GET /api/v1/alarms')).body).toEqual({
      at: '2026-03-02T17:00:00.000+08:00',
      items: [
        {
          alarmId: 'untrusted:B01/1',
          severity: 'warning',
          since: '2026-03-02T16:59:00.000+08:00',
          kind: 'untrusted',
          subject: 'B01/1',
          text: 'B01/1 has not confirmed its failsafe share',
        },
      ],
    });
  });

  it('the audit in pages, newest first, linked', async () => {
    type Page = { readonly items: readonly { readonly seq: number }[]; readonly nextCursor?: string };
    const all = (await world.call('GET /api/v1/audit?limit=100')).body as Page;
    const newest = all.items[0]?.seq ?? 0;
    expect(newest).toBeGreaterThanOrEqual(5);
    expect(all.items.map(({ seq }) => seq)).toEqual(Array.from({ length: newest }, (_, at) => newest - at));
    const first = await world.call('GET /api/v1/audit?limit=2');
    expect((first.body as Page).items.map(({ seq }) => seq)).toEqual([newest, newest - 1]);
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await world.call(`GET ${next}`);
    expect((second.body as Page).items.map(({ seq }) => seq)).toEqual([newest - 2, newest - 3]);
    const rest = await world.call(`GET /api/v1/audit?limit=100&cursor=${(second.body as Page).nextCursor}`);
    expect((rest.body as Page).items.at(-1)).toMatchObject({ seq: 1 });
    expect(rest.headers.get('link')).toBeNull();
  });

  it('HEAD like GET, OPTIONS with the methods, and no caching', async () => {
    const head = await world.call('HEAD /api/v1/grid');
    expect([head.status, head.body, head.headers.get('cache-control')]).toEqual([200, '', 'no-store']);
    const options = await world.call('OPTIONS /api/v1/envelopes');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST']);
  });
});
