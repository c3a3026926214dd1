import type { V16 } from '../../protocol/index.ts';
import type { CertificateUse } from '../../station-commands.ts';

/** Security whitepaper, CertificateUseEnumType; undefined = a use that 1.6 does not have. */
export function certificateTypeOf(use: CertificateUse): V16.CertificateUseEnumType | undefined {
  if (use === 'central-system') return 'CentralSystemRootCertificate';
  return use === 'manufacturer' ? 'ManufacturerRootCertificate' : undefined;
}
