import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';

/** Records that people edit concurrently: replaced only by who has seen the latest version. */
export function etagTable<T extends { readonly id: string; readonly etag: string }>(deps: {
  readonly database: Database.Database;
  readonly commit: GroupCommit;
  readonly table: 'envelope' | 'limit_override';
}): { list(): Promise<readonly T[]>; put(record: T, ifMatch?: string): Promise<boolean> } {
  const { database, commit, table } = deps;
  const selectAll = database.prepare(`SELECT record FROM ${table} ORDER BY seq`);
  const insert = database.prepare(
    `INSERT INTO ${table} (id, etag, record) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  const replace = database.prepare(`UPDATE ${table} SET etag = ?, record = ? WHERE id = ? AND etag = ?`);
  return {
    list: async () => (selectAll.all() as { record: string }[]).map(({ record }) => JSON.parse(record) as T),
    put: (record, ifMatch) =>
      commit.enqueue(() => {
        const text = JSON.stringify(record);
        const result =
          ifMatch === undefined
            ? insert.run(record.id, record.etag, text)
            : replace.run(record.etag, text, record.id, ifMatch);
        return result.changes > 0;
      }),
  };
}
