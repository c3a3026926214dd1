import type { Connection } from '../../adapter.ts';

/**
 * 1.6 security whitepaper A02, 2.0.1 and 2.1 A02: the same in all. `Accepted` only for a request that the authority will sign; the
 * certificate follows by CertificateSigned. Without an authority, and for certificates of ISO 15118, always `Rejected`.
 */
export async function signCertificate(
  { stationId, deps }: Connection,
  request: { readonly csr: string; readonly certificateType?: string; readonly requestId?: number },
): Promise<{ readonly status: 'Accepted' | 'Rejected' }> {
  const { csr, certificateType = STATION_CERTIFICATE, requestId } = request;
  if (deps.signCertificate === undefined || certificateType !== STATION_CERTIFICATE) return { status: 'Rejected' };
  const willBeSigned = await deps.signCertificate({
    stationId,
    csrPem: csr,
    ...(requestId === undefined ? {} : { requestId }),
  });
  return { status: willBeSigned ? 'Accepted' : 'Rejected' };
}

/** Also what an absent type means (2.0.1 SignCertificateRequest). */
const STATION_CERTIFICATE = 'ChargingStationCertificate';
