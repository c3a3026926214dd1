import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { securityEventSchema, streamChange, streamDelta, streamState } from '../../../src/api/index.ts';
import type { Role } from '../../../src/store/index.ts';
import { connectorView, EVENING_MS, eveningView, nodeView } from '../operations/kit.ts';
import { exact, openWorld, type World } from './kit.ts';

type Event = { readonly id: string; readonly event: string; readonly data: Record<string, unknown> };
type Listening = {
  readonly events: Event[];
  readonly comments: string[];
  /** Waits until there are so many events, at most five seconds. */
  readonly until: (count: number) => Promise<readonly Event[]>;
  ended: Promise<void>;
  close(): void;
  readonly response: IncomingMessage;
};

let world: World;
const open: Listening[] = [];
beforeEach(async () => void (world = await openWorld({ bounds: { streamIntervalMs: 20, streamHeartbeatMs: 40 } })));
afterEach(async () => {
  for (const listening of open.splice(0)) listening.close();
  await world.close();
});

const schemas = { state: streamState, delta: streamDelta, change: streamChange, 'security-event': securityEventSchema };

async function listen(lastEventId?: string, at = world, role: Role = 'viewer'): Promise<Listening> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const request = get(`${at.url}/api/v1/stream?key=${at.keys[role]}`, { headers });
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request.once('response', resolve).once('error', reject),
  );
  const events: Event[] = [];
  const comments: string[] = [];
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      if (fields['event'] === undefined) comments.push(block);
      else
        events.push({
          id: fields['id'] ?? '',
          event: fields['event'],
          data: JSON.parse(fields['data'] ?? '') as Record<string, unknown>,
        });
    }
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve).on('error', () => undefined));
  request.on('error', () => undefined);
  const until = async (count: number): Promise<readonly Event[]> => {
    for (let waited = 0; events.length < count && waited < 30_000; waited += 10)
      await new Promise((resolve) => setTimeout(resolve, 10));
    for (const { event, data } of events) expect(exact(schemas[event as keyof typeof schemas], data)).toEqual([]);
    return events;
  };
  const listening = { events, comments, until, ended, close: () => request.destroy(), response };
  open.push(listening);
  return listening;
}

