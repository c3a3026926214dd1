import type { AuthenticateAnswer, AuthenticateRequest, StationCertificate } from '../../ocpp/index.ts';
import type { PasswordVerifier, StationRecord } from '../store/index.ts';
import type { LoginGuard } from './login-guard.ts';
import { certificateNumber } from './certificate-number.ts';
import { networkOf } from './network-of.ts';
import { acceptedHashes, type Proof, type SecurityProfile } from './station-security.ts';

export type LoginDeps = {
  readonly recordOf: (stationId: string) => StationRecord | undefined;
  readonly unknownStations: 'refuse' | 'quarantine';
  /** No station may connect with less, whatever it is opted in to. */
  readonly minimumProfile: SecurityProfile;
  readonly verifier: PasswordVerifier;
  readonly guard: LoginGuard;
  /** ms that a station is kept out for coming too often; 0 = it may come. */
  readonly blockedMs: (stationId: string) => number;
  readonly nowMs: () => number;
  readonly report: (event: { readonly stationId: string; readonly type: string; readonly detail: string }) => void;
  /** A station has proven who it is. */
  readonly onProven: (record: StationRecord, proof: Proof) => void;
};

/**
 * Who may connect, by OCPP security profiles 1 to 3 (2.0.1 A00): a password, a password over TLS, a certificate. What a station once has
 * shown is the least it must show again. The same answer after the same work for unknown ids, missing and wrong passwords.
 */
export function createLogin(its: LoginDeps): (request: AuthenticateRequest) => Promise<AuthenticateAnswer> {
  return async (request) => {
    const { stationId, remoteAddress } = request;
    const record = its.recordOf(stationId);
    if (record === undefined && its.unknownStations === 'quarantine') return 'quarantined';
    const proof = await proofOf(its, request, record);
    if (proof === 'refused' || 'retryAfterS' in proof) return proof;
    if (record === undefined || record.state === 'disabled') return 'refused';
    const minimum = Math.max(record.securityProfile ?? DEFAULT_PROFILE, its.minimumProfile);
    if (proof.profile < minimum) {
      const detail = `security profile ${proof.profile} from ${remoteAddress}, at least ${minimum} is asked of it`;
      its.report({ stationId, type: 'downgrade-refused', detail });
      return 'forbidden';
    }
    const blockedMs = its.blockedMs(stationId);
    if (blockedMs > 0) return { retryAfterS: blockedMs / 1_000 };
    its.onProven(record, { ...proof, network: networkOf(request.remoteAddress) });
    return record.state === 'quarantined' ? 'quarantined' : 'accepted';
  };
}

/** Profile 0 is for stations that were opted in by name. */
const DEFAULT_PROFILE = 1;
const NO_PASSWORD = Buffer.alloc(0);

async function proofOf(
  its: LoginDeps,
  { stationId, credentials, remoteAddress, tls }: AuthenticateRequest,
  record: StationRecord | undefined,
): Promise<Omit<Proof, 'network'> | 'refused' | { readonly retryAfterS: number }> {
  const { report, verifier, guard, nowMs } = its;
  const certificate = tls?.certificate;
  if (certificate !== undefined && !isWithdrawn(certificate, record)) {
    // A resumed TLS session was verified when it began.
    const isCurrent = certificate.validUntilMs > nowMs();
    if (isCurrent && certificate.names.includes(stationId)) return { profile: 3, certificate };
    const detail = `a certificate ${isCurrent ? 'of another station' : 'that has expired'} from ${remoteAddress}`;
    report({ stationId, type: isCurrent ? 'certificate-mismatch' : 'certificate-invalid', detail });
    return 'refused';
  }
  // Below, with profile 2 the password decides: it can ask for a new certificate.
  if (certificate !== undefined) {
    const detail = `a certificate that was withdrawn from ${remoteAddress}`;
    report({ stationId, type: 'certificate-withdrawn', detail });
  } else if (tls?.certificateProblem !== undefined) {
    // Some stations offer what their maker put in.
    const detail = `a certificate that is not believed (${tls.certificateProblem}) from ${remoteAddress}`;
    report({ stationId, type: 'certificate-invalid', detail });
  } else if (tls !== undefined && record?.securityProfile === 3) {
    report({ stationId, type: 'certificate-missing', detail: `no certificate from ${remoteAddress}` });
  }
  if (credentials === undefined && record?.securityProfile === 0) return { profile: 0 };
  const profile = tls === undefined ? 1 : 2;
  const password = credentials?.password ?? NO_PASSWORD;
  for (const passwordHash of acceptedHashes(record, nowMs())) {
    if (await verifier.recognise(password, passwordHash)) return { profile, passwordHash };
  }
  const address = networkOf(remoteAddress);
  const who = { address, stationId, isKnown: record?.network === address };
  const tried = await guard.attempt(who, () => verifier.verify(password, record?.passwordHash));
  if (typeof tried !== 'string') return tried;
  const passwordHash = record?.passwordHash;
  const isRight =
    tried === 'right' && passwordHash !== undefined && acceptedHashes(record, nowMs()).includes(passwordHash);
  return isRight ? { profile, passwordHash } : 'refused';
}

function isWithdrawn({ serialNumber }: StationCertificate, record: StationRecord | undefined): boolean {
  return record?.withdrawnCertificates?.includes(certificateNumber(serialNumber)) === true;
}
