import { X509Certificate } from 'node:crypto';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { basic, eventually, within } from '../ocpp/gateway/fixture.ts';
import { openPki, type KeyAndCert } from '../src/security/pki.ts';
import { KEY, startWatched, type WatchedService } from './watched-service.ts';

/** Security profiles 1-3 on real TLS: rows A11-A13, no downgrade, certificates from request to renewal. */

const pki = openPki();
let site: WatchedService;
beforeAll(async () => {
  site = await startWatched({
    tls: { cert: pki.server.cert, key: pki.server.key, clientCa: pki.ca.cert, port: 0 },
    stationCa: { certPem: pki.ca.cert, keyPem: pki.ca.key },
  });
});
afterAll(async () => {
  await site.close();
  pki.close();
});

type Offer = { readonly password?: string; readonly certificate?: KeyAndCert };

/** 101, the status of the refusal, or what TLS says. */
async function statusOf(socket: WebSocket): Promise<number | string> {
  const status = await within(
    new Promise<number | string>((resolve) => {
      socket.once('open', () => resolve(101));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    }),
    'an answer',
  );
  socket.on('error', () => {});
  return status;
}

function open(stationId: string, { password, certificate }: Offer, secure = true): WebSocket {
  const options: ClientOptions = {
    ...(password === undefined ? {} : { headers: { authorization: basic(stationId, password) } }),
    ...(secure ? { ca: pki.server.cert, ...certificate } : {}),
  };
  const url = secure ? `wss://127.0.0.1:${site.service.tlsPort}/ocpp/${stationId}` : `${site.url}/${stationId}`;
  return new WebSocket(url, 'ocpp1.6', options);
}

async function tryOnce(stationId: string, offer: Offer, secure = true): Promise<number | string> {
  const socket = open(stationId, offer, secure);
  const status = await statusOf(socket);
  if (status === 101) {
    socket.close();
    await eventually(() => !site.service.central.connected().some((one) => one.stationId === stationId), 'it to go');
  }
  return status;
}

test('A11 a station of profile 2 is let in over TLS, refused before 101 over ws, and 401 tells a stranger nothing', async () => {
  const answers = await site.attacked(async () => [
    await tryOnce('P2', { password: KEY }),
    await tryOnce('P2', { password: KEY }, false),
    await tryOnce('P2', { password: 'a wrong password' }, false),
    await tryOnce('P2', {}),
  ]);
  expect(answers).toEqual([101, 403, 401, 401]);
  expect(await site.events('downgrade-refused')).toMatchObject([{ stationId: 'P2', source: 'gateway' }]);
});

test('no downgrade: who has shown TLS once must show it again, until an operator lowers it', async () => {
  expect(await tryOnce('CP1', { password: KEY }, false)).toBe(101);
  expect(await tryOnce('CP1', { password: KEY })).toBe(101);
  expect(await tryOnce('CP1', { password: KEY }, false)).toBe(403);
  const patched = await fetch(`${site.service.url}/api/v1/stations/CP1`, {
    method: 'PATCH',
    headers: { ...site.authorization, 'Content-Type': 'application/json', 'If-Match': '*' },
    body: JSON.stringify({ securityProfile: 1 }),
  });
  expect([patched.status, await patched.json()]).toEqual([200, expect.objectContaining({ securityProfile: 1 })]);
  expect(await tryOnce('CP1', { password: KEY }, false)).toBe(101);
});

test('profile 0 is for stations that were opted in by name, and ends with the first password', async () => {
  expect(await tryOnce('P0', {}, false)).toBe(101);
  expect(await tryOnce('CP3', {}, false)).toBe(401);
});

test('A12 profile 3 takes the own certificate of an authority, and no other', async () => {
  const year = 365 * 86_400_000;
  const table: readonly (readonly [string, Offer, number, string])[] = [
    ['its own', { certificate: pki.client('P3') }, 101, 'connected'],
    ['none', { password: KEY }, 403, 'certificate-missing'],
    [
      'expired',
      { certificate: pki.client('P3', { atMs: Date.now() - 2 * year }), password: KEY },
      403,
      'certificate-invalid',
    ],
    ['of another authority', { certificate: pki.client('P3', { by: pki.otherCa }) }, 401, 'certificate-invalid'],
    ['of another station', { certificate: pki.client('CP2'), password: KEY }, 401, 'certificate-mismatch'],
    ['self-signed', { certificate: pki.selfSigned('P3') }, 401, 'certificate-invalid'],
  ];
  for (const [what, offer, status, type] of table) {
    const before = (await site.events(type)).length;
    expect([what, await site.attacked(() => tryOnce('P3', offer))]).toEqual([what, status]);
    if (status !== 101) expect([what, (await site.events(type)).length]).toEqual([what, before + 1]);
  }
});

