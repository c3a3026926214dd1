import type { SendCommand } from '../../adapter.ts';
import { answerOfStatus } from '../../typed-call.ts';
import { call } from './call.ts';
import { certificateUseOf, INSTALL_USE } from './certificate-use.ts';

/** 2.0.1 M03. `result` is `{ certificates: [{ use, hash }] }`; `NotFound` is an empty list. */
export const listCertificates: SendCommand<'list-certificates'> = async (connection, { use }) => {
  if (use === 'oem') return { status: 'unsupported', detail: 'OCPP 2.0.1 has no certificate for this use' };
  const { status, certificateHashDataChain = [] } = await call(
    connection,
    'GetInstalledCertificateIds',
    use === undefined ? {} : { certificateType: [INSTALL_USE[use]] },
  );
  if (status !== 'Accepted' && status !== 'NotFound') return answerOfStatus(status);
  const certificates = certificateHashDataChain.map(({ certificateType, certificateHashData: hash }) => ({
    use: certificateUseOf(certificateType),
    hash,
  }));
  return { status: 'accepted', result: { certificates } };
};
