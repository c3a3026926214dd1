import type { SendCommand } from '../../adapter.ts';
import type { CertificateHash, CertificateUse } from '../../station-commands.ts';
import { call } from './call.ts';
import { certificateTypeOf } from './certificate-use.ts';

/**
 * Security whitepaper M03: one call for each use. `result` is `{ certificates: [{ use, hash }] }`; `NotFound` is an empty list. When a
 * call fails the whole command does.
 */
export const listCertificates: SendCommand<'list-certificates'> = async (connection, { use }) => {
  const uses: readonly CertificateUse[] = use === undefined ? ['central-system', 'manufacturer'] : [use];
  const certificates: { readonly use: CertificateUse; readonly hash: CertificateHash }[] = [];
  for (const wanted of uses) {
    const certificateType = certificateTypeOf(wanted);
    if (certificateType === undefined)
      return { status: 'unsupported', detail: 'OCPP 1.6 has no certificate for this use' };
    const { certificateHashData = [] } = await call(connection, 'GetInstalledCertificateIds', { certificateType });
    certificates.push(...certificateHashData.map((hash) => ({ use: wanted, hash })));
  }
  return { status: 'accepted', result: { certificates } };
};
