import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';
import type { ApiKeyRecord, ApiKeyStore } from './port.ts';

type Row = { readonly record: string };

export function apiKeyTable(database: Database.Database, commit: GroupCommit): ApiKeyStore {
  const selectByHash = database.prepare('SELECT record FROM api_key WHERE key_hash = ?');
  const selectAll = database.prepare('SELECT record FROM api_key ORDER BY seq');
  const upsert = database.prepare(
    `INSERT INTO api_key (id, key_hash, record) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET key_hash = excluded.key_hash, record = excluded.record`,
  );
  return {
    findByHash: async (keyHash) => (selectByHash.all(keyHash) as Row[]).map(read)[0],
    list: async () => (selectAll.all() as Row[]).map(read),
    put: (record) => commit.enqueue(() => void upsert.run(record.id, record.keyHash, JSON.stringify(record))),
  };
}

function read({ record }: Row): ApiKeyRecord {
  return JSON.parse(record) as ApiKeyRecord;
}
