import type { GridEnvelope } from '../../dispatch/index.ts';
import { operationBounds as bounds } from './bounds.ts';
import type { Actor } from './deps.ts';
import { changedTerms, type EnvelopeChangeDraft, type EnvelopeDraft, newTerms } from './envelope-draft.ts';
import { done, refuse, refuseFields, type Result } from './result.ts';
import { matches, type Workplace } from './workplace.ts';

/** scheduled = starts later; expired = its end has passed; ended = someone ended it. */
export type LimitStatus = 'scheduled' | 'active' | 'expired' | 'ended';

export function limitStatus(
  limit: { readonly startMs: number; readonly endMs?: number; readonly status: 'active' | 'ended' },
  nowMs: number,
): LimitStatus {
  if (limit.status === 'ended') return 'ended';
  if (limit.endMs !== undefined && limit.endMs <= nowMs) return 'expired';
  return limit.startMs > nowMs ? 'scheduled' : 'active';
}

export type EnvelopeOperations = {
  /** Keeps the envelope, then lets the control loop obey it at once. */
  createEnvelope(draft: EnvelopeDraft, actor: Actor): Promise<Result<GridEnvelope>>;
  /** Replaces the terms; `stale` when the stored etag is not in `ifMatch`. */
  changeEnvelope(
    request: { readonly envelopeId: string; readonly ifMatch: readonly string[]; readonly change: EnvelopeChangeDraft },
    actor: Actor,
  ): Promise<Result<GridEnvelope>>;
  /** Lifts the limit now. The envelope stays on record. Ending an ended one changes nothing. */
  endEnvelope(
    request: { readonly envelopeId: string; readonly ifMatch: readonly string[] },
    actor: Actor,
  ): Promise<Result<GridEnvelope>>;
  listEnvelopes(): Promise<readonly GridEnvelope[]>;
};

export function envelopeOperations(place: Workplace): EnvelopeOperations {
  const { store, control, site, nowMs, newId, inTurn, stored, record } = place;
  const nodeIds = new Set(site.grid.nodes.map(({ id }) => id));

  /** After the commit: every live envelope to the control loop, the change into the audit. No read stands in between that could fail. */
  const announce = async (request: {
    readonly envelope: GridEnvelope;
    readonly all: readonly GridEnvelope[];
    readonly action: string;
    readonly actor: Actor;
  }): Promise<Result<GridEnvelope>> => {
    const { envelope, all, action, actor } = request;
    const writer = { by: `${actor.via}:${actor.name}`, nodeId: envelope.nodeId };
    const envelopes = live([...all.filter(({ id }) => id !== envelope.id), envelope], nowMs());
    control.post({ kind: 'envelopes', envelopes, cause: `${action} ${envelope.id} by ${actor.name}`, writer });
    await record({ action, subject: envelope.id, actor, detail: envelope });
    return done(envelope);
  };

  return {
    createEnvelope: (draft, actor) =>
      inTurn(async () => {
        if (!nodeIds.has(draft.nodeId)) {
          return refuseFields('envelope', [
            { pointer: '/nodeId', detail: `is not a node of this grid: ${draft.nodeId}` },
          ]);
        }
        const terms = newTerms(draft, nowMs());
        if (!terms.ok) return terms;
        const all = await stored(store.envelopes.list());
        const liveCount = live(all, nowMs()).length;
        const places = bounds.maxLiveEnvelopes + (terms.value.mode === 'emergency' ? bounds.emergencyPlaces : 0);
        if (liveCount >= places) return refuse('too-many', `there are ${liveCount} live envelopes; end some first`);
        const envelope: GridEnvelope = {
          id: newId('env'),
          nodeId: draft.nodeId,
          direction: 'import',
          source: `${actor.via}:${actor.name}`,
          ...terms.value,
          status: 'active',
          createdBy: actor.name,
          createdAtMs: nowMs(),
          etag: newId('v'),
        };
        await stored(store.envelopes.put(envelope));
        return announce({ envelope, all, action: 'envelope.create', actor });
      }),

    changeEnvelope: ({ envelopeId, ifMatch, change }, actor) =>
      inTurn(async () => {
        const all = await stored(store.envelopes.list());
        const before = all.find(({ id }) => id === envelopeId);
        if (before === undefined) return refuse('not-found', `no envelope ${envelopeId}`);
        if (!matches(ifMatch, before.etag)) return stale(before);
        if (before.status === 'ended')
          return refuse('conflict', `envelope ${envelopeId} has been ended; create a new one`);
        const terms = changedTerms(before, change, nowMs());
        if (!terms.ok) return terms;
        const { endMs: _endMs, ...rest } = before;
        const envelope: GridEnvelope = { ...rest, ...terms.value, etag: newId('v') };
        if (!(await stored(store.envelopes.put(envelope, before.etag)))) return stale(before);
        return announce({ envelope, all, action: 'envelope.change', actor });
      }),

    endEnvelope: ({ envelopeId, ifMatch }, actor) =>
      inTurn(async () => {
        const all = await stored(store.envelopes.list());
        const before = all.find(({ id }) => id === envelopeId);
        if (before === undefined) return refuse('not-found', `no envelope ${envelopeId}`);
        if (before.status === 'ended') return done(before);
        if (!matches(ifMatch, before.etag)) return stale(before);
        const envelope: GridEnvelope = { ...before, status: 'ended', etag: newId('v') };
        if (!(await stored(store.envelopes.put(envelope, before.etag)))) return stale(before);
        return announce({ envelope, all, action: 'envelope.end', actor });
      }),

    listEnvelopes: () => store.envelopes.list(),
  };
}

/** What still limits or will limit; the rest is history. */
export function live<Limit extends { readonly endMs?: number; readonly status: 'active' | 'ended' }>(
  limits: readonly Limit[],
  nowMs: number,
): readonly Limit[] {
  return limits.filter(({ status, endMs }) => status === 'active' && (endMs === undefined || endMs > nowMs));
}

function stale(before: GridEnvelope): Result<never> {
  return refuse('stale', `envelope ${before.id} was changed by someone else; its etag is now ${before.etag}`);
}
