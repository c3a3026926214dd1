import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startMosquitto } from '../../servers/mosquitto.ts';
import { freePort } from '../../servers/ports.ts';
import { client, startBus, until } from './bus-world.ts';

async function mosquitto() {
  const broker = await startMosquitto();
  onTestFinished(() => broker.stop());
  return broker;
}

const brokers = [
  { name: 'Mosquitto', start: async () => ({ url: (await mosquitto()).url }) },
  { name: 'the embedded broker', start: async () => ({ embedded: { host: '127.0.0.1', port: 0 } }) },
];

describe.each(brokers)('with $name', ({ start }) => {
  test('a meter reading arrives with both times; state goes out, retained, the latest', async () => {
    const { bus, readings } = await startBus(await start());
    await until('the bus is connected', () => bus.state().connected);
    const meter = await client(bus.state().url);
    const atMs = Date.now();
    await meter.publishAsync(
      'headroom/v1/nodes/T1/meter',
      JSON.stringify({ atMs, importKw: 412.5, phaseKw: [137, 138, 137.5], serial: 'X' }),
    );
    await meter.publishAsync('headroom/v1/nodes/F1/meter', JSON.stringify({ atMs, importKw: -3 }), { qos: 1 });
    await until('both readings are there', () => readings.length === 2);
    expect(readings).toEqual([
      {
        nodeId: 'T1',
        receivedAtMs: expect.any(Number) as number,
        measuredAtMs: atMs,
        importKw: 412.5,
        phaseKw: [137, 138, 137.5],
      },
      { nodeId: 'F1', receivedAtMs: expect.any(Number) as number, measuredAtMs: atMs, importKw: -3 },
    ]);
    expect(readings[0]?.receivedAtMs).toBeGreaterThanOrEqual(atMs);

    bus.publishState('nodes/T1/state', { headroomKw: 1 });
    bus.publishState('nodes/T1/state', { headroomKw: 2 });
    bus.publishState('nodes/F1/state', { headroomKw: 3 });
    const seen = new Map<string, string>();
    const onlooker = await client(bus.state().url);
    onlooker.on('message', (topic, payload) => void seen.set(topic, payload.toString()));
    await onlooker.subscribeAsync('headroom/v1/#');
    await until(
      'the last state is seen',
      () => seen.get('headroom/v1/nodes/T1/state') === '{"headroomKw":2}' && seen.size === 2,
    );
    expect(bus.state()).toEqual({ connected: true, url: bus.state().url, rejectedMessages: 0 });
  });

  test('what is no reading of a known node is ignored, counted, and told once a minute and topic', async () => {
    let nowMs = Date.now();
    const { bus, readings, log } = await startBus({ ...(await start()), nowMs: () => nowMs });
    await until('the bus is connected', () => bus.state().connected);
    log.length = 0;
    const meter = await client(bus.state().url);
    const T1 = 'headroom/v1/nodes/T1/meter';
    const bad: [string, string][] = [
      [T1, 'not JSON'],
      [T1, '{"atMs":1}'],
      [T1, `{"atMs":${nowMs},"importKw":1e309}`],
      [T1, `{"atMs":${nowMs},"importKw":"12"}`],
      [T1, `{"atMs":${nowMs},"importKw":10000001}`],
      [T1, `{"atMs":${nowMs},"importKw":1,"phaseKw":[1,2]}`],
      [T1, `{"atMs":${nowMs - 31_000},"importKw":1}`],
      [T1, `{"atMs":${nowMs + 31_000},"importKw":1}`],
      [T1, JSON.stringify({ atMs: nowMs, importKw: 1, padding: 'x'.repeat(4_096) })],
      [T1, ''],
      ['headroom/v1/nodes/T9/meter', `{"atMs":${nowMs},"importKw":1}`],
      ['headroom/v1/nodes/__proto__/meter', `{"atMs":${nowMs},"importKw":1}`],
    ];
    for (const [topic, payload] of bad) await meter.publishAsync(topic, payload, { qos: 1 });
    await until('all were counted', () => bus.state().rejectedMessages === bad.length);
    expect(readings).toEqual([]);
    expect(log).toEqual([
      'warn MQTT message on "headroom/v1/nodes/T1/meter" ignored: not JSON',
      'warn MQTT message on "headroom/v1/nodes/T9/meter" ignored: there is no such node',
      'warn MQTT message on "headroom/v1/nodes/__proto__/meter" ignored: there is no such node',
    ]);
    nowMs += 60_000;
    await meter.publishAsync(T1, `{"atMs":${nowMs - 95_000},"importKw":1}`, { qos: 1 });
    await until('the next minute is told', () => log.length === 4);
    expect(log[3]).toBe(
      'warn MQTT message on "headroom/v1/nodes/T1/meter" ignored: measured 95 s old by its own clock, at most 30 s (and 9 more before)',
    );
  });

  test('readings of a node go forward only: a stored one does not overwrite a new one; a clock put back heals', async () => {
    let nowMs = Date.now();
    const { bus, readings } = await startBus({ ...(await start()), nowMs: () => nowMs });
    await until('the bus is connected', () => bus.state().connected);
    const meter = await client(bus.state().url);
    const send = (atMs: number, importKw: number, node = 'T1') =>
      meter.publishAsync(`headroom/v1/nodes/${node}/meter`, JSON.stringify({ atMs, importKw }), { qos: 1 });
    await send(nowMs, 10);
    await send(nowMs - 5_000, 99);
    await send(nowMs - 5_000, 20, 'F1');
    await send(nowMs, 11);
    await until('three are there', () => readings.length === 3);
    expect(readings.map(({ importKw }) => importKw)).toEqual([10, 20, 11]);
    expect(bus.state().rejectedMessages).toBe(1);
    nowMs -= 3_600_000;
    await send(nowMs, 12);
    await until('the reading after the jump is there', () => readings.length === 4);
  });

  test('a source of limits says that it is alive; what is stored, retained, or of somebody else shows nothing', async () => {
    const place = await start();
    const { bus, heartbeats, readings, log } = await startBus(place);
    await until('the bus is connected', () => bus.state().connected);
    const source = await client(bus.state().url);
    const topic = 'headroom/v1/sources/dso/heartbeat';
    const nowMs = Date.now();
    const say = (payload: string, on = topic) => source.publishAsync(on, payload, { qos: 1 });
    await say(JSON.stringify({ atMs: nowMs }));
    await until('it was heard', () => heartbeats.length === 1);
    log.length = 0;
    await say(JSON.stringify({ atMs: nowMs - 1_000 }));
    await say(JSON.stringify({ atMs: nowMs - 31_000 }));
    await say('alive');
    await say('{}');
    await say(JSON.stringify({ atMs: nowMs }), 'headroom/v1/sources/nobody/heartbeat');
    await until('five were refused', () => bus.state().rejectedMessages === 5);
    await say(JSON.stringify({ atMs: nowMs + 1, more: 'keys' }));
    await until('it was heard again', () => heartbeats.length === 2);
    expect([heartbeats, readings]).toEqual([['dso', 'dso'], []]);
    expect(log).toEqual([
      `warn MQTT message on "${topic}" ignored: said 1000 ms before the one that was taken last`,
      'warn MQTT message on "headroom/v1/sources/nobody/heartbeat" ignored: there is no such source with mqtt: true',
    ]);
    await source.publishAsync(topic, JSON.stringify({ atMs: Date.now() }), { qos: 1, retain: true });
    await bus.close();
    const later = await startBus(place);
    await until('the bus is connected again', () => later.bus.state().connected);
    const again = await client(later.bus.state().url);
    await again.publishAsync(topic, JSON.stringify({ atMs: Date.now() }), { qos: 1 });
    await until('the fresh one was heard', () => later.heartbeats.length > 0);
    expect(later.heartbeats).toEqual(['dso']);
  });

  test('no source, no subscription: a heartbeat is nobody’s', async () => {
    const { bus, heartbeats, readings } = await startBus({ ...(await start()), sourceIds: [] });
    await until('the bus is connected', () => bus.state().connected);
    const source = await client(bus.state().url);
    await source.publishAsync('headroom/v1/sources/dso/heartbeat', JSON.stringify({ atMs: Date.now() }), { qos: 1 });
    await source.publishAsync('headroom/v1/nodes/T1/meter', JSON.stringify({ atMs: Date.now(), importKw: 1 }), {
      qos: 1,
    });
    await until('the meter was heard', () => readings.length === 1);
    expect([heartbeats, bus.state().rejectedMessages]).toEqual([[], 0]);
  });

  test('a retained reading of yesterday, or of now, is never taken', async () => {
    const place = await start();
    const { bus, readings } = await startBus(place);
    await until('the bus is connected', () => bus.state().connected);
    const meter = await client(bus.state().url);
    await meter.publishAsync('headroom/v1/nodes/T1/meter', JSON.stringify({ atMs: Date.now(), importKw: 1 }), {
      retain: true,
      qos: 1,
    });
    await until('it was taken while it was live', () => readings.length === 1);
    if (!('url' in place)) return;
    const later = await startBus(place);
    await until('the second bus is connected', () => later.bus.state().connected);
    await meter.publishAsync('headroom/v1/nodes/F1/meter', JSON.stringify({ atMs: Date.now(), importKw: 2 }), {
      qos: 1,
    });
    await until('a live reading arrives', () => later.readings.length === 1);
    expect(later.readings[0]?.nodeId).toBe('F1');
    expect(later.bus.state().rejectedMessages).toBe(0);
  });
});

