/** 1.6 security whitepaper A02, 2.0.1 A02: the same in both. No certificate authority is attached, so nothing is ever signed. */
export function signCertificate(): { readonly status: 'Rejected' } {
  return { status: 'Rejected' };
}
