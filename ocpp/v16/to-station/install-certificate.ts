import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { certificateTypeOf } from './certificate-use.ts';

/** Security whitepaper M05. */
export const installCertificate: SendCommand<'install-certificate'> = async (connection, { use, pem }) => {
  const certificateType = certificateTypeOf(use);
  if (certificateType === undefined)
    return { status: 'unsupported', detail: 'OCPP 1.6 has no certificate for this use' };
  return answerOfStatus((await call(connection, 'InstallCertificate', { certificateType, certificate: pem })).status);
};
