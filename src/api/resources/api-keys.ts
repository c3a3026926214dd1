import { ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { pageOfList } from '../paging.ts';
import { route } from '../route.ts';
import { apiKeyCreate, apiKeyCreated, apiKeyPage, apiKeyParams, apiKeySchema, pageQuery } from '../schemas.ts';
import { toMsOrAbsent } from '../times.ts';

const tag = 'api keys';

export const apiKeyRoutes = [
  route({
    method: 'get',
    path: '/api/v1/api-keys',
    operationId: 'listApiKeys',
    summary: 'API keys, without the keys themselves',
    tag,
    permission: 'api-key',
    query: pageQuery,
    answer: { status: 200, schema: apiKeyPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds }) => {
      const page = pageOfList(await store.apiKeys.list(), {
        query,
        limit: bounds.defaultPageItems,
        idOf: ({ id }) => id,
      });
      return ok({ ...page, items: page.items.map(present.apiKey) });
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/api-keys',
    operationId: 'createApiKey',
    summary: 'Make an API key; it is shown this once',
    tag,
    permission: 'api-key',
    body: apiKeyCreate,
    idempotency: 'refused',
    answer: { status: 201, schema: apiKeyCreated, description: 'The key.' },
    handle: async ({ body: { name, role, expiresAt }, caller }, { operations, present }) => {
      const draft = { name, role, expiresAtMs: toMsOrAbsent(expiresAt) };
      const { record, key } = valueOf(await operations.createApiKey(draft, actorOf(caller)));
      return { status: 201, body: { ...present.apiKey(record), key } };
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/api-keys/{apiKeyId}',
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key; it stays on record',
    tag,
    permission: 'api-key',
    params: apiKeyParams,
    answer: { status: 200, schema: apiKeySchema, description: 'The key, revoked.' },
    handle: async ({ params: { apiKeyId }, caller }, { operations, present }) =>
      ok(present.apiKey(valueOf(await operations.revokeApiKey(apiKeyId, actorOf(caller))))),
  }),
];
