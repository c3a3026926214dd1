import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './kit.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const HEARTBEAT = 'POST /api/v1/sources/dispatcher-key/heartbeat';

describe('sources of limits', () => {
  it('are listed with whether they are alive', async () => {
    const { status, body } = await world.call('GET /api/v1/sources', { as: 'viewer' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [{ sourceId: 'dispatcher-key', nodeId: 'T1', failsafeKw: 120, heartbeatSeconds: 120, phase: 'init' }],
    });
  });

  it('say themselves that they are alive, and are told until when that holds', async () => {
    const { status, body } = await world.call(HEARTBEAT, { as: 'dispatcher' });
    expect(status).toBe(200);
    const { receivedAt, nextBefore } = body as { receivedAt: string; nextBefore: string };
    expect(Date.parse(nextBefore) - Date.parse(receivedAt)).toBe(120_000);
    expect(world.control.posted).toContainEqual({ kind: 'heartbeat', sourceId: 'dispatcher-key' });
  });

  it.each([
    ['another key', HEARTBEAT, 'admin', 403],
    ['a key that may set no limits', HEARTBEAT, 'operator', 403],
    ['a source that nobody knows', 'POST /api/v1/sources/nobody/heartbeat', 'dispatcher', 404],
    ['nobody', HEARTBEAT, undefined, 401],
  ] as const)('%s is refused', async (_who, request, as, status) => {
    const before = world.control.posted.length;
    const headers = as === undefined ? { authorization: 'Bearer wrong' } : {};
    const answer = await world.call(request, { ...(as === undefined ? {} : { as }), headers });
    expect(answer.status).toBe(status);
    expect(world.control.posted.length).toBe(before);
  });

  it('are heard by the limits that they set: the control loop is told whose word it is', async () => {
    const { status } = await world.call('POST /api/v1/envelopes', {
      as: 'dispatcher',
      body: { nodeId: 'T1', limitKw: 90, reason: 'test' },
      headers: { 'idempotency-key': 'source-test-1' },
    });
    expect(status).toBe(201);
    expect(world.control.posted.at(-1)).toMatchObject({
      kind: 'envelopes',
      writer: { by: 'rest:dispatcher-key', nodeId: 'T1' },
    });
  });

  it('and transformers are in the metrics', async () => {
    const { body } = await world.call('GET /metrics', { as: 'viewer' });
    expect(body).toContain('headroom_source_controlled{source="dispatcher-key",node="T1"} 0');
  });
});
