/** 1.6 section 4.3, 2.0.1 P02: the same in both. No vendor's extension is known here. */
export function dataTransfer(): { readonly status: 'UnknownVendorId' } {
  return { status: 'UnknownVendorId' };
}
