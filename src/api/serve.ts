import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { callerOf, rememberCaller } from './caller.ts';
import type { ApiContext } from './deps.ts';
import type { Idempotency } from './idempotency.ts';
import { readIfMatch } from './preconditions.ts';
import { parseJsonBody } from './json-body.ts';
import { Problem } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { may } from './roles.ts';
import type { Answer, RawRoute, Route, RouteFacts } from './route.ts';
import { parseBody, parseParameters } from './validation.ts';

/** Mounts the table of routes. Each request: who, may they, how often, what exactly, once - and then the handler. */
export function serveRoutes(
  app: Express,
  routes: readonly (Route | RawRoute)[],
  context: ApiContext,
  guards: { readonly rateLimits: RateLimits; readonly idempotency: Idempotency },
): void {
  for (const route of routes) {
    app[route.method](
      expressPath(route.path),
      ...middleware(route, context, guards.rateLimits),
      async (request, response) => {
        if ('serve' in route) {
          await route.serve(
            { request, response, caller: response.locals['caller'] as ReturnType<typeof callerOf> | undefined },
            context,
          );
          return;
        }
        send(
          response,
          linked(await answer(route, { request, response, context, idempotency: guards.idempotency }), request),
        );
      },
    );
  }
  for (const [path, allow] of allowedMethods(routes)) {
    app.all(expressPath(path), (request, response) => {
      response.set('Allow', allow);
      if (request.method === 'OPTIONS') response.status(204).end();
      else throw new Problem('method-not-allowed', `${request.method} is not one of ${allow}`);
    });
  }
}

function middleware(
  route: RouteFacts,
  { authenticate, bounds, metrics, realClock }: ApiContext,
  limits: RateLimits,
): RequestHandler[] {
  const measure: RequestHandler = (request, response, next) => {
    const startedAtMs = realClock.nowMs();
    response.on('finish', () => {
      const seconds = Math.max(0, realClock.nowMs() - startedAtMs) / 1000;
      metrics.countRequest({ method: request.method, path: route.path, status: response.statusCode, seconds });
    });
    next();
  };
  const { permission } = route;
  if (permission === 'none') return [measure];

  const identify: RequestHandler = async (request, response, next) => {
    try {
      const caller = await authenticate(request, { queryKey: route.path === '/api/v1/stream' });
      rememberCaller(response, caller);
      if (!may(caller.role, permission))
        next(new Problem('forbidden', `the role ${caller.role} may not: ${permission}`));
      else next();
    } catch (error) {
      if (error instanceof Problem && error.code === 'unauthorized')
        void limits.failedLogins(request, response, orElse(next, error));
      else next(error);
    }
  };
  const limit: RequestHandler = (request, response, next) => {
    if (route.urgent?.(request.body) === true) next();
    else void (route.method === 'get' ? limits.reads : limits.changes)(request, response, next);
  };
  if (route.body === undefined) return [measure, identify, limit];
  return [
    measure,
    identify,
    onlyJson,
    express.text({ limit: bounds.bodyBytes, inflate: false, type: JSON_TYPES }),
    parseJsonBody,
    limit,
  ];
}

const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

const onlyJson: RequestHandler = (request, _response, next) => {
  // Without a body there is no type to judge; that it is missing is for the schema to say.
  const isEmpty = request.get('content-type') === undefined && (request.get('content-length') ?? '0') === '0';
  if (!isEmpty && request.is(JSON_TYPES) === false) {
    next(new Problem('unsupported-media-type', 'send the body as application/json'));
  } else if (!/^[^;]*(;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(request.get('content-type') ?? '')) {
    next(new Problem('unsupported-media-type', 'send the body as application/json in UTF-8'));
  } else next();
};

/** Passes on what the limiter says, or `error` when it lets the request through. */
function orElse(next: NextFunction, error: Problem): NextFunction {
  return (refusal?: unknown) => next(refusal ?? error);
}

type Exchange = {
  readonly request: Request;
  readonly response: Response;
  readonly context: ApiContext;
  readonly idempotency: Idempotency;
};

async function answer(route: Route, { request, response, context, idempotency }: Exchange): Promise<Answer<unknown>> {
  const params = route.params === undefined ? undefined : parseParameters(route.params, pathParameters(request));
  const query = route.query === undefined ? undefined : parseParameters(route.query, { ...request.query });
  const body = route.body === undefined ? undefined : parseBody(route.body, request.body);
  if (route.permission === 'none') return route.handle({ params, query, body, caller: NOBODY, ifMatch: [] }, context);
  const caller = callerOf(response);
  const ifMatch = readIfMatch(request, route.ifMatch);
  const run = (): Promise<Answer<unknown>> => route.handle({ params, query, body, caller, ifMatch }, context);
  return idempotency(request, { facts: route, caller, body, run });
}

/** Public routes know nobody and need nobody. */
const NOBODY = { keyId: '', name: 'nobody', role: 'viewer' } as const;

function pathParameters({ params }: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  );
}

/** A page that has a next one says so in the Link header too (RFC 8288). */
function linked(answer: Answer<unknown>, request: Request): Answer<unknown> {
  const { body } = answer;
  if (typeof body !== 'object' || body === null || !('nextCursor' in body) || typeof body.nextCursor !== 'string')
    return answer;
  const next = new URL(request.originalUrl, 'http://localhost');
  next.searchParams.set('cursor', body.nextCursor);
  return { ...answer, headers: { ...answer.headers, Link: `<${next.pathname}${next.search}>; rel="next"` } };
}

function send(response: Response, { status, body, headers = {} }: Answer<unknown>): void {
  response.status(status).set(headers).json(body);
}

/** `{connectorId}` holds a slash, so at the end of a path it takes the rest; other parameters are one segment. */
function expressPath(path: string): string {
  return path.replace(/\{connectorId\}$/, '*connectorId').replaceAll(/\{(\w+)\}/g, ':$1');
}

function allowedMethods(routes: readonly RouteFacts[]): ReadonlyMap<string, string> {
  const allowed = new Map<string, string>();
  for (const { path, method } of routes) {
    const more = method === 'get' ? 'GET, HEAD' : method.toUpperCase();
    const before = allowed.get(path);
    allowed.set(path, before === undefined ? more : `${before}, ${more}`);
  }
  return allowed;
}
