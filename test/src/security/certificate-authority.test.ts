import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readCertificateRequest } from '../../../src/security/certificate-request.ts';
import { openPki } from './pki.ts';

const pki = openPki();
afterAll(() => pki.close());
const DAY_MS = 86_400_000;
const P256 = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE REQUEST-----`;

/** So many bytes of a sequence in a sequence in a sequence. */
function nest(bytes: number): Buffer {
  let der = Buffer.alloc(0);
  while (der.length < bytes) {
    const { length } = der;
    const head = length < 128 ? [0x30, length] : [0x30, 0x82, length >> 8, length & 0xff];
    der = Buffer.concat([Buffer.from(head), der]);
  }
  return der;
}

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
  const forged = pem(bytes);
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
    ['a nest of sequences', pem(nest(3_800)), /not a certificate request/],
    ['RSA-PSS', pki.request('CP-1', { key: ['-algorithm', 'RSA-PSS'] }).csr, /neither RSA/],
    [
      'a curve in numbers of its own',
      pki.request('CP-1', { key: [...P256, '-pkeyopt', 'ec_param_enc:explicit'] }).csr,
      /curve of its own/,
    ],
    ['a blank behind the name', pki.request('CP-1 ').csr, /common name/],
    ['a name in another case', pki.request('cp-1').csr, /common name/],
    ['no name', pki.request('CP-1', { extra: ['-subj', '/O=CP-1'] }).csr, /common name/],
    [
      'CA:TRUE behind other wishes',
      pki.request('CP-1', {
        extra: ['-addext', 'subjectAltName=DNS:CP-1', '-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0'],
      }).csr,
      /sign others/,
    ],
  ];
  expect(refusalOf(good)).toHaveProperty('chainPem');
  for (const [what, csr, reason] of table)
    expect([what, refusalOf(csr)]).toEqual([what, { refused: expect.stringMatching(reason) }]);
});

test('a request of blanks is refused at once', { timeout: 20_000 }, () => {
  // Read in more ways than one these take minutes, in which the process does nothing else.
  for (const blanks of ['\n'.repeat(5_400), '\nA '.repeat(1_800)]) {
    const csr = `-----BEGIN CERTIFICATE REQUEST-----${blanks}!`;
    expect(pki.authority().sign(csr, 'CP-1')).toEqual({ refused: expect.stringMatching(/not a certificate request/) });
  }
});

test('an RSA key with the exponent 1, in whose name everybody signs, is refused', () => {
  const { csr } = pki.request('CP-1', { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] });
  const der = Buffer.from(csr.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const at = der.indexOf(Buffer.from([0x02, 0x03, 0x01, 0x00, 0x01]));
  expect(at).toBeGreaterThan(0);
  // As long as before, so that the frame around it still fits: 00 00 01 is no DER, and OpenSSL reads it.
  der.set([0x02, 0x03, 0x00, 0x00, 0x01], at);
  expect(pki.authority().sign(pem(der), 'CP-1')).toEqual({ refused: expect.stringMatching(/exponent/) });
});

test('what a request wishes beside its name and its key does not come into the certificate', () => {
  const { csr } = pki.request('CP-1', {
    extra: [
      '-addext',
      'subjectAltName=DNS:CP-2,DNS:CP-1',
      '-addext',
      'extendedKeyUsage=serverAuth',
      '-addext',
      'keyUsage=keyCertSign',
    ],
  });
  const signed = pki.authority().sign(csr, 'CP-1');
  if ('refused' in signed) throw new Error(signed.refused);
  const { subject, subjectAltName, keyUsage, ca } = new X509Certificate(signed.chainPem);
  expect({ subject, subjectAltName, keyUsage, ca }).toEqual({
    subject: 'CN=CP-1',
    subjectAltName: undefined,
    keyUsage: ['1.3.6.1.5.5.7.3.2'],
    ca: false,
  });
});

test('no bytes make it throw, and no change of a request is signed for another key', () => {
  const good = Buffer.from(pki.request('CP-1').csr.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
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