describe('with a broker that comes and goes', () => {
  test('a broker that is down does not keep the bus from starting; when it comes, readings and states flow', async () => {
    const broker = await mosquitto();
    await broker.kill();
    const { bus, readings, log } = await startBus({ url: broker.url });
    bus.publishState('nodes/T1/state', { headroomKw: 1 });
    await until('the trouble is told', () => bus.state().lastError !== undefined);
    expect(bus.state()).toEqual({
      connected: false,
      url: broker.url,
      lastError: expect.stringContaining('ECONNREFUSED') as string,
      rejectedMessages: 0,
    });
    bus.publishState('nodes/T1/state', { headroomKw: 2 });
    await broker.start();
    await until('the bus is connected', () => bus.state().connected);

    // Killed again, the broker forgets what was retained: the bus brings the latest state back, and its subscription.
    await broker.kill();
    await until('the loss is noticed', () => !bus.state().connected);
    await broker.start();
    await until('the bus is connected again', () => bus.state().connected);
    const seen: string[] = [];
    const meter = await client(broker.url);
    meter.on('message', (_topic, payload) => void seen.push(payload.toString()));
    await meter.subscribeAsync('headroom/v1/nodes/+/state');
    await meter.publishAsync('headroom/v1/nodes/T1/meter', JSON.stringify({ atMs: Date.now(), importKw: 7 }));
    await until('state and reading are there', () => seen.length > 0 && readings.length > 0);
    expect(seen).toEqual(['{"headroomKw":2}']);
    expect(readings.map(({ importKw }) => importKw)).toEqual([7]);
    expect(log.filter((line) => line.endsWith(': connected')).length).toBe(2);
  });

  test('credentials in the URL never show up in state or log', async () => {
    const port = await freePort();
    const { bus, log } = await startBus({ url: `mqtt://meter:secret-word@127.0.0.1:${port}` });
    await until('the trouble is told', () => log.length > 0);
    expect(bus.state().url).toBe(`mqtt://127.0.0.1:${port}`);
    expect(
      [JSON.stringify(bus.state()), ...log].filter((text) => text.includes('secret-word') || text.includes('meter:')),
    ).toEqual([]);
  });

  test('the embedded broker waits for its port', async () => {
    const squatter = createServer();
    squatter.listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { bus } = await startBus({ embedded: { host: '127.0.0.1', port } });
    expect(bus.state()).toMatchObject({ connected: false, lastError: expect.stringContaining('EADDRINUSE') as string });
    bus.publishState('nodes/T1/state', { headroomKw: 1 });
    await new Promise<void>((resolve) => void squatter.close(() => resolve()));
    await until('it listens', () => bus.state().connected);
    expect(bus.state()).toEqual({ connected: true, url: `mqtt://127.0.0.1:${port}`, rejectedMessages: 0 });
  });

  test('a broker that takes nothing more costs at most a bounded memory: states are dropped, the latest come when it is back', async () => {
    const sockets: Socket[] = [];
    let receivedBytes = 0;
    // A broker that answers CONNECT and SUBSCRIBE (MQTT 5) and then stops reading.
    const stuck = createServer((socket) => {
      sockets.push(socket);
      let packets = 0;
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        receivedBytes += chunk.length;
        packets += 1;
        if (packets === 1) socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
        if (packets === 2) {
          socket.write(Buffer.from([0x90, 4, chunk[2] ?? 0, chunk[3] ?? 0, 0, 0]));
          socket.pause();
        }
      });
    });
    stuck.listen(0, '127.0.0.1');
    await once(stuck, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      stuck.close();
    });
    const address = stuck.address();
    const { bus } = await startBus({
      sourceIds: [],
      url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    });
    await until('the bus is connected', () => bus.state().connected);
    const text = 'x'.repeat(10_000);
    for (let count = 0; count < 6_000; count += 1) {
      bus.publishState('nodes/T1/state', { text, count });
      if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const socket of sockets) socket.resume();
    let before = -1;
    await until('the rest has come', () => {
      const isQuiet = before === receivedBytes;
      before = receivedBytes;
      return isQuiet;
    });
    // 60 MB were published; what the kernel holds for both ends is a few MB.
    expect(receivedBytes).toBeLessThan(20_000_000);
    expect(receivedBytes).toBeGreaterThan(100_000);
  });
});