test('a certificate speaks for the names in it, letter by letter, and for a client', async () => {
  const table: readonly (readonly [string, KeyAndCert, number | string])[] = [
    ['its common name', pki.signedAs({ commonNames: ['P3'] }), 101],
    ['a DNS name alone', pki.signedAs({ dnsNames: ['P3'] }), 101],
    ['NUL behind the name', pki.signedAs({ commonNames: ['P3\0.evil.example'] }), 401],
    ['NUL before the name', pki.signedAs({ commonNames: ['evil\0P3'] }), 401],
    ['a line behind the name', pki.signedAs({ commonNames: ['P3\nCN=P3'] }), 401],
    ['a name in the name', pki.signedAs({ commonNames: ['X, CN=P3'] }), 401],
    ['a name in a DNS name', pki.signedAs({ commonNames: ['X'], dnsNames: ['x, DNS:P3'] }), 401],
    ['a quote in a DNS name', pki.signedAs({ commonNames: ['X'], dnsNames: ['x", DNS:P3'] }), 401],
    ['a wildcard', pki.signedAs({ commonNames: ['*'], dnsNames: ['*', 'P*'] }), 401],
    ['another case', pki.signedAs({ commonNames: ['p3'] }), 401],
    ['a blank', pki.signedAs({ commonNames: ['P3 '] }), 401],
    ['the prototype', pki.signedAs({ commonNames: ['__proto__'] }), 401],
    ['no name', pki.signedAs({}), 401],
    ['of a server', pki.signedAs({ commonNames: ['P3'], use: 'server' }), 401],
  ];
  for (const [what, certificate, status] of table)
    expect([what, await site.attacked(() => tryOnce('P3', { certificate }))]).toEqual([what, status]);
});

