import type { V201 } from '../../protocol/index.ts';
import type { CertificateUse } from '../../station-commands.ts';

/** 2.0.1 InstallCertificateUseEnumType. */
export const INSTALL_USE = {
  'central-system': 'CSMSRootCertificate',
  manufacturer: 'ManufacturerRootCertificate',
  v2g: 'V2GRootCertificate',
  mo: 'MORootCertificate',
} as const satisfies Partial<Record<CertificateUse, V201.InstallCertificateUseEnumType>>;

const USES: readonly (readonly [string, CertificateUse])[] = [
  ...Object.entries(INSTALL_USE).map(([use, type]) => [type, use as CertificateUse] as const),
  ['V2GCertificateChain', 'v2g'],
  ['OEMRootCertificate', 'oem'],
];

/** What an installed certificate is for; 2.1 knows one more word. */
export function certificateUseOf(type: string): CertificateUse | undefined {
  return USES.find(([word]) => word === type)?.[1];
}
