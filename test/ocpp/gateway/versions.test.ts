import { afterEach, expect, test } from 'vitest';
import { createCentralSystem, type LimitCommand, type SessionRegister } from '../../../ocpp/index.ts';
import { connectStation, eventually, startGateway, watchProcess, type TestGateway } from './fixture.ts';

/** The gateway with the real versions: the seam holds, and nothing is left unhandled when sockets go at any moment. */

let gateway: TestGateway;
const watch = watchProcess();
afterEach(async () => {
  await gateway.stop();
  expect(watch.seen).toEqual([]);
});

const sessions: SessionRegister = {
  start: ({ stationId, transactionId = '4711' }) =>
    Promise.resolve({ sessionId: `${stationId}#${transactionId}`, transactionId, isNew: true }),
  end: () => Promise.resolve({ connectorNumber: 1, isNew: true }),
  identify: () => Promise.resolve(true),
  keepSigned: () => Promise.resolve({ connectorNumber: 1, dropped: 0 }),
  open: () => Promise.resolve([]),
};

test('1.6: boot, transaction, and the limit asked for at its start leaves behind its answer', async () => {
  gateway = await startGateway({
    create: createCentralSystem,
    sessions,
    onEvent: (event) => {
      if (event.kind === 'session-started') gateway.system.setLimit(limit(event.sessionId));
    },
  });
  const station = await connectStation(gateway.port, 'A07');
  await station.call('b', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  const timestamp = new Date().toISOString();
  const start = { connectorId: 1, idTag: 'TAG', meterStart: 1_000, timestamp };
  expect(await station.call('s', 'StartTransaction', start)).toEqual([
    3,
    's',
    { idTagInfo: { status: 'Accepted' }, transactionId: 4711 },
  ]);
  const [, , , payload] = await station.until((message) => message[2] === 'SetChargingProfile');
  expect(payload).toMatchObject({ connectorId: 1, csChargingProfiles: { transactionId: 4711 } });
  const order = station.received.map((message) => (message as unknown[]).slice(0, 3).join(' '));
  expect(order.findIndex((line) => line.startsWith('3 s'))).toBeLessThan(
    order.findIndex((line) => line.endsWith('SetChargingProfile')),
  );
});

test('2.0.1: boot and heartbeat', async () => {
  gateway = await startGateway({ create: createCentralSystem, sessions });
  const station = await connectStation(gateway.port, 'B01', { protocol: 'ocpp2.0.1' });
  const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } };
  expect(await station.call('b', 'BootNotification', boot)).toMatchObject([3, 'b', { status: 'Accepted' }]);
  expect(await station.call('h', 'Heartbeat')).toMatchObject([3, 'h', { currentTime: expect.any(String) }]);
  await eventually(() => gateway.events.some(({ kind }) => kind === 'booted'), 'the boot to be told');
});

test('stations that vanish right after each step leave nothing unhandled', async () => {
  // A second of what a version waits before it asks its stations is 10 ms.
  gateway = await startGateway({ create: createCentralSystem, sessions, speed: 100 });
  for (const protocol of ['ocpp1.6', 'ocpp2.0.1']) {
    for (const steps of [0, 1, 2]) {
      const station = await connectStation(gateway.port, `V-${protocol}-${steps}`, { protocol });
      if (steps > 0) await station.call('h', 'Heartbeat');
      if (steps > 1) station.send('[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]');
      station.socket.terminate();
    }
  }
  await eventually(() => gateway.system.connected().length === 0, 'all to be gone');
  await eventually(() => gateway.timers() === 0, 'all that still waited for a delay to have ended');
});

function limit(sessionId: LimitCommand['sessionId']): LimitCommand {
  return {
    commandId: 'c1',
    connectorId: 'A07/1',
    sessionId,
    limitKw: 7,
    electrical: { kind: 'AC', voltageV: 230, phaseCount: 3 },
    failsafeKw: 4.14,
    leaseMs: 120_000,
    decrease: true,
  };
}
