import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPki, type KeyAndCert } from '../src/security/pki.ts';
import { PlainStation } from './plain-station.ts';
import { serve, type Served } from './serve.ts';

/** The process dies while a station gets new credentials: the station gets in afterwards with whichever it has. */

const PASSWORD = '4f1d0c5b9a7e3826d1f0c4b85e9a7d3621f08c4b';
const GRID = `
name: Yard
nodes:
  - { id: T1, kind: transformer, ratingKw: 50 }
stations:
  - { id: A01, node: T1, password: ${PASSWORD}, connectors: [{ phases: [L1, L2, L3], ratingA: 32 }] }
`;
const boot = { chargePointVendor: 'Test', chargePointModel: 'Pile' };
const soon = { timeout: 20_000, interval: 20 };
const pki = openPki();
afterAll(() => pki.close());

let dir: string;
let served: Served | undefined;
let stations: PlainStation[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headroom-kill-'));
  writeFileSync(join(dir, 'grid.yaml'), GRID);
});
afterEach(async () => {
  for (const station of stations.splice(0)) station.close();
  await served?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const start = async (further: readonly string[] = []): Promise<Served> =>
  (served = await serve(join(dir, 'grid.yaml'), join(dir, 'data'), further));

/** Its station, or undefined when it is refused. */
async function connect(
  url: string | undefined,
  login: { readonly password?: string | Buffer; readonly tls?: { readonly ca: string } & KeyAndCert },
): Promise<PlainStation | undefined> {
  const station = await PlainStation.connect(url ?? '', { stationId: 'A01', ...login }).catch(() => undefined);
  if (station !== undefined) stations.push(station);
  return station;
}

/** Whether it gets in; it leaves again. */
async function getsIn(url: string | undefined, login: Parameters<typeof connect>[1]): Promise<boolean> {
  const station = await connect(url, login);
  station?.close();
  return station !== undefined;
}

describe('kill -9 while a password is rotated', () => {
  it.each(['heard', 'answered', 'used'] as const)('after the station has %s it', async (step) => {
    const before = await start();
    const key = before.adminKey ?? '';
    const station = await connect(before.stationUrl, { password: PASSWORD });
    if (station === undefined) throw new Error('it was not let in');
    let fresh = '';
    station.hears = (_action, { key: name, value }) => {
      if (name !== 'AuthorizationKey') return false;
      fresh = String(value);
      return step === 'heard';
    };
    await station.call('BootNotification', boot);
    // The questions after boot go first; the measurands are the last of them.
    await vi.waitFor(
      () => expect(station.told.map(({ payload }) => payload['key'])).toContain('MeterValuesSampledData'),
      soon,
    );
    const rotated = before
      .client(key)
      .send('POST', '/api/v1/stations/A01/password-rotation', {})
      .catch(() => undefined);
    await vi.waitFor(() => expect(fresh).toMatch(/^[0-9a-f]{40}$/), soon);
    if (step !== 'heard') expect(await rotated).toMatchObject({ status: 'written' });
    if (step === 'used') {
      station.close();
      expect(await connect(before.stationUrl, { password: Buffer.from(fresh, 'hex') })).toBeDefined();
    }
    await before.kill('SIGKILL');
    await rotated;

    const { stationUrl } = await start();
    // It may not have applied it yet.
    if (step !== 'used') expect(await getsIn(stationUrl, { password: PASSWORD })).toBe(true);
    expect(await getsIn(stationUrl, { password: Buffer.from(fresh, 'hex') })).toBe(true);
    expect(await getsIn(stationUrl, { password: PASSWORD })).toBe(false);
    expect(await getsIn(stationUrl, { password: Buffer.from(fresh, 'hex') })).toBe(true);
  });
});

describe('kill -9 while a certificate is renewed', () => {
  it('the old one holds until the new one is there, then both, and what was withdrawn stays out', async () => {
    const files = {
      'server.pem': pki.server.cert,
      'server.key': pki.server.key,
      'ca.pem': pki.ca.cert,
      'ca.key': pki.ca.key,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const tls = [
      `--tls-cert-file=${join(dir, 'server.pem')}`,
      `--tls-key-file=${join(dir, 'server.key')}`,
      `--tls-client-ca-file=${join(dir, 'ca.pem')}`,
      '--tls-port=0',
      `--station-ca-cert-file=${join(dir, 'ca.pem')}`,
      `--station-ca-key-file=${join(dir, 'ca.key')}`,
    ];
    const old = pki.client('A01');
    const { csr, key } = pki.request('A01');
    const withCertificate = (certificate: KeyAndCert) => ({ tls: { ca: pki.server.cert, ...certificate } });
    /** Comes with the old one and asks for a new one. */
    const asks = async ({ tlsUrl }: Served): Promise<PlainStation> => {
      const station = await connect(tlsUrl, withCertificate(old));
      if (station === undefined) throw new Error('it was not let in');
      await station.call('BootNotification', boot);
      expect(await station.call('SignCertificate', { csr })).toEqual({ status: 'Accepted' });
      return station;
    };

    const first = await start(tls);
    const adminKey = first.adminKey ?? '';
    await asks(first);
    // Signed, and not delivered.
    await first.kill('SIGKILL');

    const second = await start(tls);
    const station = await asks(second);
    let chain = '';
    station.hears = (action, { certificateChain }) => {
      if (action !== 'CertificateSigned') return false;
      chain = String(certificateChain);
      return true;
    };
    await vi.waitFor(() => expect(chain).toContain('BEGIN CERTIFICATE'), soon);
    // Delivered, and not answered.
    await second.kill('SIGKILL');

    const third = await start(tls);
    const renewed = { key, cert: chain };
    expect(await getsIn(third.tlsUrl, withCertificate(old))).toBe(true);
    expect(await getsIn(third.tlsUrl, withCertificate(renewed))).toBe(true);
    expect(await getsIn(third.tlsUrl, withCertificate(old))).toBe(true);
    const shown = (await third.client(adminKey).get('/api/v1/stations/A01')) as { certificateNumber: string };
    await third
      .client(adminKey)
      .send('POST', '/api/v1/stations/A01/certificate-withdrawals', { serialNumber: shown.certificateNumber });
    await third.kill('SIGKILL');

    const fourth = await start(tls);
    expect(await getsIn(fourth.tlsUrl, withCertificate(old))).toBe(false);
    expect(await getsIn(fourth.tlsUrl, withCertificate(renewed))).toBe(true);
  });
});
