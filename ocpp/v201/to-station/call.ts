import type { V201 } from '../../protocol/index.ts';
import { typedCall } from '../../typed-call.ts';

/** A call of OCPP 2.0.1, or the same of 2.1: request and answer are checked by the schemas of the connection's version. */
export const call = typedCall<V201.Messages>();
