import type { Envelope } from './types.ts';

export type Step = { readonly atMs: number; readonly limitKw: number | undefined };

/** Envelopes that hold now or later, by the clock of the service: one becomes active without anybody changing it. */
export function currentEnvelopes(envelopes: readonly Envelope[], nowMs: number): readonly Envelope[] {
  return envelopes
    .filter(({ status }) => status === 'active' || status === 'scheduled')
    .filter(({ end }) => end === null || Date.parse(end) > nowMs)
    .map((envelope) => ({
      ...envelope,
      status: isActive(envelope, nowMs) ? ('active' as const) : ('scheduled' as const),
    }))
    .toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start));
}

/** The limit of an envelope at a moment; undefined = none. */
export function limitAt({ intervals, start, end }: Envelope, atMs: number): number | undefined {
  if (Date.parse(start) > atMs || (end !== null && Date.parse(end) <= atMs)) return undefined;
  const interval = intervals.find(
    (one) => Date.parse(one.start) <= atMs && (one.end === null || Date.parse(one.end) > atMs),
  );
  return interval?.limitKw ?? undefined;
}

/** The limit of a node from `fromMs` on, as steps: the lowest of its rating and its announced envelopes. The last step is at `toMs`. */
export function limitAhead({
  nodeId,
  ratingKw,
  envelopes,
  fromMs,
  toMs,
}: {
  readonly nodeId: string;
  readonly ratingKw: number | undefined;
  readonly envelopes: readonly Envelope[];
  readonly fromMs: number;
  readonly toMs: number;
}): readonly Step[] {
  const own = envelopes.filter((envelope) => envelope.nodeId === nodeId);
  const edges = own.flatMap(({ start, end, intervals }) => [
    start,
    end,
    ...intervals.flatMap((one) => [one.start, one.end]),
  ]);
  const moments = [fromMs, ...edges.flatMap((edge) => (edge === null ? [] : [Date.parse(edge)])), toMs]
    .filter((atMs) => atMs >= fromMs && atMs <= toMs)
    .toSorted((a, b) => a - b);
  return [...new Set(moments)].map((atMs) => {
    const limits = own.flatMap((envelope) => limitAt(envelope, atMs) ?? []);
    return { atMs, limitKw: lowest(ratingKw === undefined ? limits : [ratingKw, ...limits]) };
  });
}

/** When the limit changes for the last time; undefined = it does not. */
export function lastEdgeMs(steps: readonly Step[]): number | undefined {
  return steps.findLast((step, index) => index > 0 && step.limitKw !== steps[index - 1]?.limitKw)?.atMs;
}

function isActive({ start }: Envelope, nowMs: number): boolean {
  return Date.parse(start) <= nowMs;
}

function lowest(limits: readonly number[]): number | undefined {
  return limits.length === 0 ? undefined : Math.min(...limits);
}
