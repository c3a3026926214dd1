import type { EnvelopeInterval, GridEnvelope } from '../../dispatch/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import { done, type FieldError, refuseFields, type Result } from './result.ts';

/** What a person or program asks for. `null` is the wire's word: no limit, or no end. Absent = default. */
export type EnvelopeDraft = EnvelopeChangeDraft & { readonly nodeId: string };

export type EnvelopeChangeDraft = {
  readonly limitKw?: number | null | undefined;
  readonly intervals?: readonly IntervalDraft[] | undefined;
  readonly startMs?: number | undefined;
  readonly endMs?: number | null | undefined;
  readonly mode?: GridEnvelope['mode'] | undefined;
  readonly priority?: number | undefined;
  readonly reason?: string | undefined;
};

export type IntervalDraft = {
  readonly startMs: number;
  readonly endMs?: number | null | undefined;
  readonly limitKw: number | null;
};

export type Terms = Pick<GridEnvelope, 'startMs' | 'endMs' | 'intervals' | 'mode' | 'priority' | 'reason'>;

/**
 * The terms of a new envelope, or all that is wrong with the draft. One limit becomes one interval [start, end).
 * Without times: from the first interval or now, to the end of the last interval or for ever.
 */
export function newTerms(draft: EnvelopeChangeDraft, nowMs: number): Result<Terms> {
  if ((draft.limitKw === undefined) === (draft.intervals === undefined)) {
    return refuseFields('envelope', [{ pointer: '', detail: 'must have exactly one of limitKw and intervals' }]);
  }
  return checked(
    {
      ...windowOf(draft, nowMs),
      limitKw: draft.limitKw,
      intervals: draft.intervals,
      mode: draft.mode ?? 'limit',
      priority: draft.priority ?? bounds.defaultPriority,
      reason: draft.reason ?? '',
    },
    nowMs,
  );
}

/** The terms of `before` with what the draft names changed; what is absent stays. */
export function changedTerms(before: Terms, draft: EnvelopeChangeDraft, nowMs: number): Result<Terms> {
  if (draft.limitKw !== undefined && draft.intervals !== undefined) {
    return refuseFields('envelope', [{ pointer: '', detail: 'must have at most one of limitKw and intervals' }]);
  }
  const [only] = before.intervals;
  const kept: Pick<EnvelopeChangeDraft, 'limitKw' | 'intervals'> =
    before.intervals.length === 1 && only !== undefined
      ? { limitKw: only.limitKw ?? null }
      : { intervals: before.intervals.map(({ limitKw, ...times }) => ({ ...times, limitKw: limitKw ?? null })) };
  const wanted = draft.limitKw === undefined && draft.intervals === undefined ? kept : draft;
  const window =
    draft.intervals === undefined
      ? {
          startMs: draft.startMs ?? before.startMs,
          endMs: draft.endMs === undefined ? before.endMs : (draft.endMs ?? undefined),
        }
      : windowOf(draft, before.startMs);
  return checked(
    {
      ...window,
      limitKw: wanted.limitKw,
      intervals: wanted.intervals,
      mode: draft.mode ?? before.mode,
      priority: draft.priority ?? before.priority,
      reason: draft.reason ?? before.reason,
    },
    nowMs,
  );
}

type Window = { readonly startMs: number; readonly endMs: number | undefined };

function windowOf(draft: EnvelopeChangeDraft, defaultStartMs: number): Window {
  const first = draft.intervals?.[0];
  const last = draft.intervals?.at(-1);
  return {
    startMs: draft.startMs ?? first?.startMs ?? defaultStartMs,
    endMs: (draft.endMs === undefined ? last?.endMs : draft.endMs) ?? undefined,
  };
}

type Wanted = Window & {
  readonly limitKw: number | null | undefined;
  readonly intervals: readonly IntervalDraft[] | undefined;
  readonly mode: GridEnvelope['mode'];
  readonly priority: number;
  readonly reason: string;
};

