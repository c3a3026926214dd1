import { createHash, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { bitString, elements, noAttributes, objectId, sequence, set, utf8, zero } from './der.ts';

export type CertificateHash = {
  readonly hashAlgorithm: 'SHA256';
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
};
export type InstalledCertificate = { readonly use: string; readonly hash: CertificateHash };

/** CertificateStoreMaxLength. */
const MAX_INSTALLED = 8;
const COMMON_NAME = objectId(0x55, 0x04, 0x03);
const ECDSA_WITH_SHA256 = objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);

/** The certificates of one station: whom it trusts, and its own. */
export class Certificates {
  readonly #installed = new Map<string, InstalledCertificate>();
  #keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
  #own: X509Certificate | undefined;

  installed(): readonly InstalledCertificate[] {
    return [...this.#installed.values()];
  }

  /** The station's own certificate, once it was signed. */
  own(): X509Certificate | undefined {
    return this.#own;
  }

  /** rejected = no certificate at all; failed = the store is full. */
  install(use: string, pem: string): 'accepted' | 'rejected' | 'failed' {
    const certificate = read(pem);
    if (certificate === undefined) return 'rejected';
    const hash = hashOf(certificate);
    const key = keyOf(hash);
    if (!this.#installed.has(key) && this.#installed.size >= MAX_INSTALLED) return 'failed';
    this.#installed.set(key, { use, hash });
    return 'accepted';
  }

  /** Whether it was there. */
  delete(hash: {
    readonly issuerNameHash: string;
    readonly issuerKeyHash: string;
    readonly serialNumber: string;
  }): boolean {
    return this.#installed.delete(keyOf(hash));
  }

  /** A signing request (PKCS #10, RFC 2986) for a new key on P-256, PEM. */
  request(commonName: string): string {
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = sequence(set(sequence(COMMON_NAME, utf8(commonName))));
    const publicKey = this.#keys.publicKey.export({ type: 'spki', format: 'der' });
    const info = sequence(zero(), name, publicKey, noAttributes());
    const signature = sign('sha256', info, this.#keys.privateKey);
    const request = sequence(info, sequence(ECDSA_WITH_SHA256), bitString(signature));
    const lines = request.toString('base64').match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n');
  }

  /** Whether the chain's first certificate is for the key that was asked for last (security whitepaper A02.FR.06). */
  accept(chainPem: string): boolean {
    const certificate = read(chainPem);
    if (certificate === undefined || this.#keys === undefined) return false;
    if (!certificate.checkPrivateKey(this.#keys.privateKey)) return false;
    this.#own = certificate;
    return true;
  }
}

function read(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** As in OCSP (RFC 6960): name and key of the issuer, by which a self-signed root is found again. */
function hashOf(certificate: X509Certificate): CertificateHash {
  const body = elements(
    elements(elements(certificate.raw)[0]?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0),
  );
  // version [0], serial number, signature algorithm, issuer
  const issuer = body[body[0]?.tag === 0xa0 ? 3 : 2]?.whole ?? Buffer.alloc(0);
  const keyInfo =
    elements(certificate.publicKey.export({ type: 'spki', format: 'der' }))[0]?.content ?? Buffer.alloc(0);
  const keyBits = elements(keyInfo)[1]?.content.subarray(1) ?? Buffer.alloc(0);
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  return {
    hashAlgorithm: 'SHA256',
    issuerNameHash: sha256(issuer),
    issuerKeyHash: sha256(keyBits),
    serialNumber: certificate.serialNumber.toLowerCase(),
  };
}

function keyOf(hash: Omit<CertificateHash, 'hashAlgorithm'>): string {
  return `${hash.issuerNameHash}/${hash.issuerKeyHash}/${hash.serialNumber}`.toLowerCase();
}
