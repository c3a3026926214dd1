import { listVersion } from '../../tokens/index.ts';
import { ok, valueOf } from '../answers.ts';
import { actorOf } from '../caller.ts';
import { pageOfList } from '../paging.ts';
import { presentLocalList } from '../present-tokens.ts';
import { route } from '../route.ts';
import { localListPage, localListSync, localListSynced, pageQuery } from '../schemas.ts';

const tag = 'tokens';

export const localListRoutes = [
  route({
    method: 'get',
    path: '/api/v1/local-lists',
    operationId: 'listLocalLists',
    summary: 'Local authorization lists: which version each station has',
    tag,
    permission: 'read',
    query: pageQuery,
    answer: { status: 200, schema: localListPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds }) => {
      const version = listVersion(await store.tokens.changes());
      const page = pageOfList(await store.localLists.list(), {
        query,
        limit: bounds.defaultPageItems,
        idOf: ({ stationId }) => stationId,
      });
      const { time } = present;
      return ok({
        version,
        ...page,
        items: page.items.map((one) => presentLocalList(one, { time, listVersion: version })),
      });
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/local-lists/sync',
    operationId: 'syncLocalLists',
    summary: 'Bring local authorization lists up to date with the tokens',
    description:
      'In the background, eight stations at a time: the difference to the version that a station has, or the whole list where that fails. How far each is: `GET /api/v1/local-lists`.',
    tag,
    permission: 'configure',
    body: localListSync,
    answer: { status: 202, schema: localListSynced, description: 'Begun for these stations.' },
    handle: async ({ body, caller }, { operations }) => {
      const { stationIds } = valueOf(await operations.syncLocalLists(body, actorOf(caller)));
      return { status: 202, body: { stationIds: [...stationIds] } };
    },
  }),
];
