import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority, type CertificateAuthority } from '../../../src/security/certificate-authority.ts';

export type KeyAndCert = { readonly key: string; readonly cert: string };

/** Certificates of one test run, by openssl and by our own authority. */
export type TestPki = {
  readonly ca: KeyAndCert;
  readonly server: KeyAndCert;
  /** A second authority that nobody trusts. */
  readonly otherCa: KeyAndCert;
  /** Of a station, signed by our own authority as it would have been at `atMs`. */
  client(stationId: string, options?: { readonly by?: KeyAndCert; readonly atMs?: number }): KeyAndCert;
  selfSigned(stationId: string): KeyAndCert;
  /** `key`: arguments of `openssl genpkey`. */
  request(
    commonName: string,
    options?: { readonly key?: readonly string[]; readonly extra?: readonly string[] },
  ): {
    readonly key: string;
    readonly csr: string;
  };
  authority(atMs?: number): CertificateAuthority;
  close(): void;
};

const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const YEAR = ['-days', '365'];

export function openPki(): TestPki {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-pki-'));
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const read = (name: string): string => readFileSync(path(name), 'utf8');

  const selfSigned = (name: string, subject: string, extensions: readonly string[]): KeyAndCert => {
    openssl('genpkey', ...P256, '-out', `${name}.key`);
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    openssl('req', '-x509', '-new', '-key', `${name}.key`, '-subj', subject, ...YEAR, ...added, '-out', `${name}.pem`);
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  };
  const ca = selfSigned('ca', '/O=Test/CN=Test stations', ['keyUsage=critical,keyCertSign']);
  const otherCa = selfSigned('other', '/O=Test/CN=Somebody else', ['keyUsage=critical,keyCertSign']);
  const server = selfSigned('server', '/CN=localhost', ['subjectAltName=IP:127.0.0.1,DNS:localhost']);

  const request: TestPki['request'] = (commonName, { key = P256, extra = [] } = {}) => {
    openssl('genpkey', ...key, '-out', 'station.key');
    writeFileSync(path('empty.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n');
    openssl(
      'req',
      '-new',
      '-config',
      'empty.cnf',
      '-key',
      'station.key',
      '-subj',
      `/CN=${commonName}`,
      ...extra,
      '-out',
      'station.csr',
    );
    return { key: read('station.key'), csr: read('station.csr') };
  };
  const authorityOf = (by: KeyAndCert, atMs: number): CertificateAuthority =>
    createCertificateAuthority({ certPem: by.cert, keyPem: by.key, nowMs: () => atMs, randomBytes });

  return {
    ca,
    otherCa,
    server,
    request,
    authority: (atMs = Date.now()) => authorityOf(ca, atMs),
    selfSigned: (stationId) => selfSigned('self', `/CN=${stationId}`, []),
    client: (stationId, { by = ca, atMs = Date.now() } = {}) => {
      const { key, csr } = request(stationId);
      const signed = authorityOf(by, atMs).sign(csr, stationId);
      if ('refused' in signed) throw new Error(signed.refused);
      return { key, cert: signed.chainPem };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