test('a certificate that an operator withdraws lets nobody in any more, and its station comes back with another one', async () => {
  site.advance(60_000);
  const lost = pki.client('P3');
  const next = pki.client('P3');
  const withdraw = (body: object): Promise<Response> =>
    fetch(`${site.service.url}/api/v1/stations/P3/certificate-withdrawals`, {
      method: 'POST',
      headers: { ...site.authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const socket = open('P3', { certificate: lost });
  expect(await statusOf(socket)).toBe(101);
  await eventually(() => site.service.central.connected().some(({ stationId }) => stationId === 'P3'), 'it to connect');
  const withdrawn = await withdraw({});
  const { serialNumber } = new X509Certificate(lost.cert);
  expect([withdrawn.status, await withdrawn.json()]).toEqual([200, { stationId: 'P3', serialNumber }]);
  await eventually(() => socket.readyState === WebSocket.CLOSED, 'it to be dropped');
  expect(await site.attacked(() => tryOnce('P3', { certificate: lost }))).toBe(401);
  expect(await tryOnce('P3', { certificate: lost, password: KEY })).toBe(403);
  expect((await site.events('certificate-withdrawn')).length).toBe(2);
  expect((await site.service.store.stations.get('P3'))?.certificate).toBeUndefined();
  expect(await tryOnce('P3', { certificate: next })).toBe(101);
  // The number as people write it, of one that it does not use: it stays connected.
  const stays = open('P3', { certificate: next });
  expect(await statusOf(stays)).toBe(101);
  const spare = pki.client('P3');
  const colons = new X509Certificate(spare.cert).serialNumber.toLowerCase().match(/../g)?.join(':');
  expect((await withdraw({ serialNumber: `00:${colons}` })).status).toBe(200);
  expect((await withdraw({ serialNumber: 'not a number' })).status).toBe(422);
  expect(stays.readyState).toBe(WebSocket.OPEN);
  stays.close();
  await eventually(() => !site.service.central.connected().some((one) => one.stationId === 'P3'), 'it to go');
  // What was tried above is forgotten: without a certificate it was a wrong password each time.
  site.advance(60_000);
  expect(await tryOnce('P3', { certificate: spare })).toBe(401);
  const shown = await fetch(`${site.service.url}/api/v1/stations/P3`, { headers: site.authorization });
  expect(await shown.json()).toMatchObject({
    certificateNumber: new X509Certificate(next.cert).serialNumber,
    withdrawnCertificates: [serialNumber, new X509Certificate(spare.cert).serialNumber],
  });
  const [last] = await site.service.store.audit.list({ limit: 1 });
  expect(last).toMatchObject({ action: 'station.withdraw-certificate', subject: 'P3' });
});

test('a certificate of its maker does not keep a station of profile 2 out', async () => {
  expect(await tryOnce('P2', { password: KEY, certificate: pki.client('MAKER-7', { by: pki.otherCa }) })).toBe(101);
});

test('A13 old TLS, weak ciphers, garbage and silly names end the handshake, nothing else', async () => {
  const port = site.service.tlsPort ?? 0;
  const handshake = (options: ConnectionOptions): Promise<string> =>
    within(
      new Promise((resolve) => {
        const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
        socket.once('secureConnect', () => {
          resolve(`connected ${socket.getProtocol()}`);
          socket.destroy();
        });
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      }),
      'the handshake to end',
    );
  const garbage = (bytes: Buffer): Promise<string> =>
    within(
      new Promise((resolve) => {
        const socket = connectPlain(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('error', () => {}).resume();
        socket.once('close', () => resolve('closed'));
      }),
      'garbage to be closed',
    );
  const old = { ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1' } as const;
  const answers = await site.attacked(() =>
    Promise.all([
      handshake({ ...old, maxVersion: 'TLSv1' }),
      handshake({ ...old, maxVersion: 'TLSv1.1' }),
      handshake({ ciphers: 'NULL-SHA256:@SECLEVEL=0', maxVersion: 'TLSv1.2' }),
      handshake({ ciphers: 'AES128-SHA:@SECLEVEL=0', maxVersion: 'TLSv1.2' }),
      garbage(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')),
      garbage(Buffer.alloc(20_000, 0xff)),
      handshake({ servername: `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}` }),
      handshake({ maxVersion: 'TLSv1.2' }),
      handshake({}),
    ]),
  );
  expect(answers.slice(0, 4).every((answer) => /^ERR_SSL|ECONNRESET/.test(answer))).toBe(true);
  expect(answers.slice(4, 6)).toEqual(['closed', 'closed']);
  expect(answers.slice(7)).toEqual(['connected TLSv1.2', 'connected TLSv1.3']);
  expect((await site.events('tls-handshake-failed')).length).toBeGreaterThan(0);
  // Whoever asks the port of the stations for anything else gets nothing.
  const plainAnswer = await fetch(`${site.service.url}/healthz`);
  expect(plainAnswer.status).toBe(200);
});

test('A02 a station gets its certificate by SignCertificate and connects with it alone', async () => {
  const socket = open('CP4', { password: KEY });
  const told: { readonly action: string; readonly payload: Record<string, unknown> }[] = [];
  const answers = new Map<string, unknown>();
  socket.on('message', (data: Buffer) => {
    const [type, id, third, fourth] = JSON.parse(data.toString()) as [number, string, string, Record<string, unknown>];
    if (type !== 2) {
      answers.set(id, third);
      return;
    }
    told.push({ action: third, payload: fourth });
    socket.send(
      JSON.stringify([3, id, third === 'GetConfiguration' ? { configurationKey: [] } : { status: 'Accepted' }]),
    );
  });
  expect(await statusOf(socket)).toBe(101);
  const { csr, key } = pki.request('CP4');
  const ask = async (id: string, csrPem: string): Promise<unknown> => {
    socket.send(JSON.stringify([2, id, 'SignCertificate', { csr: csrPem }]));
    await eventually(() => answers.has(id), `the answer to ${id}`);
    return answers.get(id);
  };
  socket.send(JSON.stringify([2, 'boot', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]));
  await eventually(() => answers.has('boot'), 'the boot');
  expect(await ask('own', csr)).toEqual({ status: 'Accepted' });
  expect(await ask('other', pki.request('CP1').csr)).toEqual({ status: 'Rejected' });
  await eventually(() => told.some(({ action }) => action === 'CertificateSigned'), 'the certificate');
  const chain = told.find(({ action }) => action === 'CertificateSigned')?.payload['certificateChain'];
  // C15: a flood is refused, whatever is in it.
  const flood = await site.attacked(() => Promise.all(Array.from({ length: 100 }, (_, n) => ask(`flood-${n}`, csr))));
  expect(flood.filter((answer) => (answer as { status: string }).status === 'Accepted').length).toBeLessThanOrEqual(1);
  socket.close();
  await eventually(() => !site.service.central.connected().some(({ stationId }) => stationId === 'CP4'), 'it to go');
  expect(await tryOnce('CP4', { certificate: { key, cert: String(chain) } })).toBe(101);
  // From now on nothing less.
  expect(await tryOnce('CP4', { password: KEY })).toBe(403);
  expect((await site.service.store.stations.get('CP4'))?.certificate?.validUntilMs).toBeGreaterThan(Date.now());
});
