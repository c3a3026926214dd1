import type { V201 } from '../../protocol/index.ts';
import { typedCall } from '../../typed-call.ts';

/** A call of OCPP 2.0.1. */
export const call = typedCall<V201.Messages>('2.0.1');
