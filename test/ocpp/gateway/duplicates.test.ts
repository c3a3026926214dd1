import { afterEach, expect, test } from 'vitest';
import { connectStation, eventually, openStation, startGateway, within, type TestGateway } from './fixture.ts';

/** Rows A14-A16: one connection per station, and no lock-out. */

let gateway: TestGateway;
afterEach(() => gateway.stop());

test('A14 while the old connection answers, a second one is refused with 1008 and an alarm', async () => {
  gateway = await startGateway();
  const old = await connectStation(gateway.port, 'CP1');
  const second = await connectStation(gateway.port, 'CP1');
  second.send('[2,"s","Count",{}]');
  expect(await within(second.closed, 'the refusal')).toEqual({
    code: 1008,
    reason: 'this station is connected already',
  });
  // What the refused one said was neither executed nor answered.
  expect(second.received).toEqual([]);
  expect(await old.call('c', 'Count')).toEqual([3, 'c', { count: 1 }]);
  const [connected, security, ...others] = gateway.events.filter(({ kind }) => kind !== 'heard');
  expect(connected).toMatchObject({ kind: 'connected', generation: 1 });
  expect(security).toMatchObject({ kind: 'security', type: 'duplicate-connection', stationId: 'CP1' });
  expect(others).toEqual([]);
});

test('A15 a half-open old connection gives way to the new one, and what the new one said is heard', async () => {
  gateway = await startGateway({ bounds: { duplicateProbeMs: 100 } });
  const old = await connectStation(gateway.port, 'CP1');
  old.socket.pause();
  const answered = (await connectStation(gateway.port, 'CP1')).call('h', 'Heartbeat');
  expect(await answered).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
  expect(gateway.system.connected()).toMatchObject([{ stationId: 'CP1', generation: 2 }]);
  expect(gateway.events.map((event) => [event.kind, 'generation' in event ? event.generation : 0])).toEqual([
    ['connected', 1],
    ['disconnected', 1],
    ['connected', 2],
    ['heard', 0],
  ]);
  old.socket.terminate();
});

test('an old connection that ends while it is probed gives way at once', async () => {
  gateway = await startGateway({ bounds: { duplicateProbeMs: 60_000 } });
  const old = await connectStation(gateway.port, 'CP1');
  old.socket.pause();
  const newcomer = await connectStation(gateway.port, 'CP1');
  old.socket.terminate();
  expect(await newcomer.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
  expect(gateway.system.connected()).toMatchObject([{ generation: 2 }]);
});

test('while a half-open one is probed the latest newcomer waits, the earlier ones are refused', async () => {
  gateway = await startGateway({ bounds: { duplicateProbeMs: 300 } });
  const old = await connectStation(gateway.port, 'CP1');
  old.socket.pause();
  const first = await connectStation(gateway.port, 'CP1');
  const second = await connectStation(gateway.port, 'CP1');
  expect(await within(first.closed, 'the first to be refused')).toMatchObject({ code: 1008 });
  expect(await second.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
  old.socket.terminate();
});

test('A16 of 50 that connect at once with one identity exactly one has a session', async () => {
  gateway = await startGateway();
  const stations = Array.from({ length: 50 }, () => openStation(gateway.port, 'CP1'));
  let closed = 0;
  for (const { socket } of stations) socket.once('close', () => closed++);
  await eventually(() => closed === 49, '49 to be refused');
  const open = stations.filter(({ socket }) => socket.readyState === socket.OPEN);
  expect(open).toHaveLength(1);
  expect(await open[0]?.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
  expect(gateway.events.filter(({ kind }) => kind === 'connected')).toHaveLength(1);
  expect(gateway.system.connected()).toHaveLength(1);
});

test('a newcomer that waits when the gateway closes is sent away, not put in the place of the old one', async () => {
  gateway = await startGateway({ bounds: { duplicateProbeMs: 60_000 } });
  const old = await connectStation(gateway.port, 'CP1');
  old.socket.pause();
  const newcomer = await connectStation(gateway.port, 'CP1');
  await within(gateway.system.close(0), 'the close');
  expect(await newcomer.closed).toEqual({ code: 1008, reason: 'the central system goes away' });
  expect(gateway.events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected']);
  old.socket.terminate();
});
