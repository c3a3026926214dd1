import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { z } from 'zod';
import { permissions } from './roles.ts';
import type { RouteFacts } from './route.ts';
import { problemSchema } from './schemas.ts';

/** The OpenAPI 3.1 document of a table of routes. */
export function openApiDocument(routes: readonly RouteFacts[], version: string): Readonly<Record<string, unknown>> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key.',
  });
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  for (const route of routes) registry.registerPath(pathOf(route));
  return {
    ...new OpenApiGeneratorV31(registry.definitions).generateDocument({
      openapi: '3.1.0',
      info: {
        title: 'Headroom',
        version,
        description:
          'Keeps charging inside the headroom of the grid. Units are in the names: kW, kWh, A, V. Times are RFC 3339 with offset.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
    }),
  };
}

function pathOf(route: RouteFacts): RouteConfig {
  const { method, path, operationId, summary, tag, permission, answer } = route;
  const roles = permission === 'none' ? [] : Object.entries(permissions).filter(([, may]) => may.includes(permission));
  const who = permission === 'none' ? 'No key needed.' : `Roles: ${roles.map(([role]) => role).join(', ')}.`;
  return {
    method,
    path,
    operationId,
    summary,
    description: route.description === undefined ? who : `${route.description} ${who}`,
    tags: [tag],
    security: permission === 'none' ? [] : [{ bearer: [] }, { apiKey: [] }],
    request: {
      ...(route.params === undefined ? {} : { params: route.params as z.ZodObject }),
      ...(route.query === undefined ? {} : { query: route.query as z.ZodObject }),
      ...(route.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: route.body } } } }),
    },
    parameters: headersOf(route),
    responses: {
      [answer.status]: {
        description: answer.description,
        content: {
          [answer.mediaType ?? 'application/json']: answer.schema === undefined ? {} : { schema: answer.schema },
        },
      },
      ...(path === '/readyz' && answer.schema !== undefined
        ? { 503: { description: 'Not ready.', content: { 'application/json': { schema: answer.schema } } } }
        : {}),
      default: { description: 'A problem.', content: { 'application/problem+json': { schema: problemSchema } } },
    },
  };
}

/** The part of a parameter object that all versions of OpenAPI share. */
type Header = {
  name: string;
  in: 'header' | 'query';
  required: boolean;
  schema: { type: 'string'; maxLength?: number };
  description?: string;
};

function headersOf({ ifMatch, idempotency, path }: RouteFacts): Header[] {
  const headers: Header[] = [];
  if (ifMatch !== undefined) {
    headers.push({
      name: 'If-Match',
      in: 'header',
      required: ifMatch === 'required',
      schema: { type: 'string' },
      description: 'The etag you have seen, in double quotes, or `*`. 428 when it is missing, 412 when it is old.',
    });
  }
  if (idempotency === 'kept') {
    headers.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 200 },
      description: 'The same key and body are done once, and answered alike for a day.',
    });
  }
  if (path === '/api/v1/stream') {
    headers.push(
      { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
      {
        name: 'key',
        in: 'query',
        required: false,
        schema: { type: 'string' },
        description: 'The API key, where headers cannot be set.',
      },
    );
  }
  return headers;
}
