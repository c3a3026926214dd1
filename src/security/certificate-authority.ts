import { createHash, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { securityBounds } from './bounds.ts';
import { readCertificateRequest } from './certificate-request.ts';

/** Signs certificates of stations (2.0.1 A02). Ours is one key in a file; an operator's own authority would be another one. */
export interface CertificateAuthority {
  /** The station's certificate and what stands between it and the root, PEM, leaf first; or why nothing is signed. Never throws. */
  sign(csrPem: string, stationId: string): SignedCertificate | { readonly refused: string };
}

export type SignedCertificate = {
  readonly chainPem: string;
  /** Hex. */
  readonly serialNumber: string;
  readonly validUntilMs: number;
};

/**
 * The authority behind a certificate and its key, both PEM; further certificates up to the root may follow the first. Throws an Error when they do not
 * fit together, are no authority, or the certificate has expired.
 */
export function createCertificateAuthority({
  certPem,
  keyPem,
  nowMs,
  randomBytes,
}: {
  readonly certPem: string;
  readonly keyPem: string;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Buffer;
}): CertificateAuthority {
  const own = new X509Certificate(certPem);
  const key = createPrivateKey(keyPem);
  const validUntilMs = Date.parse(own.validTo);
  if (!own.ca) throw new Error('the certificate of the authority may not sign others (no CA:TRUE)');
  if (!own.checkPrivateKey(key)) throw new Error('the key of the authority is not that of its certificate');
  if (validUntilMs <= nowMs()) throw new Error(`the certificate of the authority expired at ${own.validTo}`);
  const issuer = AsnConvert.parse(own.raw, x509.Certificate).tbsCertificate;
  const between = (certPem.match(PEM_CERTIFICATE) ?? []).filter((pem) => !isSelfSigned(pem));

  return {
    sign: (csrPem, stationId) => {
      const request = readCertificateRequest(csrPem, stationId);
      if ('refused' in request) return request;
      const serial = randomBytes(SERIAL_BYTES);
      // A serial number is positive, and its first bits are not zero: always as many bytes.
      serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
      const untilMs = Math.min(nowMs() + securityBounds.certificates.validityMs, validUntilMs);
      const tbs = new x509.TBSCertificate({
        version: x509.Version.v3,
        serialNumber: bufferOf(serial),
        signature: algorithmOf(key),
        issuer: issuer.subject,
        validity: new x509.Validity({
          notBefore: new Date(nowMs() - securityBounds.certificates.backdateMs),
          notAfter: new Date(untilMs),
        }),
        subject: nameOf(stationId),
        subjectPublicKeyInfo: request.subjectPublicKeyInfo,
        extensions: extensionsOf(request.subjectPublicKeyInfo, issuer.subjectPublicKeyInfo),
      });
      const signature = sign(hashOf(key), Buffer.from(AsnConvert.serialize(tbs)), key);
      const certificate = new x509.Certificate({
        tbsCertificate: tbs,
        signatureAlgorithm: algorithmOf(key),
        signatureValue: bufferOf(signature),
      });
      const pem = pemOf(Buffer.from(AsnConvert.serialize(certificate)));
      return {
        chainPem: [pem, ...between].join('\n'),
        serialNumber: serial.toString('hex').toUpperCase(),
        validUntilMs: untilMs,
      };
    },
  };
}

const SERIAL_BYTES = 16;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const COMMON_NAME = '2.5.4.3';

function isSelfSigned(pem: string): boolean {
  const certificate = new X509Certificate(pem);
  return certificate.checkIssued(certificate);
}

function isRsa(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa';
}

function hashOf(key: KeyObject): 'sha256' | 'sha384' {
  return key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
}

/** RFC 4055 and RFC 5758: RSA has the parameter NULL, ECDSA none. */
function algorithmOf(key: KeyObject): x509.AlgorithmIdentifier {
  if (isRsa(key)) return new x509.AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });
  const algorithm = hashOf(key) === 'sha384' ? '1.2.840.10045.4.3.3' : '1.2.840.10045.4.3.2';
  return new x509.AlgorithmIdentifier({ algorithm });
}

function nameOf(stationId: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: stationId });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: COMMON_NAME, value })]),
  ]);
}

/** No authority, for signing in handshakes as a client, nothing else. */
function extensionsOf(subject: x509.SubjectPublicKeyInfo, issuer: x509.SubjectPublicKeyInfo): x509.Extensions {
  const extension = (extnID: string, critical: boolean, value: unknown): x509.Extension =>
    new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  const keyId = (info: x509.SubjectPublicKeyInfo): ArrayBuffer =>
    bufferOf(createHash('sha1').update(Buffer.from(info.subjectPublicKey)).digest());
  const keyIdentifier = new x509.KeyIdentifier(keyId(issuer));
  return new x509.Extensions([
    extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })),
    extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
    extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([CLIENT_AUTHENTICATION])),
    extension(x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyId(subject))),
    extension(x509.id_ce_authorityKeyIdentifier, false, new x509.AuthorityKeyIdentifier({ keyIdentifier })),
  ]);
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}
