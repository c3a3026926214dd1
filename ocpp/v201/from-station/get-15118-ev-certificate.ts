import type { ResponseV201 } from '../../protocol/index.ts';

/** 2.0.1 M01, M02. No Plug & Charge back office is attached, so no contract certificate is handed out. */
export function get15118EvCertificate(): ResponseV201<'Get15118EVCertificate'> {
  return { status: 'Failed', exiResponse: '', statusInfo: { reasonCode: 'NotFound' } };
}
