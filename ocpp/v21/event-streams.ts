import type { Known } from '../adapter.ts';

/** A station needs one a monitored variable; more would only be kept for an attacker. */
export const MAX_STREAMS = 64;
/** Open streams of a connection by id: which monitor each is of, and how many values came. */
export const streamsOf = new WeakMap<Known, Map<number, { readonly monitorId: number; values: number }>>();
