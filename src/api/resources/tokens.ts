import { tokenKey } from '../../store/index.ts';
import { writeTokenCsv } from '../../tokens/index.ts';
import { created, found, ok, valueOf, versioned } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { pageOfList } from '../paging.ts';
import { presentToken } from '../present-tokens.ts';
import { type RawRoute, route } from '../route.ts';
import {
  pageQuery,
  tokenCreate,
  tokenImport,
  tokenImported,
  tokenPage,
  tokenParams,
  tokenPut,
  tokenSchema,
} from '../schemas.ts';
import { toMsOrAbsent } from '../times.ts';

const tag = 'tokens';

export const tokenRoutes = [
  route({
    method: 'get',
    path: '/api/v1/tokens',
    operationId: 'listTokens',
    summary: 'Tokens that were entered',
    tag,
    permission: 'configure',
    query: pageQuery,
    answer: { status: 200, schema: tokenPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds }) => {
      const page = pageOfList(await store.tokens.list(), {
        query,
        limit: bounds.defaultPageItems,
        idOf: ({ idToken }) => idToken,
      });
      return ok({ ...page, items: page.items.map((token) => presentToken(token, present.time)) });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/tokens/{idToken}',
    operationId: 'getToken',
    summary: 'One token',
    tag,
    permission: 'configure',
    params: tokenParams,
    answer: { status: 200, schema: tokenSchema, description: 'The token.' },
    handle: async ({ params }, { store, present }) => {
      const token = (await store.tokens.list()).find((one) => tokenKey(one.idToken) === tokenKey(params.idToken));
      return versioned(presentToken(found(token, `token ${params.idToken}`), present.time));
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/tokens',
    operationId: 'addToken',
    summary: 'Enter a token',
    description: 'It holds from the next message of a station on. Local lists of stations are told by a sync.',
    tag,
    permission: 'configure',
    body: tokenCreate,
    idempotency: 'kept',
    answer: { status: 201, schema: tokenSchema, description: 'The token.' },
    handle: async ({ body: { validFrom, expiresAt, ...rest }, caller }, { operations, present }) => {
      const draft = { ...rest, validFromMs: toMsOrAbsent(validFrom), expiresAtMs: toMsOrAbsent(expiresAt) };
      const token = valueOf(await operations.putToken({ draft }, actorOf(caller)));
      return created(presentToken(token, present.time), `/api/v1/tokens/${encodeURIComponent(token.idToken)}`);
    },
  }),
  route({
    method: 'put',
    path: '/api/v1/tokens/{idToken}',
    operationId: 'changeToken',
    summary: 'Replace what was entered for a token',
    tag,
    permission: 'configure',
    params: tokenParams,
    body: tokenPut,
    ifMatch: 'required',
    answer: { status: 200, schema: tokenSchema, description: 'The token as it is now.' },
    handle: async ({ params, body: { validFrom, expiresAt, ...rest }, caller, ifMatch }, { operations, present }) => {
      const times = { validFromMs: toMsOrAbsent(validFrom), expiresAtMs: toMsOrAbsent(expiresAt) };
      const draft = { ...rest, ...times, idToken: params.idToken };
      return versioned(
        presentToken(valueOf(await operations.putToken({ draft, ifMatch }, actorOf(caller))), present.time),
      );
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/tokens/{idToken}',
    operationId: 'removeToken',
    summary: 'Forget a token',
    description: 'It is then as any token that nobody entered. To refuse it, set it to `blocked`.',
    tag,
    permission: 'configure',
    params: tokenParams,
    ifMatch: 'required',
    answer: { status: 200, schema: tokenSchema, description: 'The token as it was.' },
    handle: async ({ params: { idToken }, caller, ifMatch }, { operations, present }) =>
      ok(presentToken(valueOf(await operations.removeToken({ idToken, ifMatch }, actorOf(caller))), present.time)),
  }),
  route({
    method: 'post',
    path: '/api/v1/token-imports',
    operationId: 'importTokens',
    summary: 'Enter tokens from CSV',
    description: 'All lines or none. Tokens that are there already are replaced, others stay.',
    tag,
    permission: 'configure',
    body: tokenImport,
    answer: { status: 200, schema: tokenImported, description: 'How many changed.' },
    handle: async ({ body: { csv }, caller }, { operations }) =>
      ok(valueOf(await operations.importTokens(csv, actorOf(caller)))),
  }),
];

export const tokenExport: RawRoute = {
  method: 'get',
  path: '/api/v1/tokens.csv',
  operationId: 'exportTokens',
  summary: 'All tokens as CSV, as the import reads it',
  description: 'What a spreadsheet would take for a formula has an apostrophe in front.',
  tag,
  permission: 'configure',
  answer: { status: 200, mediaType: 'text/csv', description: 'RFC 4180.' },
  serve: async ({ response }, { store, present }) => {
    response.set('Content-Type', 'text/csv; charset=utf-8; header=present');
    response.send(writeTokenCsv(await store.tokens.list(), present.time));
  },
};
