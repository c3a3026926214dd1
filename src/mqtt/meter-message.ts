import { z } from 'zod';
import { LARGEST_POWER_KW } from './bounds.ts';
import { readPayload, staleness } from './payload.ts';
import type { MeterReading } from './port.ts';
import { nodeOfMeterTopic } from './topics.ts';

const powerKw = z.number().min(-LARGEST_POWER_KW).max(LARGEST_POWER_KW);
/** Keys that we do not know are left alone: meters may say more. */
const payloadSchema = z.object({
  /** The meter's own time. */
  atMs: z.number().int().positive(),
  /** Net import of the node; negative when it exports. */
  importKw: powerKw,
  phaseKw: z.tuple([powerKw, powerKw, powerKw]).optional(),
});

/**
 * Reads one message of a site meter, or tells why it is refused. Its own time decides whether it is fresh, because a bridge or a meter may send again
 * what it stored during an outage.
 */
export function readMeterMessage(options: {
  readonly topic: string;
  readonly payload: Buffer;
  readonly receivedAtMs: number;
  readonly nodeIds: ReadonlySet<string>;
}): { readonly reading: MeterReading } | { readonly refused: string } {
  const { topic, payload, receivedAtMs } = options;
  const nodeId = nodeOfMeterTopic(topic);
  if (nodeId === undefined || !options.nodeIds.has(nodeId)) return { refused: 'there is no such node' };
  const read = readPayload(payload, payloadSchema);
  if ('refused' in read) return read;
  const { atMs, importKw, phaseKw } = read.value;
  const stale = staleness(atMs, receivedAtMs);
  if (stale !== undefined) return { refused: `measured ${stale}` };
  return {
    reading: { nodeId, receivedAtMs, measuredAtMs: atMs, importKw, ...(phaseKw === undefined ? {} : { phaseKw }) },
  };
}
