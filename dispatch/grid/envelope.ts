import type { NodeId } from './grid.ts';

/**
 * GridEnvelope: a grid operator's time-sliced import limit on a node (base load and charging together).
 * Everything a grid operator sends reduces to this one object.
 */
export type GridEnvelope = {
  readonly id: string;
  readonly nodeId: NodeId;
  readonly direction: 'import';
  /** Who imposed it: `rest:<key name>`, `schedule`, later `openadr:<ven>`. */
  readonly source: string;
  /** Lower number wins conflicts between targets; it never loosens a limit. */
  readonly priority: number;
  readonly mode: 'limit' | 'emergency' | 'target';
  readonly reason: string;
  readonly startMs: number;
  /** undefined = never expires. */
  readonly endMs?: number;
  /** Ascending, not overlapping, inside [startMs, endMs). Between intervals there is no limit. */
  readonly intervals: readonly EnvelopeInterval[];
  readonly status: 'active' | 'ended';
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly etag: string;
};

export type EnvelopeInterval = {
  readonly startMs: number;
  /** undefined = open end. */
  readonly endMs?: number;
  /** 0 = stop; undefined = no limit. */
  readonly limitKw?: number;
  /** Of each phase conductor; it binds where the node has rows in A. No operator sets it: stations tell such limits of others. */
  readonly limitA?: number;
};

export type EnvelopeLimit = { readonly limitKw: number; readonly envelopeId: string; readonly untilMs?: number };

/**
 * The strictest envelope on `nodeId` at any instant of [fromMs, toMs], or undefined when none limits it.
 * `untilMs` is when that interval ends. The window looks ahead because watts follow a command by 12-15 s:
 * a limit must be obeyed before it begins.
 */
export function strictestLimit(
  envelopes: readonly GridEnvelope[],
  { nodeId, fromMs, toMs }: { readonly nodeId: NodeId; readonly fromMs: number; readonly toMs: number },
): EnvelopeLimit | undefined {
  const found = strictest(envelopes, { nodeId, fromMs, toMs, of: 'limitKw' });
  if (found === undefined) return undefined;
  const { limit, ...source } = found;
  return { limitKw: limit, ...source };
}

/** The same for the current of each phase conductor, in A. */
export function strictestPhaseLimit(
  envelopes: readonly GridEnvelope[],
  window: { readonly nodeId: NodeId; readonly fromMs: number; readonly toMs: number },
): (Omit<EnvelopeLimit, 'limitKw'> & { readonly limitA: number }) | undefined {
  const found = strictest(envelopes, { ...window, of: 'limitA' });
  if (found === undefined) return undefined;
  const { limit, ...source } = found;
  return { limitA: limit, ...source };
}

function strictest(
  envelopes: readonly GridEnvelope[],
  {
    nodeId,
    fromMs,
    toMs,
    of,
  }: { readonly nodeId: NodeId; readonly fromMs: number; readonly toMs: number; readonly of: 'limitKw' | 'limitA' },
): (Omit<EnvelopeLimit, 'limitKw'> & { readonly limit: number }) | undefined {
  let lowest: ReturnType<typeof strictest>;
  for (const envelope of envelopes) {
    if (envelope.nodeId !== nodeId || envelope.status !== 'active') continue;
    for (const { startMs, endMs, [of]: limit } of envelope.intervals) {
      if (limit === undefined || startMs > toMs || (endMs !== undefined && endMs <= fromMs)) continue;
      if (lowest !== undefined && lowest.limit <= limit) continue;
      lowest = { limit, envelopeId: envelope.id, ...(endMs === undefined ? {} : { untilMs: endMs }) };
    }
  }
  return lowest;
}
