import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { routes } from '../../src/api/index.ts';
import { basic, eventually, rawUpgrade } from '../ocpp/gateway/fixture.ts';
import { PlainStation } from './plain-station.ts';
import { CHOSEN, KEY, startWatched, STATIONS } from './watched-service.ts';

/** What somebody tries who has read the source: against the whole service, without a proxy. */

test('who writes an address of its own into X-Forwarded-For is still one address', async () => {
  const site = await startWatched();
  const statuses = await site.attacked(async () => {
    const seen: number[] = [];
    for (let n = 0; n < 14; n++) {
      const { status, socket } = await rawUpgrade(site.service.port, {
        path: `/ocpp/GUESS-${n}`,
        headers: {
          Authorization: basic(`GUESS-${n}`, 'a wrong password'),
          'X-Forwarded-For': `203.0.113.${n}`,
          Forwarded: `for=203.0.113.${n}`,
          'X-Real-IP': `203.0.113.${n}`,
        },
      });
      socket.destroy();
      seen.push(status);
    }
    return seen;
  });
  // Ten, and the turns of an address that is locked: one in 5 s.
  expect(statuses.slice(0, 11)).toEqual(Array<number>(11).fill(401));
  expect(statuses).toContain(429);
  expect(await site.events('login-lockout')).toMatchObject([{ detail: expect.stringContaining('127.0.0.1') }]);
  await site.close();
});

test('headers that only look like credentials let nobody in, and break nothing', async () => {
  const site = await startWatched();
  const encoded = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const table: readonly (readonly [string, string, number])[] = [
    ['the right one, first of all', encoded(`CP1:${KEY}`), 101],
    ['its bytes', encoded(Buffer.concat([Buffer.from('CP1:'), Buffer.from(KEY, 'hex')])), 101],
    ['a NUL behind it', encoded(`CP1:${KEY}\0`), 401],
    ['a line behind it', encoded(`CP1:${KEY}\n`), 401],
    ['zero bytes behind its bytes', encoded(Buffer.concat([Buffer.from('CP1:'), Buffer.from(`${KEY}00`, 'hex')])), 401],
    ['half of it', encoded(`CP1:${KEY.slice(0, 20)}`), 401],
    ['nothing behind the colon', encoded('CP1:'), 401],
    ['a NUL in the name', encoded(`CP1\0:${KEY}`), 401],
    ['another case in the name', encoded(`cp1:${KEY}`), 401],
    ['the name twice', encoded(`CP1:CP1:${KEY}`), 401],
    ['two schemes', `${encoded(`CP1:${KEY}`)}, Bearer x`, 401],
    ['two of them', `${encoded(`CP2:${KEY}`)}, ${encoded(`CP1:${KEY}`)}`, 401],
    ['its hash', encoded(`CP1:${(await site.service.store.stations.get('CP1'))?.passwordHash ?? ''}`), 401],
    ['the key of an operator', site.authorization.authorization, 401],
  ];
  for (const [what, authorization, expected] of table) {
    const { status, socket } = await site.attacked(() =>
      rawUpgrade(site.service.port, { path: '/ocpp/CP1', headers: { Authorization: authorization } }),
    );
    socket.destroy();
    expect([what, status]).toEqual([what, expected]);
    await eventually(() => !site.service.central.connected().some(({ stationId }) => stationId === 'CP1'), 'it to go');
    site.advance(60_000);
  }
  await site.close();
});

test('no password and no key stands in the data folder, the log, the wire log or an answer of the API', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-secrets-'));
  const site = await startWatched({ dataDir });
  const card = '04DEADBEEF7788';
  const byHand = 'set by hand, 7 times';
  const guess = 'a guess that never holds';
  const ofStation = 'told-by-the-station-itself';
  const wifi = 'the wifi of the yard';
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${site.service.url}${path}`, {
      method,
      headers: { ...site.authorization, 'If-Match': '*', 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const station = await PlainStation.connect(site.url, { stationId: 'CP2', password: CHOSEN });
  await station.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
  await station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
  await station.call('Authorize', { idTag: card });
  const timestamp = new Date().toISOString();
  await station.call('StartTransaction', { connectorId: 1, idTag: card, meterStart: 0, timestamp });
  await station.call('DataTransfer', { vendorId: 'V', data: JSON.stringify({ password: ofStation }) });
  await PlainStation.connect(site.url, { stationId: 'CP2', password: guess }).catch(() => undefined);
  // The questions after boot go first; the measurands are the last of them.
  const heard = (name: string): boolean => station.told.some(({ payload }) => payload['key'] === name);
  await eventually(() => heard('MeterValuesSampledData'), 'the questions after boot');
  const ordered = await call('POST', '/api/v1/commands', {
    command: { kind: 'write-settings', values: [{ name: 'WifiPassphrase', value: wifi }] },
    scope: { stationIds: ['CP2'] },
    reason: 'test',
  });
  expect(ordered.status).toBe(202);
  await eventually(() => heard('WifiPassphrase'), 'the setting');
  expect((await call('POST', '/api/v1/stations/CP2/password-rotation')).status).toBe(200);
  const rotated = String(station.told.find(({ payload }) => payload['key'] === 'AuthorizationKey')?.payload['value']);
  expect(rotated).toMatch(/^[0-9a-f]{40}$/);
  expect((await call('PATCH', '/api/v1/stations/CP1', { password: byHand })).status).toBe(200);
  expect((await call('POST', '/api/v1/tokens', { idToken: card })).status).toBe(201);

  const apiKey = site.authorization.authorization.replace('Bearer ', '');
  const passwords = [KEY, CHOSEN, rotated, byHand, guess, ofStation, wifi, apiKey];
  const login = (password: string): string => Buffer.from(`CP2:${password}`).toString('base64');
  const needles = [
    ...passwords.flatMap((password) => [Buffer.from(password), Buffer.from(login(password))]),
    ...[KEY, rotated].map((key) => Buffer.from(key, 'hex')),
  ];
  const found = (where: string, bytes: Buffer): string[] =>
    needles.flatMap((needle, n) => (bytes.includes(needle) ? [`secret ${n} in ${where}`] : []));

  const lists = routes.filter(
    ({ method, path }) => method === 'get' && !path.includes('{') && !path.includes('stream'),
  );
  const ofOne = ['', '/wire-log', '/password-rotation', '/settings'].flatMap((part) =>
    STATIONS.map((stationId) => `/api/v1/stations/${stationId}${part}`),
  );
  const answers: [string, Buffer][] = [];
  for (const path of [...lists.map((route) => route.path), ...ofOne, '/']) {
    answers.push([path, Buffer.from(await (await call('GET', path)).arrayBuffer())]);
  }
  const log = Buffer.from(JSON.stringify(site.log));
  const wireLog = answers.find(([path]) => path === '/api/v1/stations/CP2/wire-log')?.[1].toString() ?? '';
  expect(wireLog).toContain('AuthorizationKey');
  expect(answers.filter(([path]) => !path.includes('/tokens')).filter(([, bytes]) => bytes.includes(card))).toEqual([]);
  expect(log.includes(card)).toBe(false);
  expect([...answers.flatMap(([path, bytes]) => found(path, bytes)), ...found('the log', log)]).toEqual([]);

  const inFolder = (): string[] =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => found(entry.name, readFileSync(join(entry.parentPath, entry.name))));
  expect(inFolder()).toEqual([]);
  station.close();
  await site.close();
  expect(inFolder()).toEqual([]);
  expect(readdirSync(dataDir)).toContain('headroom.db');
  rmSync(dataDir, { recursive: true, force: true });
});
