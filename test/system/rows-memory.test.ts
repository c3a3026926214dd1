/**
 * Post-condition of the rows A and B: what bad input costs is given back. Each row is repeated some hundred times after a warm-up of the same kind; a
 * connection that stays behind would be some 10 kB each time.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { closeCode, frame } from '../ocpp/gateway/raw-frames.ts';
import { KEY, startWatched, type WatchedService } from './watched-service.ts';

const REPETITIONS = 500;
/** Half of what the smallest connection holds: caches and compiled code cost some, a leak costs all of it. */
const MOST_KB_A_REPETITION = 5;

let site: WatchedService;
let port = 0;
beforeAll(async () => {
  site = await startWatched({ trustedProxies: ['127.0.0.1'] });
  port = site.service.port;
});
afterAll(() => site.close());

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** kB on and off the heap: the least of some looks, since what is on its way out is not a leak. */
async function usedKb(): Promise<number> {
  let leastKb = Infinity;
  for (let look = 0; look < 5; look++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    leastKb = Math.min(leastKb, (heapUsed + external) / 1024);
  }
  return leastKb;
}

/** Grows from the second half to the end; `once` is told how often it ran before. */
async function growthKb(once: (count: number) => Promise<void>): Promise<number> {
  let count = 0;
  const repeat = async (): Promise<void> => {
    for (let n = 0; n < REPETITIONS; n++) {
      await once(count++);
    }
  };
  await repeat();
  const beforeKb = await usedKb();
  await repeat();
  return (await usedKb()) - beforeKb;
}

async function refused(path: string, authorization: string): Promise<void> {
  const { status, socket } = await rawUpgrade(port, { path, headers: { Authorization: authorization } });
  expect([401, 404, 429]).toContain(status);
  socket.destroy();
}

async function upgraded(count: number) {
  // Fewer connections an hour than get a station blocked.
  if (count % 50 === 0) site.advance(3_600_000);
  const headers = { Authorization: basic('CP1', KEY) };
  const { socket, status } = await rawUpgrade(port, { path: '/ocpp/CP1', headers });
  expect(status).toBe(101);
  return socket;
}

async function gone(): Promise<void> {
  await eventually(
    () => site.service.central.connected().every(({ stationId }) => stationId !== 'CP1'),
    'it to be gone',
  );
}

test.each([
  ['A3 a path that names no station', (n: number) => refused(`/ocpp/..%2f${n}`, basic('CP1', KEY))],
  [
    'A6 A9 unknown stations, soon locked out',
    (n: number) => refused(`/ocpp/GUESS-${n}`, basic(`GUESS-${n}`, 'a wrong password')),
  ],
  [
    'B1 a broken frame',
    async (n: number) => {
      const socket = await upgraded(n);
      const end = closeCode(socket);
      socket.write(frame({ masked: false }, '[]'));
      expect(await end).toBe(1002);
      socket.destroy();
      await gone();
    },
  ],
  [
    'B4 B9 fragments without end behind a message that is none',
    async (n: number) => {
      const socket = await upgraded(n);
      const end = closeCode(socket);
      const fragments = Array<Buffer>(70).fill(frame({ fin: false, opcode: 0 }, 'a'));
      socket.write(Buffer.concat([frame({}, '[2,"a","Heartbeat"]'), frame({ fin: false }, 'a'), ...fragments]));
      expect(await end).toBe(1008);
      socket.destroy();
      await gone();
    },
  ],
])('%s, over and over: what it cost is given back', async (_row, once) => {
  const grownKb = await site.attacked(() => growthKb(once));
  expect(grownKb / REPETITIONS).toBeLessThan(MOST_KB_A_REPETITION);
});