describe('the stream', () => {
  it('begins with everything, then tells only what changed and what is gone', async () => {
    const { until, response } = await listen();
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const [state] = await until(1);
    expect(state?.event).toBe('state');
    expect(Object.keys(state?.data ?? {}).sort()).toEqual([
      'alarms',
      'at',
      'connectors',
      'nodes',
      'planner',
      'sessions',
      'stations',
      'tick',
    ]);

    const { nodes, connectors } = eveningView();
    world.control.tick({
      atMs: EVENING_MS + 1000,
      nodes: [...nodes.slice(0, 2), nodeView('F2', { parentId: 'T1', chargingKw: 7 })],
      connectors: connectors.map((connector) => ({ ...connector })),
      alarms: [],
    });
    const [, delta] = await until(2);
    expect(delta).toEqual({
      id: delta?.id,
      event: 'delta',
      data: {
        at: '2026-03-02T17:00:01.000+08:00',
        tick: { count: 3601, lastMs: 2 },
        nodes: [expect.objectContaining({ nodeId: 'F2', chargingKw: 7 })],
        removed: { alarms: ['untrusted:B01/1'] },
      },
    });
  });

  it('a client that was away gets what it missed, once, in order', async () => {
    const first = await listen();
    const [state] = await first.until(1);
    first.close();
    await first.ended;
    world.control.tick({ connectors: [connectorView('A01/1', { powerKw: 3 })] });
    await world.call('POST /api/v1/envelopes', { body: { nodeId: 'T1', limitKw: 1 } });
    const second = await listen(state?.id);
    const missed = await second.until(2);
    expect(missed.map(({ event }) => event)).toEqual(['change', 'delta']);
    expect(missed[0]?.data).toMatchObject({ action: 'envelope.create', actor: 'admin-key' });
    expect(missed[1]?.data).toMatchObject({
      connectors: [{ connectorId: 'A01/1', powerKw: 3 }],
      removed: { connectors: ['A01/2', 'A02/1', 'B01/1'] },
    });
    const ids = [state, ...missed].map((event) => Number(event?.id.split('.')[1]));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it.each(['nonsense', 'run-1001.999', 'run-1.1', ''])('Last-Event-ID %j begins anew', async (id) => {
    const { until } = await listen(id);
    expect((await until(1))[0]?.event).toBe('state');
  });

  it('security events are for keys with audit, as they happen and when they were missed', async () => {
    const viewer = await listen();
    const operator = await listen(undefined, world, 'operator');
    const [[seen], [greeted]] = [await viewer.until(1), await operator.until(1)];
    world.securityEvents.note({
      kind: 'security',
      stationId: 'A01',
      atMs: EVENING_MS,
      type: 'wrong-credentials',
      detail: 'from 192.0.2.7',
    });
    await world.securityEvents.settled();
    world.control.tick({ connectors: [connectorView('A01/1', { powerKw: 3 })] });
    expect((await operator.until(3)).map(({ event }) => event)).toContain('security-event');
    // The greeting of another client is a delta too.
    expect(new Set((await viewer.until(2)).map(({ event }) => event))).toEqual(new Set(['state', 'delta']));
    const again = await listen(seen?.id);
    expect((await again.until(1)).map(({ event }) => event)).not.toContain('security-event');
    const operatorAgain = await listen(greeted?.id, world, 'operator');
    expect((await operatorAgain.until(2)).map(({ event }) => event)).toContain('security-event');
  });

  it('a gap longer than what is kept begins anew', async () => {
    const small = await openWorld({ bounds: { streamReplayEvents: 3 } });
    const first = await listen(undefined, small);
    const [state] = await first.until(1);
    for (let limitKw = 0; limitKw < 4; limitKw += 1)
      await small.call('POST /api/v1/envelopes', { body: { nodeId: 'T1', limitKw } });
    const again = await listen(state?.id, small);
    expect((await again.until(1))[0]?.event).toBe('state');
    const [, fresh] = await first.until(5);
    expect(fresh?.event).toBe('change');
    await small.close();
  });

  it('many ticks become few events, and the last one holds the last state', async () => {
    const slow = await openWorld({ bounds: { streamIntervalMs: 300 } });
    const { until, events } = await listen(undefined, slow);
    await until(1);
    for (let power = 1; power <= 50; power += 1)
      slow.control.tick({ connectors: [connectorView('A01/1', { powerKw: power })] });
    await until(2);
    expect(events.at(-1)?.data).toMatchObject({ connectors: [{ powerKw: 50 }] });
    expect(events.length).toBeLessThanOrEqual(3);
    await slow.close();
  });

  it('beats while nothing happens, and ends when its key is revoked', async () => {
    const { comments, ended } = await listen();
    for (let waited = 0; !comments.includes(': still here') && waited < 30_000; waited += 10)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(comments).toContain(': still here');
    const keys = await world.store.apiKeys.list();
    const viewer = keys.find(({ role }) => role === 'viewer');
    await world.call(`DELETE /api/v1/api-keys/${viewer?.id}`);
    await ended;
  });

  it('a client that does not read is cut off; others go on', async () => {
    const strict = await openWorld({ bounds: { streamBufferBytes: 100_000, streamIntervalMs: 0 } });
    const reader = await listen(undefined, strict);
    const sleeper = await listen(undefined, strict);
    await reader.until(1);
    sleeper.response.pause();
    const text = 'x'.repeat(1_000_000);
    const alarm = eveningView().alarms[0];
    const newest = () => JSON.stringify(reader.events.at(-1)?.data ?? {}).slice(0, 600);
    for (let i = 0; i < 60 && strict.log.every(({ message }) => !message.includes('cut')); i += 1) {
      if (alarm !== undefined) strict.control.tick({ alarms: [{ ...alarm, text: `alarm ${i} ${text}` }] });
      await expect.poll(newest, { timeout: 30_000 }).toContain(`alarm ${i} `);
    }
    const cuts = strict.log.filter(({ message }) => /^stream of viewer-key cut: \d+ bytes behind$/.test(message));
    expect(cuts).toHaveLength(1);
    strict.control.tick({ alarms: [] });
    await expect
      .poll(() => reader.events.at(-1)?.data['removed'], { timeout: 30_000 })
      .toEqual({ alarms: ['untrusted:B01/1'] });
    await strict.close();
  });

  it('has a bounded number of listeners', async () => {
    const narrow = await openWorld({ bounds: { streamClients: 1 } });
    const first = await listen(undefined, narrow);
    const refused = await narrow.call('GET /api/v1/stream');
    expect([refused.status, refused.headers.get('retry-after'), refused.body]).toMatchObject([
      503,
      '10',
      { code: 'busy' },
    ]);
    first.close();
    await first.ended;
    await expect.poll(async () => (await narrow.call('HEAD /api/v1/stream')).status).toBe(200);
    const next = await listen(undefined, narrow);
    expect((await next.until(1))[0]?.event).toBe('state');
    await narrow.close();
  });
});
