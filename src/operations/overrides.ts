import type { Override } from '../store/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { live } from './envelopes.ts';
import { done, type FieldError, refuse, refuseFields, type Result } from './result.ts';
import { matches, type Workplace } from './workplace.ts';

export type OverrideDraft = {
  readonly connectorId: string;
  readonly limitKw: number;
  readonly reason: string;
  readonly startMs?: number | undefined;
  /** null or absent = until someone ends it. */
  readonly endMs?: number | null | undefined;
};

export type OverrideOperations = {
  /** A person's limit on one connector. At most one at a time: an overlap is a `conflict` that names the other. */
  createOverride(draft: OverrideDraft, actor: Actor): Promise<Result<Override>>;
  endOverride(
    request: { readonly overrideId: string; readonly ifMatch: readonly string[] },
    actor: Actor,
  ): Promise<Result<Override>>;
};

export function overrideOperations(place: Workplace): OverrideOperations {
  const { store, control, nowMs, newId, inTurn, stored, record } = place;

  /** After the commit. No read stands in between that could fail. */
  const announce = async (request: {
    readonly override: Override;
    readonly all: readonly Override[];
    readonly action: string;
    readonly actor: Actor;
  }): Promise<Result<Override>> => {
    const { override, all, action, actor } = request;
    const overrides = live([...all.filter(({ id }) => id !== override.id), override], nowMs());
    control.post({ kind: 'overrides', overrides });
    await record({ action, subject: override.id, actor, detail: override });
    return done(override);
  };

  return {
    createOverride: (draft, actor) =>
      inTurn(async () => {
        const connector = control.view().connectors.find(({ connectorId }) => connectorId === draft.connectorId);
        if (connector === undefined) {
          return refuseFields('override', [
            { pointer: '/connectorId', detail: `is not a connector of this site: ${draft.connectorId}` },
          ]);
        }
        const startMs = draft.startMs ?? nowMs();
        const endMs = draft.endMs ?? undefined;
        const errors = overrideErrors({ ...draft, startMs, endMs }, nowMs());
        if (errors.length > 0) return refuseFields('override', errors);
        const all = await stored(store.overrides.list());
        const other = live(all, nowMs()).find(
          (other) => other.connectorId === draft.connectorId && overlaps(other, { startMs, endMs }),
        );
        if (other !== undefined)
          return refuse(
            'conflict',
            `override ${other.id} holds ${draft.connectorId} at ${other.limitKw} kW; end it first`,
          );
        const override: Override = {
          id: newId('ovr'),
          connectorId: connector.connectorId,
          limitKw: draft.limitKw,
          reason: draft.reason,
          startMs,
          ...(endMs === undefined ? {} : { endMs }),
          status: 'active',
          createdBy: actor.name,
          etag: newId('v'),
        };
        await stored(store.overrides.put(override));
        return announce({ override, all, action: 'override.create', actor });
      }),

    endOverride: ({ overrideId, ifMatch }, actor) =>
      inTurn(async () => {
        const all = await stored(store.overrides.list());
        const before = all.find(({ id }) => id === overrideId);
        if (before === undefined) return refuse('not-found', `no override ${overrideId}`);
        if (before.status === 'ended') return done(before);
        if (!matches(ifMatch, before.etag)) return stale(before);
        const override: Override = { ...before, status: 'ended', etag: newId('v') };
        if (!(await stored(store.overrides.put(override, before.etag)))) return stale(before);
        return announce({ override, all, action: 'override.end', actor });
      }),
  };
}

type Checked = {
  readonly limitKw: number;
  readonly reason: string;
  readonly startMs: number;
  readonly endMs: number | undefined;
};

function overrideErrors({ limitKw, reason, startMs, endMs }: Checked, nowMs: number): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!Number.isFinite(limitKw) || limitKw < 0 || limitKw > bounds.maxLimitKw) {
    errors.push({ pointer: '/limitKw', detail: `must be 0 to ${bounds.maxLimitKw} kW, got ${limitKw}` });
  }
  if (reason === '' || reason.length > bounds.maxReasonLength) {
    errors.push({ pointer: '/reason', detail: `must have 1 to ${bounds.maxReasonLength} characters` });
  }
  if (!Number.isFinite(startMs)) errors.push({ pointer: '/start', detail: 'must be a time' });
  if (endMs !== undefined && !(endMs > startMs)) errors.push({ pointer: '/end', detail: 'must be after start' });
  else if (endMs !== undefined && !(endMs > nowMs)) errors.push({ pointer: '/end', detail: 'must be in the future' });
  return errors;
}

function overlaps(
  a: { readonly startMs: number; readonly endMs?: number },
  b: { readonly startMs: number; readonly endMs: number | undefined },
): boolean {
  return a.startMs < (b.endMs ?? Number.POSITIVE_INFINITY) && b.startMs < (a.endMs ?? Number.POSITIVE_INFINITY);
}

function stale(before: Override): Result<never> {
  return refuse('stale', `override ${before.id} was changed by someone else; its etag is now ${before.etag}`);
}
