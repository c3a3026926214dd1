import type { V16 } from '../../protocol/index.ts';
import { typedCall } from '../../typed-call.ts';

/** A call of OCPP 1.6. */
export const call = typedCall<V16.Messages>();