function checked(wanted: Wanted, nowMs: number): Result<Terms> {
  const { startMs, endMs, mode, priority, reason } = wanted;
  const drafts = wanted.intervals ?? [{ startMs, endMs, limitKw: wanted.limitKw ?? null }];
  const errors = [
    ...windowErrors({ startMs, endMs }, nowMs),
    ...(wanted.intervals === undefined
      ? limitErrors(wanted.limitKw ?? null, '/limitKw')
      : intervalErrors(drafts, { startMs, endMs })),
    ...(Number.isInteger(priority)
      ? []
      : [{ pointer: '/priority', detail: `must be a whole number, got ${priority}` }]),
    ...(reason.length <= bounds.maxReasonLength
      ? []
      : [{ pointer: '/reason', detail: `must be at most ${bounds.maxReasonLength} characters, got ${reason.length}` }]),
  ];
  if (errors.length > 0) return refuseFields('envelope', errors);
  return done({
    startMs,
    ...(endMs === undefined ? {} : { endMs }),
    intervals: drafts.map((draft) => intervalOf(draft, endMs)),
    mode,
    priority,
    reason,
  });
}

function windowErrors({ startMs, endMs }: Window, nowMs: number): readonly FieldError[] {
  if (!Number.isFinite(startMs)) return [{ pointer: '/start', detail: 'must be a time' }];
  if (endMs === undefined) return [];
  if (!Number.isFinite(endMs)) return [{ pointer: '/end', detail: 'must be a time' }];
  if (endMs <= startMs) return [{ pointer: '/end', detail: 'must be after start' }];
  // An order that is over before it begins is a wrong date or a wrong time zone.
  if (endMs <= nowMs) return [{ pointer: '/end', detail: 'must be in the future' }];
  return [];
}

function limitErrors(limitKw: number | null, pointer: string): readonly FieldError[] {
  if (limitKw === null) return [];
  if (typeof limitKw !== 'number' || !Number.isFinite(limitKw))
    return [{ pointer, detail: `must be a number in kW or null, got ${String(limitKw)}` }];
  if (limitKw < 0) return [{ pointer, detail: `must be 0 (stop) or more, got ${limitKw}` }];
  if (limitKw > bounds.maxLimitKw)
    return [{ pointer, detail: `must be at most ${bounds.maxLimitKw} kW, got ${limitKw}` }];
  return [];
}

function intervalErrors(intervals: readonly IntervalDraft[], window: Window): readonly FieldError[] {
  if (intervals.length === 0 || intervals.length > bounds.maxIntervals) {
    return [
      { pointer: '/intervals', detail: `must have 1 to ${bounds.maxIntervals} intervals, got ${intervals.length}` },
    ];
  }
  const windowEndMs = window.endMs ?? Number.POSITIVE_INFINITY;
  return intervals.flatMap(({ startMs, endMs, limitKw }, index) => {
    const at = `/intervals/${index}`;
    const errors: FieldError[] = [...limitErrors(limitKw, `${at}/limitKw`)];
    const previous = intervals[index - 1];
    if (startMs < window.startMs)
      errors.push({ pointer: `${at}/start`, detail: 'must not be before the start of the envelope' });
    if (previous !== undefined && startMs < (previous.endMs ?? Number.POSITIVE_INFINITY)) {
      errors.push({ pointer: `${at}/start`, detail: 'must not be before the end of the interval before' });
    }
    if (startMs >= windowEndMs)
      errors.push({ pointer: `${at}/start`, detail: 'must be before the end of the envelope' });
    if (typeof endMs === 'number' && endMs <= startMs)
      errors.push({ pointer: `${at}/end`, detail: 'must be after start' });
    if (typeof endMs === 'number' && endMs > windowEndMs)
      errors.push({ pointer: `${at}/end`, detail: 'must not be after the end of the envelope' });
    return errors;
  });
}

/** An open interval ends with its envelope. */
function intervalOf({ startMs, endMs, limitKw }: IntervalDraft, envelopeEndMs: number | undefined): EnvelopeInterval {
  const untilMs = endMs ?? envelopeEndMs;
  return {
    startMs,
    ...(untilMs === undefined ? {} : { endMs: untilMs }),
    ...(limitKw === null ? {} : { limitKw }),
  };
}
