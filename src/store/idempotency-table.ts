import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import type { IdempotencyStore } from './port.ts';

export function idempotencyTable(deps: {
  readonly database: Database.Database;
  readonly commit: GroupCommit;
  readonly nowMs: () => number;
}): IdempotencyStore {
  const { database, commit } = deps;
  const select = database.prepare(
    'SELECT body_hash AS bodyHash, status, body FROM idempotency WHERE key = ? AND at_ms >= ?',
  );
  const forget = database.prepare('DELETE FROM idempotency WHERE at_ms < ?');
  // The first answer stays the answer.
  const insert = database.prepare('INSERT INTO idempotency VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING');
  return {
    find: async (key, bodyHash) => {
      const [row] = select.all(key, deps.nowMs() - storeBounds.idempotencyMs) as {
        bodyHash: string;
        status: number;
        body: string;
      }[];
      if (row === undefined) return undefined;
      return row.bodyHash === bodyHash ? { status: row.status, body: row.body } : 'conflict';
    },
    save: ({ key, bodyHash, status, body, atMs }) =>
      commit.enqueue(() => {
        forget.run(atMs - storeBounds.idempotencyMs);
        insert.run(key, bodyHash, status, body, atMs);
      }),
  };
}
