import type { z } from 'zod';
import type { GridEnvelope } from '../../../dispatch/index.ts';
import { limitStatus } from '../../operations/index.ts';
import { created, found, ok, valueOf, versioned } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { pageOfList } from '../paging.ts';
import { route } from '../route.ts';
import {
  envelopeChange,
  envelopeCreate,
  envelopeListQuery,
  envelopePage,
  envelopeParams,
  envelopeSchema,
} from '../schemas.ts';
import { toMs, toMsOrAbsent, toMsOrNull } from '../times.ts';

const tag = 'limits';

export const envelopeRoutes = [
  route({
    method: 'get',
    path: '/api/v1/envelopes',
    operationId: 'listEnvelopes',
    summary: 'Import limits of grid operators, newest first',
    tag,
    permission: 'read',
    query: envelopeListQuery,
    answer: { status: 200, schema: envelopePage, description: 'One page.' },
    handle: async ({ query }, { operations, present, bounds, nowMs }) => {
      const all = (await operations.listEnvelopes())
        .filter(({ nodeId }) => query.nodeId === undefined || nodeId === query.nodeId)
        .filter((envelope) => query.status === undefined || limitStatus(envelope, nowMs()) === query.status)
        .sort(newestFirst);
      const page = pageOfList(all, { query, limit: bounds.defaultPageItems, idOf: ({ id }) => id });
      return ok({ ...page, items: page.items.map(present.envelope) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/envelopes/{envelopeId}',
    operationId: 'getEnvelope',
    summary: 'One envelope',
    tag,
    permission: 'read',
    params: envelopeParams,
    answer: { status: 200, schema: envelopeSchema, description: 'The envelope.' },
    handle: async ({ params: { envelopeId } }, { operations, present }) =>
      versioned(
        present.envelope(
          found(
            (await operations.listEnvelopes()).find(({ id }) => id === envelopeId),
            `envelope ${envelopeId}`,
          ),
        ),
      ),
  }),
  route({
    method: 'post',
    path: '/api/v1/envelopes',
    operationId: 'createEnvelope',
    summary: 'Limit the import of a node',
    description:
      'Kept on disk before the answer and obeyed from the next tick on; decreases reach the chargers at once.',
    tag,
    permission: 'envelope',
    body: envelopeCreate,
    idempotency: 'kept',
    urgent: isEmergency,
    answer: { status: 201, schema: envelopeSchema, description: 'The envelope.' },
    handle: async ({ body, caller }, { operations, present }) => {
      const envelope = valueOf(
        await operations.createEnvelope({ nodeId: body.nodeId, ...termsOf(body) }, actorOf(caller)),
      );
      return created(present.envelope(envelope), `/api/v1/envelopes/${encodeURIComponent(envelope.id)}`);
    },
  }),
  route({
    method: 'patch',
    path: '/api/v1/envelopes/{envelopeId}',
    operationId: 'changeEnvelope',
    summary: 'Change an envelope; what is absent stays',
    tag,
    permission: 'envelope',
    params: envelopeParams,
    body: envelopeChange,
    ifMatch: 'required',
    urgent: isEmergency,
    answer: { status: 200, schema: envelopeSchema, description: 'The envelope as it is now.' },
    handle: async ({ params: { envelopeId }, body, caller, ifMatch }, { operations, present }) =>
      versioned(
        present.envelope(
          valueOf(await operations.changeEnvelope({ envelopeId, ifMatch, change: termsOf(body) }, actorOf(caller))),
        ),
      ),
  }),
  route({
    method: 'delete',
    path: '/api/v1/envelopes/{envelopeId}',
    operationId: 'endEnvelope',
    summary: 'End an envelope now; it stays on record',
    tag,
    permission: 'envelope',
    params: envelopeParams,
    ifMatch: 'required',
    answer: { status: 200, schema: envelopeSchema, description: 'The envelope, ended.' },
    handle: async ({ params: { envelopeId }, caller, ifMatch }, { operations, present }) =>
      versioned(present.envelope(valueOf(await operations.endEnvelope({ envelopeId, ifMatch }, actorOf(caller))))),
  }),
];

function termsOf(body: z.output<typeof envelopeChange>) {
  return {
    limitKw: body.limitKw,
    intervals: body.intervals?.map(({ start, end, limitKw }) => ({
      startMs: toMs(start),
      endMs: toMsOrNull(end),
      limitKw,
    })),
    startMs: toMsOrAbsent(body.start),
    endMs: toMsOrNull(body.end),
    mode: body.mode,
    priority: body.priority,
    reason: body.reason,
  };
}

function isEmergency(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'mode' in body && body.mode === 'emergency';
}

function newestFirst(a: GridEnvelope, b: GridEnvelope): number {
  return b.createdAtMs - a.createdAtMs || (a.id < b.id ? -1 : 1);
}
