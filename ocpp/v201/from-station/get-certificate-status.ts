import type { ResponseV201 } from '../../protocol/index.ts';

/** 2.0.1 M06. No address that a station names is fetched, so there is no OCSP answer. */
export function getCertificateStatus(): ResponseV201<'GetCertificateStatus'> {
  return { status: 'Failed', statusInfo: { reasonCode: 'NotFound' } };
}
