import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Extensions,
  id_ce_basicConstraints,
  type Name,
  SubjectPublicKeyInfo,
} from '@peculiar/asn1-x509';
import { securityBounds } from './bounds.ts';

/** A request that may be signed. */
export type CheckedRequest = { readonly subjectPublicKeyInfo: SubjectPublicKeyInfo };

/**
 * Reads a PKCS#10 request of a station and checks all that a signature would vouch for: the station holds the key (its own signature), the key
 * is strong enough (RSA of 2,048 bits or P-256 and more: 2.0.1 A00.FR.506), the name is its own, and it does not want to be an authority.
 * Never throws; `refused` says why, without the input.
 */
export function readCertificateRequest(
  csrPem: string,
  stationId: string,
): CheckedRequest | { readonly refused: string } {
  try {
    return checked(csrPem, stationId);
  } catch {
    return { refused: 'is not a certificate request (PKCS#10, PEM)' };
  }
}

/** One way to read any text: two neighbours that may both take a blank cost minutes on a text of blanks. */
const PEM =
  /^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----$/;
/** Tag of DER. */
const OBJECT_IDENTIFIER = 0x06;
const COMMON_NAME = '2.5.4.3';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
/** What a request may be signed with: nothing weaker than SHA-256. */
const SIGNATURE_HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);

function checked(csrPem: string, stationId: string): CheckedRequest | { readonly refused: string } {
  const body = csrPem.length > securityBounds.certificates.maxCsrLength ? undefined : PEM.exec(csrPem.trim())?.[1];
  if (body === undefined) return { refused: 'is not a certificate request (PKCS#10, PEM) of at most 5,500 characters' };
  const request = AsnConvert.parse(Buffer.from(body, 'base64'), CertificationRequest);
  const { subject, subjectPKInfo, attributes } = request.certificationRequestInfo;
  const key = createPublicKey({ key: Buffer.from(AsnConvert.serialize(subjectPKInfo)), format: 'der', type: 'spki' });
  const weakness = weaknessOf(key);
  if (weakness !== undefined) return { refused: weakness };
  if (key.asymmetricKeyType === 'ec' && !isCurveByName(subjectPKInfo))
    return { refused: 'its key describes a curve of its own instead of naming one' };
  const names = commonNames(subject);
  if (names.length !== 1 || names[0] !== stationId)
    return { refused: 'its common name is not the identity of the station' };
  const wanted = (attributes ?? []).filter(({ type }) => type === EXTENSION_REQUEST).flatMap(({ values }) => values);
  if (wanted.some(wantsAuthority)) return { refused: 'it asks for a certificate that may sign others' };
  const hash = SIGNATURE_HASHES.get(request.signatureAlgorithm.algorithm);
  const signed = request.certificationRequestInfoRaw;
  if (hash === undefined || signed === undefined)
    return { refused: 'its signature has an algorithm that is not accepted' };
  if (!verify(hash, Buffer.from(signed), key, Buffer.from(request.signature)))
    return { refused: 'its signature is wrong: the key is not its own' };
  return { subjectPublicKeyInfo: subjectPKInfo };
}

function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  const { minRsaBits, maxRsaBits } = securityBounds.certificates;
  if (asymmetricKeyType === 'rsa') {
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < minRsaBits || bits > maxRsaBits) return `its RSA key has ${bits} bits, ${minRsaBits} are needed`;
    // With the exponent 1 everybody signs in its name.
    return (asymmetricKeyDetails?.publicExponent ?? 0n) < 3n
      ? 'its RSA key has no exponent that protects it'
      : undefined;
  }
  if (asymmetricKeyType === 'ec' && CURVES.has(asymmetricKeyDetails?.namedCurve ?? '')) return undefined;
  return 'its key is neither RSA nor on one of the curves P-256, P-384 and P-521';
}

/** RFC 5480 2.1.1: parameters that only look like those of a known curve are how keys were forged (CVE-2020-0601). */
function isCurveByName({ algorithm }: SubjectPublicKeyInfo): boolean {
  const { parameters } = algorithm;
  return parameters instanceof ArrayBuffer && new Uint8Array(parameters)[0] === OBJECT_IDENTIFIER;
}

function commonNames(subject: Name): readonly string[] {
  return [...subject].flatMap((relative) =>
    [...relative].filter(({ type }) => type === COMMON_NAME).map(({ value }) => value.toString()),
  );
}

function wantsAuthority(extensionRequest: ArrayBuffer): boolean {
  return [...AsnConvert.parse(extensionRequest, Extensions)]
    .filter(({ extnID }) => extnID === id_ce_basicConstraints)
    .some(({ extnValue }) => AsnConvert.parse(extnValue.buffer, BasicConstraints).cA);
}
