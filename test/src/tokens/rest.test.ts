import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../api/kit.ts';
import { EVENING_MS, HOUR_MS } from '../operations/kit.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const tokens = '/api/v1/tokens';

describe('tokens over REST', () => {
  it('are entered, read in any case, changed with their version, and forgotten', async () => {
    const made = await world.call(`POST ${tokens}`, { body: { idToken: 'Card-1', groupIdToken: 'FLEET' } });
    expect([made.status, made.body]).toMatchObject([
      201,
      { idToken: 'Card-1', type: 'ISO14443', status: 'accepted', maxSessions: 1, groupIdToken: 'FLEET' },
    ]);
    expect(await world.call(`POST ${tokens}`, { body: { idToken: 'CARD-1' } })).toMatchObject({ status: 409 });
    const read = await world.call(`GET ${tokens}/CARD-1`);
    expect(read.body).toEqual(made.body);
    const etag = read.headers.get('etag') ?? '';
    const change = { body: { status: 'blocked' }, headers: { 'if-match': etag } };
    expect(await world.call(`PUT ${tokens}/card-1`, change)).toMatchObject({
      status: 200,
      body: { status: 'blocked' },
    });
    expect(await world.call(`PUT ${tokens}/card-1`, change)).toMatchObject({ status: 412 });
    expect(await world.call(`PUT ${tokens}/card-1`, { body: {} })).toMatchObject({ status: 428 });
    expect(await world.call(`DELETE ${tokens}/card-1`, { headers: { 'if-match': '*' } })).toMatchObject({
      status: 200,
    });
    expect(await world.call(`GET ${tokens}/card-1`)).toMatchObject({ status: 404 });
  });

  it.each([
    [{ idToken: "'; DROP TABLE token" }],
    [{ idToken: '<b>' }],
    [{ idToken: 'A\0' }],
    [{ idToken: '' }],
    [{ idToken: 'A', status: 'perhaps' }],
    [{ idToken: 'A', maxSessions: 0 }],
    [{ idToken: 'A', validFrom: '2026-03-02T18:00:00Z', expiresAt: '2026-03-02T17:00:00Z' }],
    [{ idToken: 'A', colour: 'red' }],
  ])('%j is refused', async (body) => {
    const before = await world.store.tokens.changes();
    expect((await world.call(`POST ${tokens}`, { body })).status).toBe(422);
    expect(await world.store.tokens.changes()).toEqual(before);
  });

  it.each(['viewer', 'researcher', 'operator'] as const)('a %s does not see them', async (as) => {
    expect((await world.call(`GET ${tokens}`, { as })).status).toBe(403);
    expect((await world.call(`GET ${tokens}.csv`, { as })).status).toBe(403);
  });

  it("a card's number is in the stored audit, and neither in the log nor in what the stream tells every viewer", async () => {
    const idToken = '04DEADBEEF5566';
    const told: unknown[] = [];
    const stop = world.operations.onChange((change) => void told.push(change));
    await world.call(`POST ${tokens}`, { body: { idToken } });
    await world.call(`PUT ${tokens}/${idToken}`, { body: { status: 'blocked' }, headers: { 'if-match': '*' } });
    await world.call(`DELETE ${tokens}/${idToken}`, { headers: { 'if-match': '*' } });
    stop();
    const audit = await world.store.audit.list({ limit: 3 });
    expect(audit.map(({ action, subject }) => [action, subject])).toEqual([
      ['token.remove', idToken],
      ['token.change', idToken],
      ['token.add', idToken],
    ]);
    expect(told).toHaveLength(3);
    expect(world.log.some(({ message }) => message.startsWith('DELETE /api/v1/tokens/(token) 200'))).toBe(true);
    expect(JSON.stringify([told, world.log])).not.toContain(idToken);
  });

  it('come from CSV, all or none, and go out as it reads them', async () => {
    const csv = 'idToken,status,expiresAt,note\nC1,accepted,2027-01-01T00:00:00Z,"Doe, J."\nC2,blocked,,\'=1+1\n';
    const load = (text: string) => world.call('POST /api/v1/token-imports', { body: { csv: text } });
    expect((await load(csv)).body).toEqual({ changed: 2, unchanged: 0 });
    expect((await load(csv)).body).toEqual({ changed: 0, unchanged: 2 });
    const refused = await load('idToken,status,expiresAt\nC3,accepted,\nC4,maybe,tomorrow\nc3,,\n');
    expect(refused).toMatchObject({ status: 422 });
    expect(JSON.stringify(refused.body)).toContain('line 4 has a token that stands above it already');
    expect((await world.store.tokens.list()).map(({ idToken }) => idToken)).toEqual(['C1', 'C2']);
    const out = await world.call(`GET ${tokens}.csv`);
    expect(out.headers.get('content-type')).toContain('text/csv');
    expect(await load(String(out.body))).toMatchObject({ body: { changed: 0, unchanged: 2 } });
  });
});

