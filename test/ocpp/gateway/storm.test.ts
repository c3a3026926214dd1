import { expect, test } from 'vitest';
import { createCentralSystem } from '../../../ocpp/index.ts';
import { ACCEPTANCE } from '../../../ocpp/acceptance.ts';
import { SETTLING, Settling } from '../../../ocpp/settling.ts';
import { connectStation, eventually, PASSWORD, startGateway, type TestStation } from './fixture.ts';
import { NEXT_TURN_MS } from '../../../ocpp/gateway/handshake-gate.ts';
import { VirtualClock } from './virtual-clock.ts';

const STATIONS = 300;
/** Some passwords take longer to check: their handshakes are in flight while the others boot. */
const SLOW = SETTLING.stormHandshakes + 10;

test('a city comes back: every boot is answered before the first question, then a bounded number is asked at a time', async () => {
  const clock = new VirtualClock();
  const slow: (() => void)[] = [];
  let jitter = 0;
  const gateway = await startGateway({
    create: (deps) => createCentralSystem({ ...deps, clock, randomInt: (below) => jitter++ % below }),
    authenticate: async ({ stationId }) => {
      if (Number(stationId.slice(1)) >= STATIONS - SLOW) await new Promise<void>((resolve) => slow.push(resolve));
      return 'accepted';
    },
  });
  const ids = Array.from({ length: STATIONS }, (_, index) => `S${index}`);
  const log: string[] = [];
  /** Questions that wait for their answer. */
  const open = new Map<string, () => void>();
  const boot = async (stationId: string): Promise<number> => {
    const station = await connectStation(gateway.port, stationId, { password: PASSWORD });
    listen(station, stationId);
    const answer = await station.call('b', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    log.push('boot');
    return (answer as [number, string, { interval: number }])[2].interval;
  };
  const listen = ({ socket, send }: TestStation, stationId: string): void => {
    socket.on('message', (data: Buffer) => {
      const [type, id] = JSON.parse(data.toString()) as [number, string];
      if (type !== 2) return;
      log.push('question');
      open.set(stationId, () => send(JSON.stringify([4, id, 'NotImplemented', '', {}])));
    });
  };
  const booting = ids.map(boot);
  await eventually(() => {
    clock.advance(NEXT_TURN_MS);
    return log.length === STATIONS - SLOW && slow.length === SLOW;
  }, 'the boots of the others, and the slow handshakes');
  clock.advance(2 * ACCEPTANCE.settleMs);
  for (const go of slow) go();
  const intervals = await Promise.all(booting);
  clock.advance(ACCEPTANCE.settleMs + SETTLING.lookMs);
  await eventually(() => open.size >= SETTLING.maxRunning, 'the first questions');
  // Nobody more is asked while these think.
  clock.advance(SETTLING.lookMs);
  expect(log.indexOf('question')).toBe(STATIONS);
  expect(open.size).toBe(SETTLING.maxRunning);

  // The heartbeats do not stay in step, and none is later than the liveness check expects.
  expect(new Set(intervals).size).toBeGreaterThan(20);
  expect(Math.min(...intervals)).toBe(270);
  expect(Math.max(...intervals)).toBe(300);

  const asked = new Set<string>();
  await eventually(() => {
    for (const [stationId, answer] of open) {
      asked.add(stationId);
      open.delete(stationId);
      answer();
    }
    return asked.size === STATIONS;
  }, 'all to be asked');
  const stopped = gateway.stop();
  clock.advance(1);
  await stopped;
});

test('handshakes that are through at once are a storm as well when many come; a few are not', () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const settling = new Settling(clock);
  const ask = (): void => settling.enter(() => Promise.resolve(void log.push(`asked at ${clock.nowMs()}`)));
  const come = (count: number): void => {
    for (let n = 0; n < count; n++) {
      settling.handshakes(1);
      settling.handshakes(0);
    }
  };
  come(SETTLING.stormArrivals);
  ask();
  expect(log).toEqual(['asked at 0']);
  come(1);
  ask();
  // The storm goes on for a while, below one stretch as well as across two.
  for (let second = 0; second < 3; second++) {
    clock.advance(SETTLING.arrivalsMs - 1);
    come(SETTLING.stormArrivals + 1);
  }
  expect(log).toHaveLength(1);
  clock.advance(2 * SETTLING.arrivalsMs + SETTLING.lookMs);
  expect(log).toHaveLength(2);
  ask();
  expect(log).toHaveLength(3);
});

test('the questions wait while the event loop is late, but not for ever', async () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const settling = new Settling({
    nowMs: () => clock.nowMs(),
    // Whatever is due comes 200 ms late.
    after: (delayMs, run) => clock.after(delayMs + 2 * SETTLING.lateMs, run),
  });
  settling.handshakes(SETTLING.stormHandshakes + 1);
  settling.enter(() => Promise.resolve(void log.push('asked')));
  settling.handshakes(0);
  clock.advance(SETTLING.maxWaitMs - 1_000);
  expect(log).toEqual([]);
  clock.advance(2_000);
  expect(log).toEqual(['asked']);
});
