import { z } from 'zod';
import { LARGEST_POWER_KW, mqttBounds } from './bounds.ts';
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
 * Reads one message of a site meter, or tells why it is refused. The reading counts from when it was received; its own time only decides whether it is
 * fresh, because a bridge or a meter may send again what it stored during an outage.
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
  if (payload.length > mqttBounds.payloadBytes)
    return { refused: `${payload.length} bytes, at most ${mqttBounds.payloadBytes}` };
  let value: unknown;
  try {
    value = JSON.parse(payload.toString());
  } catch {
    return { refused: 'not JSON' };
  }
  const parsed = payloadSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: `${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'malformed'}` };
  }
  const { atMs, importKw, phaseKw } = parsed.data;
  const ageMs = receivedAtMs - atMs;
  if (Math.abs(ageMs) > mqttBounds.readingAgeMs) {
    const when = `${Math.round(Math.abs(ageMs) / 1000)} s ${ageMs > 0 ? 'old' : 'in the future'}`;
    return { refused: `measured ${when} by its own clock, at most ${mqttBounds.readingAgeMs / 1000} s` };
  }
  return {
    reading: { nodeId, receivedAtMs, measuredAtMs: atMs, importKw, ...(phaseKw === undefined ? {} : { phaseKw }) },
  };
}
