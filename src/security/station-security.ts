import type { StationCertificate } from '../../ocpp/index.ts';
import type { PasswordRotation, StationRecord } from '../store/index.ts';

/** OCPP security profiles: 0 nothing, 1 password, 2 password over TLS, 3 certificates at both ends. */
export type SecurityProfile = 0 | 1 | 2 | 3;

/** What a station has shown of itself at a login. */
export type Proof = {
  readonly profile: SecurityProfile;
  /** Where it came from (`networkOf`). */
  readonly network: string;
  /** Of the stored hashes the one that the password fits. */
  readonly passwordHash?: string;
  readonly certificate?: StationCertificate;
};

/** Hashes of the passwords that are accepted now. While a rotation is open there may be two. */
export function acceptedHashes(record: StationRecord | undefined, nowMs: number): readonly string[] {
  const own = record?.passwordHash === undefined ? [] : [record.passwordHash];
  const rotation = record?.rotation;
  if (rotation === undefined) return own;
  return isOverlapOver(rotation, nowMs) ? [rotation.passwordHash] : [rotation.passwordHash, ...own];
}

/** Only a station that has acknowledged its new password has no need of the old one. */
function isOverlapOver(rotation: PasswordRotation, nowMs: number): boolean {
  return rotation.status === 'written' && nowMs >= rotation.overlapEndsAtMs;
}

/**
 * The record after a login, or the same one when nothing is new: where it came from, the least security that it must show from now on, the end of
 * a rotation, the certificate that must be renewed some day.
 */
export function afterLogin(
  record: StationRecord,
  { profile, network, passwordHash, certificate }: Proof,
  nowMs: number,
): StationRecord {
  let after = network === record.network ? record : { ...record, network };
  if (profile > (record.securityProfile ?? 1)) after = { ...after, securityProfile: profile };
  if (record.securityProfile === 0 && profile > 0) after = { ...after, securityProfile: profile };
  if (record.rotation !== undefined && passwordHash !== undefined)
    after = afterRotation(after, { rotation: record.rotation, usedHash: passwordHash, nowMs });
  if (certificate !== undefined && certificate.serialNumber !== record.certificate?.serialNumber) {
    const { serialNumber, validUntilMs } = certificate;
    after = { ...after, certificate: { serialNumber, validUntilMs } };
  }
  return after;
}

function afterRotation(
  record: StationRecord,
  {
    rotation,
    usedHash,
    nowMs,
  }: { readonly rotation: PasswordRotation; readonly usedHash: string; readonly nowMs: number },
): StationRecord {
  const { rotation: _, ...rest } = record;
  if (usedHash === rotation.passwordHash) {
    const supersededHash = record.supersededHash ?? record.passwordHash;
    return { ...rest, passwordHash: usedHash, ...(supersededHash === undefined ? {} : { supersededHash }) };
  }
  // It never answered, or the process died while it wrote: it may have the new one and use it from its next reboot on.
  const isLost = rotation.status !== 'written' && nowMs >= rotation.overlapEndsAtMs;
  return isLost ? rest : record;
}
