import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** 2.0.1 A02, A03. The request id is of 2.1, where a SignCertificate has one. */
export const certificateSigned: SendCommand<'certificate-signed'> = async (
  connection,
  { chainPem, use = 'station', requestId },
) => {
  const { status } = await call(connection, 'CertificateSigned', {
    certificateChain: chainPem,
    certificateType: use === 'v2g' ? 'V2GCertificate' : 'ChargingStationCertificate',
    ...(requestId === undefined || connection.version === '2.0.1' ? {} : { requestId }),
  });
  return answerOfStatus(status);
};
