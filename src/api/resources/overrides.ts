import type { Override } from '../../store/index.ts';
import { limitStatus } from '../../operations/index.ts';
import { created, found, ok, valueOf, versioned } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { pageOfList } from '../paging.ts';
import { route } from '../route.ts';
import { overrideCreate, overrideListQuery, overridePage, overrideParams, overrideSchema } from '../schemas.ts';
import { toMsOrAbsent, toMsOrNull } from '../times.ts';

const tag = 'limits';

export const overrideRoutes = [
  route({
    method: 'get',
    path: '/api/v1/overrides',
    operationId: 'listOverrides',
    summary: "People's limits on single connectors, latest start first",
    tag,
    permission: 'read',
    query: overrideListQuery,
    answer: { status: 200, schema: overridePage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds, nowMs }) => {
      const all = (await store.overrides.list())
        .filter(({ connectorId }) => query.connectorId === undefined || connectorId === query.connectorId)
        .filter((override) => query.status === undefined || limitStatus(override, nowMs()) === query.status)
        .sort(latestFirst);
      const page = pageOfList(all, { query, limit: bounds.defaultPageItems, idOf: ({ id }) => id });
      return ok({ ...page, items: page.items.map(present.override) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/overrides/{overrideId}',
    operationId: 'getOverride',
    summary: 'One override',
    tag,
    permission: 'read',
    params: overrideParams,
    answer: { status: 200, schema: overrideSchema, description: 'The override.' },
    handle: async ({ params: { overrideId } }, { store, present }) =>
      versioned(
        present.override(
          found(
            (await store.overrides.list()).find(({ id }) => id === overrideId),
            `override ${overrideId}`,
          ),
        ),
      ),
  }),
  route({
    method: 'post',
    path: '/api/v1/overrides',
    operationId: 'createOverride',
    summary: 'Limit one connector by hand',
    tag,
    permission: 'override',
    body: overrideCreate,
    idempotency: 'kept',
    answer: { status: 201, schema: overrideSchema, description: 'The override.' },
    handle: async ({ body: { connectorId, limitKw, reason, start, end }, caller }, { operations, present }) => {
      const draft = { connectorId, limitKw, reason, startMs: toMsOrAbsent(start), endMs: toMsOrNull(end) };
      const override = valueOf(await operations.createOverride(draft, actorOf(caller)));
      return created(present.override(override), `/api/v1/overrides/${encodeURIComponent(override.id)}`);
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/overrides/{overrideId}',
    operationId: 'endOverride',
    summary: 'End an override now; it stays on record',
    tag,
    permission: 'override',
    params: overrideParams,
    ifMatch: 'required',
    answer: { status: 200, schema: overrideSchema, description: 'The override, ended.' },
    handle: async ({ params: { overrideId }, caller, ifMatch }, { operations, present }) =>
      versioned(present.override(valueOf(await operations.endOverride({ overrideId, ifMatch }, actorOf(caller))))),
  }),
];

function latestFirst(a: Override, b: Override): number {
  return b.startMs - a.startMs || (a.id < b.id ? -1 : 1);
}
