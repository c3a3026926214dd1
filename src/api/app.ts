import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { createAuthenticate } from './auth.ts';
import type { ApiContext, ApiDeps } from './deps.ts';
import { createIdempotency } from './idempotency.ts';
import { createMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { serveDocs, servePage, useSecurityHeaders } from './page.ts';
import { createPresent } from './present.ts';
import { Problem, problemFromError } from './problems.ts';
import { createRateLimits } from './rate-limits.ts';
import { createReadiness } from './readiness.ts';
import { routes } from './routes.ts';
import { serveRoutes } from './serve.ts';
import { createStreamHub } from './stream-hub.ts';

/** The REST API, its stream, its description and the operator page. `close` ends the streams, so that a server can close. */
export type Api = { readonly app: Express; readonly close: () => void };

/** Throws a RangeError when the site's time zone is not an IANA name. */
export function createApi(deps: ApiDeps): Api {
  const { site, nowMs, store, control, telemetry, mqtt, realClock, bounds } = deps;
  const present = createPresent({ timeZone: site.timeZone, nowMs, maskToken: deps.maskToken });
  const hub = createStreamHub({ ...deps, securityEvents: deps.security.events, present });
  const metrics = createMetrics({
    control,
    telemetry,
    mqtt,
    securityEvents: deps.security.events,
    deviations: deps.deviations,
    streams: hub,
  });
  const { readiness, stop } = createReadiness({ control, store, telemetry, mqtt, realClock, bounds });
  const authenticate = createAuthenticate({ store, nowMs });
  const context: ApiContext = { ...deps, present, hub, metrics, readiness, authenticate };

  const app = express();
  app.disable('x-powered-by');
  // Etags are those of the resources; a hash of the text would be another one.
  app.set('etag', false);
  useSecurityHeaders(app);
  app.use(accessLog(deps));
  app.use(['/api', '/metrics', '/readyz', '/healthz'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  serveRoutes(app, routes, context, {
    rateLimits: createRateLimits(bounds),
    idempotency: createIdempotency({ store, nowMs }),
  });
  serveDocs(app, openApiDocument(routes, deps.build.version));
  if (deps.webDirectory !== undefined) servePage(app, deps.webDirectory);
  app.use((request) => {
    throw new Problem('not-found', `nothing at ${request.method} ${request.path.slice(0, 200)}`);
  });
  app.use(problems(deps));

  return {
    app,
    close: () => {
      stop();
      hub.close();
    },
  };
}

/** One line for each request that may change something; never the query, the headers or the body. */
function accessLog({ log, realClock }: ApiDeps): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return next();
    const startedAtMs = realClock.nowMs();
    response.on('close', () => {
      const caller = response.locals['caller'] as { readonly name: string } | undefined;
      const tookMs = Math.max(0, Math.round(realClock.nowMs() - startedAtMs));
      const what = `${request.method} ${loggedPath(request.path)}`;
      log({ level: 'info', message: `${what} ${response.statusCode} by ${caller?.name ?? 'nobody'} in ${tookMs} ms` });
    });
    next();
  };
}

/** A card's number stands in the path of its token; whoever knows it can charge with it. */
function loggedPath(path: string): string {
  return path.replace(/^(\/api\/v1\/tokens\/).+/i, '$1(token)').slice(0, 200);
}

/** Everything that was thrown, as problem+json. */
function problems({ log, store }: ApiDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = explained(problemFromError(error), { storeOk: store.healthy().ok });
    if (problem.code === 'internal') {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log({ level: 'error', message: `${request.method} ${loggedPath(request.path)} failed: ${detail}` });
    }
    response.status(problem.status).set(problem.headers).type('application/problem+json');
    response.send(JSON.stringify(problem.document(request.path.slice(0, 200))));
  };
}

function explained(problem: Problem, { storeOk }: { readonly storeOk: boolean }): Problem {
  if (problem.code !== 'internal' || storeOk) return problem;
  return new Problem('store-unavailable', 'the store does not answer', { headers: { 'Retry-After': '5' } });
}
