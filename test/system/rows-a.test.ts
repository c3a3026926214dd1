import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { basic, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { CHOSEN, KEY, startWatched, type WatchedService } from './watched-service.ts';

/** Rows A1-A10, A14 and A16-A19 of the bad-input table against the whole service, each with its post-condition. */

let site: WatchedService;
let port = 0;
beforeAll(async () => {
  site = await startWatched({ trustedProxies: ['127.0.0.1'] });
  port = site.service.port;
});
afterAll(() => site.close());

/** An upgrade as if a proxy had forwarded it from `from`, so that each row has an address of its own. */
async function upgrade(
  stationId: string,
  {
    password,
    from,
    username = stationId,
    headers = {},
  }: {
    readonly password?: string | Buffer;
    readonly from: string;
    readonly username?: string;
    readonly headers?: Record<string, string | undefined>;
  },
): Promise<{ readonly status: number; readonly retryAfter: string | undefined; readonly end: () => void }> {
  const answer = await rawUpgrade(port, {
    path: `/ocpp/${stationId}`,
    headers: {
      Authorization: password === undefined ? undefined : basic(username, password),
      'X-Forwarded-For': from,
      ...headers,
    },
  });
  return {
    status: answer.status,
    retryAfter: answer.headers['retry-after'],
    end: () => void answer.socket.destroy(),
  };
}

const statuses = async (
  requests: readonly { path: string; method?: string; headers?: Record<string, string | undefined> }[],
) => Promise.all(requests.map(async (request) => (await rawUpgrade(port, request)).status));

test('A1 A2 A3 paths that name no station', async () => {
  const answers = await site.attacked(() =>
    statuses(
      [
        '/ocpp/%E0%A4%A',
        '/ocpp/%ff',
        '/ocpp/%',
        '//',
        '/ocpp/',
        '/ocpp/..%2f..%2fetc',
        '/ocpp/%00',
        '/ocpp/__proto__',
        '/ocpp/constructor',
        `/ocpp/${'A'.repeat(1024)}`,
        '/ocpp/%F0%9F%94%8C',
        '/ocpp/CP1%20',
      ].map((path) => ({ path })),
    ),
  );
  expect(answers).toEqual([400, 400, 400, ...Array<number>(9).fill(404)]);
});

test('A4 A5 A6 missing, wrong and unknown cost the same, and say the same', async () => {
  const costOf = async (id: string, login: { readonly from: string; readonly password?: string }): Promise<number> => {
    const before = process.cpuUsage();
    expect((await upgrade(id, login)).status).toBe(401);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const kinds = [
    { id: 'CP1', password: undefined },
    { id: 'CP1', password: 'wrong password' },
    { id: 'CP2', password: 'wrong password' },
    { id: 'NOBODY', password: 'wrong password' },
  ];
  const costs = kinds.map(() => Infinity);
  await site.attacked(async () => {
    // In turn, so that what else this process does hits all alike; an address each, so that nothing is locked.
    for (let round = 0; round < 15; round++)
      for (const [n, { id, password }] of kinds.entries()) {
        const cost = await costOf(id, { from: `10.4.${n}.${round}`, ...(password === undefined ? {} : { password }) });
        costs[n] = Math.min(costs[n] ?? Infinity, cost);
      }
  });
  // The least that each cost the processor, however busy the machine: the stretched hash, done or not, would be a factor of ten and more.
  expect(Math.max(...costs) / Math.min(...costs)).toBeLessThan(3);
  const failed = await site.events('login-failed');
  expect(failed.filter(({ stationId }) => stationId === 'NOBODY').length).toBeGreaterThan(0);
});

test('A7 credentials of another station: 401 and an alarm', async () => {
  const { status } = await site.attacked(() => upgrade('CP1', { username: 'CP2', password: CHOSEN, from: '10.7.0.1' }));
  expect(status).toBe(401);
  expect(await site.events('identity-mismatch')).toMatchObject([{ stationId: 'CP1', source: 'gateway' }]);
  await eventually(
    () => site.service.control.view().alarms.some(({ id }) => id === 'security:CP1:identity-mismatch'),
    'the alarm',
  );
});

test('A8 headers that are no credentials', async () => {
  const headers = [
    'Basic !!!',
    'Bearer x',
    `Basic ${Buffer.from('CP1').toString('base64')}`,
    basic('CP1', 'x'.repeat(6_000)),
  ];
  const answers = await site.attacked(() =>
    statuses(headers.map((Authorization) => ({ path: '/ocpp/CP1', headers: { Authorization } }))),
  );
  expect(answers).toEqual([401, 401, 401, 401]);
  const large = { Authorization: basic('CP1', 'x'.repeat(15_000)) };
  expect((await rawUpgrade(port, { path: '/ocpp/CP1', headers: large })).status).toBe(431);
  // The key as bytes is the key as hex text.
  const binary = await upgrade('CP1', { password: Buffer.from(KEY, 'hex'), from: '10.8.0.1' });
  expect(binary.status).toBe(101);
  binary.end();
});

test('A9 1,000 wrong passwords: ten are heard, the rest wait; right ones come in all the while', async () => {
  const from = '10.9.0.1';
  const { guesses, right, elsewhere } = await site.attacked(async () => {
    const sent: Promise<{ readonly status: number; readonly retryAfter: string | undefined }>[] = [];
    for (let n = 0; n < 1_000; n++) {
      sent.push(upgrade(n % 2 === 0 ? 'CP3' : `GUESS-${n}`, { password: `guess number ${n}`, from }));
      if (n % 50 === 49) await sent.at(-1);
    }
    return {
      guesses: await Promise.all(sent),
      // The attacked station itself, and another one, behind the very address that is locked.
      right: await Promise.all(['CP3', 'CP4'].map((id) => upgrade(id, { password: KEY, from }))),
      elsewhere: await upgrade('CP3', { password: 'a wrong one', from: '10.9.0.2' }),
    };
  });
  const later = guesses.slice(10).filter(({ status }) => status === 429);
  expect(later.length).toBeGreaterThanOrEqual(0.98 * 990);
  expect(guesses.filter(({ status }) => status === 101)).toEqual([]);
  for (const { retryAfter } of later) expect(Number(retryAfter)).toBeGreaterThan(0);
  expect(right.map(({ status }) => status)).toEqual([101, 101]);
  for (const { end } of right) end();
  expect(elsewhere.status).toBe(401);
  expect(await site.events('login-lockout')).toMatchObject([{ source: 'gateway', isCritical: false }]);
  // The window over, the address is heard again.
  site.advance(60_000);
  expect((await upgrade('CP3', { password: 'wrong again', from })).status).toBe(401);
});

test('A10 weak passwords are refused by REST', async () => {
  for (const password of ['12345678', 'DEADBEEFDEADBEEF']) {
    const answer = await fetch(`${site.service.url}/api/v1/stations/CP1`, {
      method: 'PATCH',
      headers: { ...site.authorization, 'Content-Type': 'application/json', 'If-Match': '*' },
      body: JSON.stringify({ password }),
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, expect.stringContaining('problem+json')]);
  }
});

test('A14 A16 50 at once with the same name: one session; a second one later is refused with an alarm', async () => {
  const sockets = await site.attacked(async () => {
    const opened = Array.from({ length: 50 }, () => {
      const socket = new WebSocket(`${site.url}/CP4`, 'ocpp1.6', { headers: { authorization: basic('CP4', KEY) } });
      socket.on('error', () => {});
      return socket;
    });
    await eventually(
      () => opened.filter(({ readyState }) => readyState === WebSocket.CLOSED).length === 49,
      '49 to be refused',
    );
    return opened;
  });
  expect(site.service.central.connected().filter(({ stationId }) => stationId === 'CP4').length).toBe(1);
  expect((await site.events('duplicate-connection')).length).toBeGreaterThan(0);
  for (const socket of sockets) socket.terminate();
});

test('A17 A18 A19 handshakes that are none', async () => {
  const at = (headers: Record<string, string | undefined>) => ({ path: '/ocpp/CP1', headers });
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`x${n}`, 'y']));
  const answers = await site.attacked(() =>
    statuses([
      at({ 'Sec-WebSocket-Protocol': ',,,' }),
      at({ 'Sec-WebSocket-Protocol': 'a b' }),
      at({ 'Sec-WebSocket-Version': '8' }),
      at({ 'Sec-WebSocket-Key': 'abc' }),
      at({ Upgrade: 'h2c' }),
      { path: '/ocpp/CP1', method: 'POST' },
      at({ 'X-Large': 'x'.repeat(17_000) }),
      at(many),
      at({ ['__proto__']: 'x', Authorization: basic('CP1', 'wrong') }),
    ]),
  );
  expect(answers.slice(0, 7)).toEqual([400, 400, 426, 400, 400, 400, 431]);
  expect([400, 431]).toContain(answers[7]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
