import { execFileSync } from 'node:child_process';
import { randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
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
  /** As ours would never sign it: with any common names and DNS names, and for a use. */
  signedAs(names: {
    readonly commonNames?: readonly string[];
    readonly dnsNames?: readonly string[];
    readonly use?: 'client' | 'server';
  }): KeyAndCert;
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
    signedAs: ({ commonNames = [], dnsNames = [], use = 'client' }) => {
      const { key, csr } = request('X');
      const ours = authorityOf(ca, Date.now()).sign(csr, 'X');
      if ('refused' in ours) throw new Error(ours.refused);
      const certificate = AsnConvert.parse(new X509Certificate(ours.chainPem).raw, x509.Certificate);
      const { tbsCertificate } = certificate;
      tbsCertificate.subject = new x509.Name(
        commonNames.map((utf8String) => {
          const value = new x509.AttributeValue({ utf8String });
          return new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: '2.5.4.3', value })]);
        }),
      );
      const alternative = new x509.SubjectAlternativeName(dnsNames.map((dNSName) => new x509.GeneralName({ dNSName })));
      const uses = new x509.ExtendedKeyUsage([`1.3.6.1.5.5.7.3.${use === 'client' ? 2 : 1}`]);
      tbsCertificate.extensions = new x509.Extensions([
        extensionOf(x509.id_ce_extKeyUsage, uses),
        ...(dnsNames.length === 0 ? [] : [extensionOf(x509.id_ce_subjectAltName, alternative)]),
      ]);
      const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), ca.key);
      certificate.signatureValue = new Uint8Array(signature).buffer;
      // The bytes as they were read would be written again otherwise.
      delete certificate.tbsCertificateRaw;
      const lines =
        Buffer.from(AsnConvert.serialize(certificate))
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      return { key, cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n') };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function extensionOf(extnID: string, value: unknown): x509.Extension {
  return new x509.Extension({ extnID, critical: false, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
