import { ok } from '../answers.ts';
import { badCursor, pageOfRead, readCursor } from '../paging.ts';
import { route } from '../route.ts';
import { auditPage, pageQuery } from '../schemas.ts';

export const auditRoutes = [
  route({
    method: 'get',
    path: '/api/v1/audit',
    operationId: 'listAudit',
    summary: 'Who changed what, newest first; a hash chain',
    tag: 'records',
    permission: 'audit',
    query: pageQuery,
    answer: { status: 200, schema: auditPage, description: 'One page.' },
    handle: async ({ query }, { store, present, bounds }) => {
      const limit = query.limit ?? bounds.defaultPageItems;
      const before = query.cursor === undefined ? undefined : readSeq(query.cursor);
      const read = await store.audit.list({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
      const page = pageOfRead(read, { limit, idOf: ({ seq }) => String(seq) });
      return ok({ ...page, items: page.items.map(present.audit) });
    },
  }),
];

function readSeq(cursor: string): number {
  const text = readCursor(cursor);
  if (!/^\d{1,15}$/.test(text)) throw badCursor();
  return Number(text);
}
