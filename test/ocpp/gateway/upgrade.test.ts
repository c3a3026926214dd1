import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  basic,
  connectStation,
  eventually,
  openStation,
  PASSWORD,
  rawUpgrade,
  startGateway,
  watchProcess,
  type TestGateway,
  type TestStation,
} from './fixture.ts';
import { closeCode, frame } from './raw-frames.ts';

/** Rows A1-A8, A17, A18, A20, A21 of the bad-input table, and the limit of handshakes. */

const BINARY_PASSWORD = Buffer.from([0, 255, 58, 128, 10, 13, 200, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const UNAUTHORIZED = { status: 401, 'www-authenticate': 'Basic realm="OCPP"' };

let gateway: TestGateway;
let healthy: TestStation;
let heartbeats = 0;
let logins = 0;
const watch = watchProcess();

beforeAll(async () => {
  gateway = await startGateway({
    authenticate: ({ stationId, credentials }) => {
      logins++;
      if (stationId === 'BIN')
        return Promise.resolve(credentials?.password.equals(BINARY_PASSWORD) ? 'accepted' : 'refused');
      if (stationId === 'OPEN') return Promise.resolve('accepted');
      if (stationId === 'REJECTS') return Promise.reject(new Error('no database'));
      if (stationId === 'THROWS') throw new Error('no code');
      return Promise.resolve(credentials?.password.toString() === PASSWORD ? 'accepted' : 'refused');
    },
  });
  healthy = await connectStation(gateway.port, 'HEALTHY');
});
afterEach(async () => {
  const id = `healthy-${heartbeats++}`;
  expect(await healthy.call(id, 'Heartbeat')).toEqual([3, id, { currentTime: '2030-01-01T00:00:00.000Z' }]);
  expect(watch.seen).toEqual([]);
});
afterAll(async () => {
  await gateway.stop();
  watch.stop();
});

describe('a path that names no station is refused before anything else looks at it', () => {
  test.each([
    ['A1 broken escape', '/ocpp/%E0%A4%A', 400],
    ['A1 not UTF-8', '/ocpp/%ff', 400],
    ['A1 lone percent', '/ocpp/%', 400],
    ['A2 two slashes', '//', 404],
    ['A2 no identity', '/ocpp/', 404],
    ['A2 other folder', '/CP1', 404],
    ['A2 deeper', '/ocpp/a/CP1', 404],
    ['A3 traversal', '/ocpp/..%2f..%2fetc', 404],
    ['A3 dots', '/ocpp/..', 404],
    ['A3 escaped dots', '/ocpp/%2e%2e', 404],
    ['A3 NUL', '/ocpp/%00', 404],
    ['A3 prototype', '/ocpp/__proto__', 404],
    ['A3 constructor', '/ocpp/constructor', 404],
    ['A3 1 kB', `/ocpp/${'A'.repeat(1024)}`, 404],
    ['A3 49 characters', `/ocpp/${'A'.repeat(49)}`, 404],
    ['A3 emoji', '/ocpp/%F0%9F%94%8C', 404],
    ['A3 trailing blank', '/ocpp/CP1%20', 404],
  ])('%s: %s', async (_row, path, status) => {
    expect((await rawUpgrade(gateway.port, { path })).status).toBe(status);
  });

  test('an identity may have every legal character and 48 of them', async () => {
    const id = `${'A'.repeat(30)}*-_=:+|@.a0`;
    const station = await connectStation(gateway.port, encodeURIComponent(id), { ws: {} }).catch(() => undefined);
    // The user name is the identity as it is, not as it is escaped.
    expect(station).toBeUndefined();
    const { status, socket } = await rawUpgrade(gateway.port, {
      path: `/ocpp/${encodeURIComponent(id)}`,
      headers: { Authorization: basic(id, PASSWORD) },
    });
    expect(status).toBe(101);
    await eventually(() => gateway.system.connected().some(({ stationId }) => stationId === id), 'it to be known');
    socket.destroy();
  });
});

describe('credentials', () => {
  test.each([
    ['A4 none', undefined],
    ['A5 wrong password', basic('CP1', 'wrong')],
    ['A7 of another station', basic('CP2', PASSWORD)],
    ['A8 not base64', 'Basic !!!'],
    ['A8 bearer', 'Bearer x'],
    ['A8 no colon', `Basic ${Buffer.from('CP1').toString('base64')}`],
    ['A8 8 kB', basic('CP1', 'x'.repeat(6_000))],
  ])('%s: 401', async (_row, authorization) => {
    const { status, headers } = await rawUpgrade(gateway.port, {
      path: '/ocpp/CP1',
      headers: { Authorization: authorization },
    });
    expect({ status, 'www-authenticate': headers['www-authenticate'] }).toEqual(UNAUTHORIZED);
  });

  test('A6 an unknown station gets the same answer as a wrong password', async () => {
    const answers = await Promise.all(
      ['CP1', 'NOBODY'].map((id) =>
        rawUpgrade(gateway.port, { path: `/ocpp/${id}`, headers: { Authorization: basic(id, 'wrong') } }),
      ),
    );
    expect(answers[0]?.headers).toEqual(answers[1]?.headers);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test('A7 raises an alarm, at most one a second', async () => {
    let nowMs = 1_000;
    const own = await startGateway({ nowMs: () => nowMs });
    const steal = (): Promise<unknown> =>
      rawUpgrade(own.port, { path: '/ocpp/CP1', headers: { Authorization: basic('CP2', PASSWORD) } });
    for (let n = 0; n < 5; n++) await steal();
    nowMs += 1_000;
    await steal();
    const alarm = { kind: 'security', stationId: 'CP1', type: 'identity-mismatch' };
    const detail = 'credentials of another station from 127.0.0.1';
    expect(own.events).toEqual([
      { ...alarm, atMs: 1_000, detail: `${detail} (1 since the last report)` },
      { ...alarm, atMs: 2_000, detail: `${detail} (5 since the last report)` },
    ]);
    await own.stop();
  });

  test('A8 a malformed header is refused also where a station needs no password', async () => {
    const without = await rawUpgrade(gateway.port, { path: '/ocpp/OPEN', headers: { Authorization: undefined } });
    expect(without.status).toBe(101);
    without.socket.destroy();
    const malformed = await rawUpgrade(gateway.port, { path: '/ocpp/OPEN', headers: { Authorization: 'Basic !!!' } });
    expect(malformed.status).toBe(401);
  });

  test('A8 a binary password works if it is the right one', async () => {
    const right = await rawUpgrade(gateway.port, {
      path: '/ocpp/BIN',
      headers: { Authorization: basic('BIN', BINARY_PASSWORD) },
    });
    const wrong = await rawUpgrade(gateway.port, {
      path: '/ocpp/BIN',
      headers: { Authorization: basic('BIN', BINARY_PASSWORD.subarray(1)) },
    });
    expect([right.status, wrong.status]).toEqual([101, 401]);
    right.socket.destroy();
  });

  test('A8 a header of 20 kB is too much for the http server', async () => {
    const headers = { Authorization: basic('CP1', 'x'.repeat(15_000)) };
    expect((await rawUpgrade(gateway.port, { path: '/ocpp/CP1', headers })).status).toBe(431);
  });

  test.each(['REJECTS', 'THROWS'])('a check that fails is not a refusal of the password: %s', async (id) => {
    const { status, headers } = await rawUpgrade(gateway.port, { path: `/ocpp/${id}` });
    expect([status, headers['retry-after']]).toEqual([503, '10']);
  });
});

describe('the handshake itself', () => {
  test.each([
    ['A17 malformed', { 'Sec-WebSocket-Protocol': ',,,' }, 400],
    ['A17 blank inside', { 'Sec-WebSocket-Protocol': 'a b' }, 400],
    ['A18 version 8', { 'Sec-WebSocket-Version': '8' }, 426],
    ['A18 no version', { 'Sec-WebSocket-Version': undefined }, 426],
    ['A18 short key', { 'Sec-WebSocket-Key': 'abc' }, 400],
    ['A18 no key', { 'Sec-WebSocket-Key': undefined }, 400],
    ['A18 h2c', { Upgrade: 'h2c' }, 400],
  ])('%s is refused before any password is checked', async (_row, headers, status) => {
    const before = logins;
    expect((await rawUpgrade(gateway.port, { path: '/ocpp/CP1', headers })).status).toBe(status);
    expect(logins).toBe(before);
  });

  test('A18 so is an upgrade by POST', async () => {
    const before = logins;
    expect((await rawUpgrade(gateway.port, { path: '/ocpp/CP1', method: 'POST' })).status).toBe(400);
    expect(logins).toBe(before);
  });

  test.each([
    ['none', undefined],
    ['bogus', 'bogus'],
    ['of the future', 'ocpp9'],
  ])('A17 subprotocol %s: 101 without one, then closed', async (_row, protocol) => {
    const { status, headers, socket } = await rawUpgrade(gateway.port, {
      path: '/ocpp/CP1',
      headers: { 'Sec-WebSocket-Protocol': protocol },
    });
    expect([status, headers['sec-websocket-protocol']]).toEqual([101, undefined]);
    expect(await closeCode(socket)).toBe(1002);
    expect(gateway.events.some(({ kind, stationId }) => kind === 'connected' && stationId === 'CP1')).toBe(false);
  });

  test('A17 what a peer without a common subprotocol sends after that harms nobody', async () => {
    const { socket } = await rawUpgrade(gateway.port, {
      path: '/ocpp/CP1',
      headers: { 'Sec-WebSocket-Protocol': 'bogus' },
    });
    const closed = closeCode(socket);
    // A frame with a reserved bit is an error of its socket.
    socket.write(frame({ reserved: 4 }, '[]'));
    expect(await closed).toBe(1002);
  });

  test.each([
    [['ocpp1.6', 'ocpp9'], 'ocpp1.6'],
    [['ocpp9', 'ocpp2.0.1', 'ocpp1.6'], 'ocpp2.0.1'],
    [['ocpp1.6', 'ocpp2.0.1'], 'ocpp1.6'],
  ])('A17 of %j the first that both speak is taken', async (offered, taken) => {
    const station = await connectStation(gateway.port, `MIX-${taken}-${offered.length}`, { protocol: offered });
    expect(station.socket.protocol).toBe(taken);
    station.socket.terminate();
  });

  test('B5 compression is not negotiated', async () => {
    const station = await connectStation(gateway.port, 'DEFLATE', { ws: { perMessageDeflate: true } });
    expect(station.socket.extensions).toBe('');
    station.socket.terminate();
  });
});

describe('a login backend that hangs', () => {
  test('A21 gets 503 within the bound, and later logins work', async () => {
    let isHung = true;
    const own = await startGateway({
      bounds: { authenticateMs: 50, maxHandshakesInFlight: 2 },
      authenticate: () => (isHung ? new Promise(() => {}) : Promise.resolve('accepted')),
    });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => rawUpgrade(own.port, { path: `/ocpp/CP${n}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(503));
    isHung = false;
    const station = await connectStation(own.port, 'CP1');
    expect(await station.call('h', 'Heartbeat')).toEqual([3, 'h', { currentTime: '2030-01-01T00:00:00.000Z' }]);
    await own.stop();
  });

  test('no more handshakes run at a time than the bound, the others wait', async () => {
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const own = await startGateway({
      bounds: { maxHandshakesInFlight: 3 },
      authenticate: async () => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => release.push(resolve));
        running--;
        return 'accepted';
      },
    });
    const stations = Array.from({ length: 12 }, (_, n) => openStation(own.port, `CP${n}`));
    await eventually(() => release.length === 3, 'three to run');
    const drain = setInterval(() => release.shift()?.(), 1);
    await eventually(() => own.system.connected().length === 12, 'all to connect');
    clearInterval(drain);
    expect(most).toBe(3);
    for (const { socket } of stations) socket.terminate();
    await own.stop();
  });

  test('a gateway that closes refuses those that wait and those that come', async () => {
    let asked = 0;
    const own = await startGateway({
      bounds: { maxHandshakesInFlight: 1 },
      authenticate: () => (asked++ === 0 ? new Promise(() => {}) : Promise.resolve('accepted')),
    });
    const waiting = [rawUpgrade(own.port, { path: '/ocpp/CP1' }), rawUpgrade(own.port, { path: '/ocpp/CP2' })];
    await eventually(() => asked === 1, 'the first to be asked');
    await own.system.close(0);
    const late = await rawUpgrade(own.port, { path: '/ocpp/CP3' });
    expect([...(await Promise.all(waiting)), late].map(({ status }) => status)).toEqual([503, 503, 503]);
    await own.stop();
  });
});
