import { Problem } from './problems.ts';

export type PageQuery = { readonly limit?: number | undefined; readonly cursor?: string | undefined };
export type Page<Item> = { readonly items: Item[]; readonly nextCursor?: string };

/** One page of a list that is at hand. The cursor names the last item of the page before. Throws `bad-parameter` when it is gone. */
export function pageOfList<Item>(
  list: readonly Item[],
  { query, limit, idOf }: { readonly query: PageQuery; readonly limit: number; readonly idOf: (item: Item) => string },
): Page<Item> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const start = after === undefined ? 0 : list.findIndex((item) => idOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw badCursor();
  return pageOfRead(list.slice(start, start + (query.limit ?? limit) + 1), { limit: query.limit ?? limit, idOf });
}

/** One page of a list that was read with one item more than the limit, to see whether more follows. */
export function pageOfRead<Item>(
  read: readonly Item[],
  { limit, idOf }: { readonly limit: number; readonly idOf: (item: Item) => string },
): Page<Item> {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return read.length > limit && last !== undefined ? { items, nextCursor: makeCursor(idOf(last)) } : { items };
}

export function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (text === '' || makeCursor(text) !== cursor) throw badCursor();
  return text;
}

export function badCursor(): Problem {
  const detail = 'is not a cursor of this list, or what it pointed at is gone; start again without it';
  return new Problem('bad-parameter', `cursor ${detail}`, { errors: [{ parameter: 'cursor', detail }] });
}

function makeCursor(id: string): string {
  return Buffer.from(id, 'utf8').toString('base64url');
}
