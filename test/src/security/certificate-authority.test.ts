import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readCertificateRequest } from '../../../src/security/certificate-request.ts';
import { openPki } from './pki.ts';

const pki = openPki();
afterAll(() => pki.close());
const DAY_MS = 86_400_000;

test.each([
  ['P-256', undefined],
  ['P-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ['RSA-2048', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
])('a request with %s becomes a certificate of that key, for a client alone, by the authority', (_name, key) => {
  const { csr, key: privateKey } = pki.request('CP-1', key === undefined ? {} : { key });
  const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const signed = pki.authority(nowMs).sign(csr, 'CP-1');
  if ('refused' in signed) throw new Error(signed.refused);
  const certificate = new X509Certificate(signed.chainPem);
  const ca = new X509Certificate(pki.ca.cert);
  expect(certificate.verify(ca.publicKey) && certificate.checkIssued(ca)).toBe(true);
  expect(certificate.subject).toBe('CN=CP-1');
  expect(certificate.ca).toBe(false);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(certificate.serialNumber).toBe(signed.serialNumber);
  expect(Date.parse(certificate.validFrom)).toBe(nowMs - 3_600_000);
  // Never longer than the authority itself, which ends a moment before.
  expect(Date.parse(certificate.validTo)).toBe(Date.parse(ca.validTo));
  expect(Date.parse(certificate.validTo) - nowMs).toBeGreaterThan(364 * DAY_MS);
  expect(privateKey).toContain('PRIVATE KEY');
});

test('C15 what a signature must not vouch for is refused', () => {
  const refusalOf = (csr: string): unknown => pki.authority().sign(csr, 'CP-1');
  const good = pki.request('CP-1').csr;
  const body = good.replaceAll(/-----[^-]+-----|\s/g, '');
  const bytes = Buffer.from(body, 'base64');
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
  const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  const rsa = (bits: number): string =>
    pki.request('CP-1', { key: ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`] }).csr;
  const table: readonly (readonly [string, string, RegExp])[] = [
    ['another name', pki.request('CP-2').csr, /common name/],
    ['a name more', pki.request('CP-1/CN=CP-2').csr, /common name/],
    ['RSA-512', rsa(512), /512 bits/],
    ['RSA-1024', rsa(1024), /1024 bits/],
    ['CA:TRUE', pki.request('CP-1', { extra: ['-addext', 'basicConstraints=CA:TRUE'] }).csr, /sign others/],
    ['Ed25519', pki.request('CP-1', { key: ['-algorithm', 'ED25519'] }).csr, /neither RSA/],
    [
      'P-192',
      pki.request('CP-1', { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-192'] }).csr,
      /neither RSA/,
    ],
    ['SHA-1', pki.request('CP-1', { extra: ['-sha1'] }).csr, /algorithm/],
    ['a wrong signature', forged, /signature is wrong|not a certificate request/],
    ['a certificate', pki.ca.cert, /not a certificate request/],
    ['garbage', 'garbage', /not a certificate request/],
    ['nothing', '', /not a certificate request/],
    ['too much', good + ' '.repeat(6_000), /not a certificate request/],
  ];
  expect(refusalOf(good)).toHaveProperty('chainPem');
  for (const [what, csr, reason] of table)
    expect([what, refusalOf(csr)]).toEqual([what, { refused: expect.stringMatching(reason) }]);
});

test('no bytes make it throw, and no change of a request is signed for another key', () => {
  const good = Buffer.from(pki.request('CP-1').csr.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const pem = (bytes: Uint8Array): string =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  const untouched = readCertificateRequest(pem(good), 'CP-1');
  if ('refused' in untouched) throw new Error(untouched.refused);
  const own = Buffer.from(AsnConvert.serialize(untouched.subjectPublicKeyInfo));
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      const read = readCertificateRequest(pem(bytes), 'CP-1');
      // The wrapping may be read leniently; the key is always the one that has signed.
      expect('refused' in read || Buffer.from(AsnConvert.serialize(read.subjectPublicKeyInfo)).equals(own)).toBe(true);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => 'refused' in readCertificateRequest(pem(bytes), 'CP-1')),
  );
});

test('an authority whose parts do not fit, or that is over, is refused at the start', () => {
  expect(() => pki.authority(Date.now() + 400 * DAY_MS)).toThrow(/expired/);
});
