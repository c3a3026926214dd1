import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createServers } from '../../src/listeners.ts';

it('stations that come while nobody looks wait in the kernel, and are not dropped to come again seconds later', async () => {
  const servers = createServers({
    app: (_request, response) => void response.end(),
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    onUpgrade: () => undefined,
    onHandshakeError: () => undefined,
  });
  const { port } = await servers.listen();
  const sockets: Socket[] = [];
  try {
    // All within one turn of the event loop, in which this process takes none of them up: Node's own queue holds 511.
    let connected = 0;
    for (let n = 0; n < 1_500; n++)
      sockets.push(connect(port, '127.0.0.1', () => (connected += 1)).on('error', () => undefined));
    // What the kernel has completed is told within the next turns; a dropped one tries again after a second.
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(connected).toBe(1_500);
  } finally {
    for (const socket of sockets) socket.destroy();
    await servers.close();
  }
});
