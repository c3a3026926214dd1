import type { z } from 'zod';
import { mqttBounds } from './bounds.ts';

/** A payload by its schema, or why it is refused. */
export function readPayload<Value>(
  payload: Buffer,
  schema: z.ZodType<Value>,
): { readonly value: Value } | { readonly refused: string } {
  if (payload.length > mqttBounds.payloadBytes)
    return { refused: `${payload.length} bytes, at most ${mqttBounds.payloadBytes}` };
  let value: unknown;
  try {
    value = JSON.parse(payload.toString());
  } catch {
    return { refused: 'not JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { refused: `${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'malformed'}` };
}

/** Why something is not about now; undefined when it is: a bridge or a client may send again what it stored during an outage. */
export function staleness(ownAtMs: number, receivedAtMs: number): string | undefined {
  const ageMs = receivedAtMs - ownAtMs;
  if (Math.abs(ageMs) <= mqttBounds.readingAgeMs) return undefined;
  const when = `${Math.round(Math.abs(ageMs) / 1000)} s ${ageMs > 0 ? 'old' : 'in the future'}`;
  return `${when} by its own clock, at most ${mqttBounds.readingAgeMs / 1000} s`;
}