describe('local lists over REST', () => {
  it('tell how far each station is', async () => {
    world.stations.answer = async () => ({ status: 'unsupported' });
    expect(await world.call('POST /api/v1/local-lists/sync', { body: { stationIds: ['A01'] } })).toMatchObject({
      status: 202,
      body: { stationIds: ['A01'] },
    });
    await world.operations.localListsSettled();
    const { body } = await world.call('GET /api/v1/local-lists', { as: 'viewer' });
    expect(body).toMatchObject({ items: [{ stationId: 'A01', state: 'unsupported' }] });
    await world.store.localLists.put({ stationId: 'A01', state: 'current', version: 1, atMs: 0 });
    expect((await world.call('GET /api/v1/local-lists')).body).toMatchObject({ items: [{ state: 'behind' }] });
    expect(await world.call('POST /api/v1/local-lists/sync', { body: {}, as: 'operator' })).toMatchObject({
      status: 403,
    });
  });
});

describe('reservations over REST', () => {
  const expiresAt = new Date(EVENING_MS + HOUR_MS).toISOString();

  it('are made, listed by station, expire, and are cancelled', async () => {
    world.stations.answer = async () => ({ status: 'accepted' });
    const body = { stationId: 'A01', connectorNumber: 1, idToken: '04A1B2C3D4E5', expiresAt };
    const made = await world.call('POST /api/v1/reservations', { body, as: 'operator' });
    expect([made.status, made.body]).toMatchObject([201, { state: 'active', idToken: '***D4E5', connectorNumber: 1 }]);
    await world.call('POST /api/v1/reservations', { body: { ...body, stationId: 'A02' } });
    const list = await world.call('GET /api/v1/reservations?stationId=A01', { as: 'viewer' });
    expect(list.body).toMatchObject({ items: [{ stationId: 'A01' }] });
    const page = await world.call('GET /api/v1/reservations?limit=1');
    const { nextCursor } = page.body as { nextCursor: string };
    expect((await world.call(`GET /api/v1/reservations?limit=1&cursor=${nextCursor}`)).body).toMatchObject({
      items: [{ reservationId: 1 }],
    });
    expect(await world.call('DELETE /api/v1/reservations/1', { as: 'viewer' })).toMatchObject({ status: 403 });
    expect(await world.call('DELETE /api/v1/reservations/1')).toMatchObject({
      status: 200,
      body: { state: 'cancelled' },
    });
    world.clock.nowMs += HOUR_MS;
    expect((await world.call('GET /api/v1/reservations/2')).body).toMatchObject({ state: 'expired' });
    world.clock.nowMs -= HOUR_MS;
  });
});

it('who reads the audit may follow a card, and not use it', async () => {
  const own = await openWorld();
  const idToken = '04DEADBEEF5577';
  await own.call(`POST ${tokens}`, { body: { idToken } });
  await own.call(`PUT ${tokens}/${idToken}`, { body: { status: 'blocked' }, headers: { 'if-match': '*' } });
  await own.call(`DELETE ${tokens}/${idToken}`, { headers: { 'if-match': '*' } });
  const expiresAt = new Date(EVENING_MS + HOUR_MS).toISOString();
  await own.call('POST /api/v1/reservations', { body: { stationId: 'A01', idToken, expiresAt } });
  const shown = await own.call('GET /api/v1/audit?limit=4', { as: 'operator' });
  const { items } = shown.body as { items: { action: string; subject: string; detail: { idToken: string } }[] };
  const mask = items.at(-1)?.subject ?? '';
  expect(mask).toMatch(/^token-[0-9a-f]{12}$/);
  expect(items.map(({ action, subject, detail }) => [action, subject, detail.idToken])).toEqual([
    ['reservation.create', '1', mask],
    ['token.remove', mask, mask],
    ['token.change', mask, mask],
    ['token.add', mask, mask],
  ]);
  expect(JSON.stringify(shown.body)).not.toContain(idToken);
  await own.close();
});
