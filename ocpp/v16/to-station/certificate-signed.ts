import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';

/** Security whitepaper A02. It knows one kind of certificate, the station's own. */
export const certificateSigned: SendCommand<'certificate-signed'> = async (
  connection,
  { chainPem, use = 'station' },
) => {
  if (use !== 'station')
    return { status: 'unsupported', detail: 'OCPP 1.6 knows the certificate of the station alone' };
  return answerOfStatus((await call(connection, 'CertificateSigned', { certificateChain: chainPem })).status);
};
