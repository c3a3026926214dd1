import { found, ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { route } from '../route.ts';
import { heartbeatSchema, sourceList, sourceParams } from '../schemas.ts';

const tag = 'limits';

export const sourceRoutes = [
  route({
    method: 'get',
    path: '/api/v1/sources',
    operationId: 'listSources',
    summary: 'Programs that set limits, and whether each is alive',
    tag,
    permission: 'read',
    answer: { status: 200, schema: sourceList, description: 'All sources of the grid file.' },
    handle: (_input, { control, present }) => {
      const { atMs, sources } = control.view();
      return ok({ at: present.time(atMs), items: sources.map(present.source) });
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/sources/{sourceId}/heartbeat',
    operationId: 'sourceHeartbeat',
    summary: 'A source of limits says that it is alive',
    description:
      'Only with the API key that has the name of the source. After a silence its failsafe limit is lifted when it also sets, changes or ends a limit on its node, or has been alive for a heartbeat period.',
    tag,
    permission: 'envelope',
    params: sourceParams,
    answer: { status: 200, schema: heartbeatSchema, description: 'It was heard.' },
    handle: ({ params: { sourceId }, caller }, { operations, present, site, nowMs }) => {
      valueOf(operations.sourceHeartbeat(sourceId, actorOf(caller)));
      const { heartbeatMs } = found(
        site.sources?.find(({ id }) => id === sourceId),
        `source ${sourceId}`,
      );
      const receivedMs = nowMs();
      return ok({
        sourceId,
        receivedAt: present.time(receivedMs),
        nextBefore: present.time(receivedMs + heartbeatMs),
      });
    },
  }),
];
