import { telemetryBounds } from './bounds.ts';
import type { LineSender } from './influx-sender.ts';

export type RefusedLines = { readonly lines: readonly string[]; readonly reason: string };
export type Delivery =
  | { readonly kind: 'done'; readonly storedLines: number; readonly refused: readonly RefusedLines[] }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number };

/**
 * Brings a batch to the server and finds the lines that it refuses by halving: one bad line does not take its neighbours along.
 * Sending a line twice is harmless: same tags and time, same point. When the requests of a batch are used up, what is still
 * undecided counts as refused.
 */
export async function deliver(sender: LineSender, batch: readonly string[]): Promise<Delivery> {
  const undecided: (readonly string[])[] = [batch];
  const refused: RefusedLines[] = [];
  let storedLines = 0;
  let requests = 0;
  let lastRefusal = '';
  for (let lines = undecided.shift(); lines !== undefined; lines = undecided.shift()) {
    if (requests >= telemetryBounds.maxRequestsPerBatch) {
      refused.push({ lines, reason: `${lastRefusal} (not looked at one by one)` });
      continue;
    }
    requests += 1;
    const outcome = await sender.send(lines);
    if (outcome.kind === 'later') return outcome;
    if (outcome.kind === 'stored') {
      storedLines += lines.length;
      continue;
    }
    lastRefusal = outcome.reason;
    if (lines.length === 1) {
      refused.push({ lines, reason: outcome.reason });
      continue;
    }
    const middle = Math.ceil(lines.length / 2);
    undecided.push(lines.slice(0, middle), lines.slice(middle));
  }
  return { kind: 'done', storedLines, refused };
}
