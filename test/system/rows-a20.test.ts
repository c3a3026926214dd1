import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { KEY, startWatched, type WatchedService } from './watched-service.ts';

/** Row A20 of the bad-input table against the whole service; it takes as long as its bounds. */

let site: WatchedService;
beforeAll(async () => {
  site = await startWatched();
});
afterAll(() => site.close());

test('A20 2,000 sockets that trickle or say nothing are closed, and a station gets in meanwhile', async () => {
  const sockets: Socket[] = [];
  let closed = 0;
  // A few hundred at a time: the rest of them would wait in the kernel, not in the server.
  for (let batch = 0; batch < 10; batch++) {
    const opened = Array.from({ length: 200 }, () => connect(site.service.port, '127.0.0.1'));
    await Promise.all(opened.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    for (const [n, socket] of opened.entries()) {
      socket.on('error', () => {}).resume();
      socket.once('close', () => closed++);
      if (n % 2 === 0) socket.write('GET /ocpp/CP1 HTTP/1.1\r\nHo');
    }
    sockets.push(...opened);
  }
  const meanwhile = await site.attacked(async () => {
    const answer = await rawUpgrade(site.service.port, {
      path: '/ocpp/CP1',
      headers: { Authorization: basic('CP1', KEY) },
    });
    await eventually(() => closed === sockets.length, 'all 2,000 to be closed', 60_000);
    return answer;
  });
  expect(meanwhile.status).toBe(101);
  meanwhile.socket.destroy();
});
