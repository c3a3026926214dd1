import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { INSTALL_USE } from './certificate-use.ts';

/** 2.0.1 M05. */
export const installCertificate: SendCommand<'install-certificate'> = async (connection, { use, pem }) => {
  if (use === 'oem') return { status: 'unsupported', detail: 'OCPP 2.0.1 has no certificate for this use' };
  const { status } = await call(connection, 'InstallCertificate', {
    certificateType: INSTALL_USE[use],
    certificate: pem,
  });
  return answerOfStatus(status);
};
