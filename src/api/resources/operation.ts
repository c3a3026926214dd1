import { ok } from '../answers.ts';
import type { RawRoute } from '../route.ts';
import { route } from '../route.ts';
import { healthSchema, readySchema, versionSchema } from '../schemas.ts';

const tag = 'operation';

export const operationRoutes = [
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    summary: 'The process answers',
    tag,
    permission: 'none',
    answer: { status: 200, schema: healthSchema, description: 'Alive.' },
    handle: () => ok({ ok: true as const }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    summary: 'Whether the service controls',
    description:
      '200 while the control loop ticks and the store keeps what it is given, else 503. A broken planner, telemetry or MQTT is named in `degraded` and does not change the status: control goes on without them.',
    tag,
    permission: 'none',
    answer: { status: 200, schema: readySchema, description: 'Ready (503: not ready, same body).' },
    handle: (_input, { readiness }) => {
      const ready = readiness();
      return { status: ready.ok ? 200 : 503, body: ready };
    },
  }),
  route({
    method: 'get',
    path: '/version',
    operationId: 'getVersion',
    summary: 'Version of the service',
    tag,
    permission: 'none',
    answer: { status: 200, schema: versionSchema, description: 'Version.' },
    handle: (_input, { build }) => ok({ name: 'headroom', version: build.version, commit: build.commit }),
  }),
];

export const metricsRoute: RawRoute = {
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Metrics for Prometheus',
  tag,
  permission: 'read',
  answer: { status: 200, mediaType: 'text/plain', description: 'Text format of Prometheus.' },
  serve: async ({ response }, { metrics }) => {
    const text = await metrics.text();
    response.set('Content-Type', metrics.contentType).send(text);
  },
};
