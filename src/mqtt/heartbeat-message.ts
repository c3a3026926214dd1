import { z } from 'zod';
import { readPayload, staleness } from './payload.ts';
import { sourceOfHeartbeatTopic } from './topics.ts';

/** Keys that we do not know are left alone. */
const payloadSchema = z.object({
  /** The source's own time. */
  atMs: z.number().int().positive(),
});

/**
 * Reads the word of a source of limits that it is alive, or tells why it is refused. One that was stored somewhere on its way shows nothing:
 * its own time must be near ours.
 */
export function readHeartbeatMessage(options: {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAtMs: number;
  /** Those that may say so over MQTT. */
  readonly sourceIds: ReadonlySet<string>;
}): { readonly heartbeat: { readonly sourceId: string; readonly saidAtMs: number } } | { readonly refused: string } {
  const sourceId = sourceOfHeartbeatTopic(options.topic);
  if (sourceId === undefined || !options.sourceIds.has(sourceId))
    return { refused: 'there is no such source with mqtt: true' };
  const read = readPayload(options.payload, payloadSchema);
  if ('refused' in read) return read;
  const { atMs } = read.value;
  const stale = staleness(atMs, options.receivedAtMs);
  return stale === undefined ? { heartbeat: { sourceId, saidAtMs: atMs } } : { refused: `said ${stale}` };
}
