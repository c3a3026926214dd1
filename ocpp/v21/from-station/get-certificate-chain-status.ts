import type { Connection } from '../../adapter.ts';
import type { RequestV21, ResponseV21 } from '../../protocol/index.ts';

/**
 * 2.1 M07. Headroom asks no OCSP responder and fetches no revocation list on a station's behalf (the addresses are the sender's): `Failed` says
 * that the status could not be had, for each certificate in the order of the request, until now.
 */
export function getCertificateChainStatus(
  { deps }: Connection,
  { certificateStatusRequests }: RequestV21<'GetCertificateChainStatus'>,
): ResponseV21<'GetCertificateChainStatus'> {
  const nextUpdate = new Date(deps.clock.nowMs()).toISOString();
  return {
    certificateStatus: certificateStatusRequests.map(({ certificateHashData: hash, source }) => ({
      // Which certificate is meant, and not what else the sender wrote (customData is of any size).
      certificateHashData: {
        hashAlgorithm: hash.hashAlgorithm,
        issuerNameHash: hash.issuerNameHash,
        issuerKeyHash: hash.issuerKeyHash,
        serialNumber: hash.serialNumber,
      },
      source,
      status: 'Failed',
      nextUpdate,
    })),
  };
}
