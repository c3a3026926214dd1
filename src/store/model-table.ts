import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';
import type { ModelRecord, ModelStore } from './port.ts';

type Row = { readonly record: string };

/** Facts by vendor, model and firmware. */
export function modelTable(database: Database.Database, commit: GroupCommit): ModelStore {
  const selectAll = database.prepare('SELECT record FROM station_model ORDER BY key');
  const upsert = database.prepare(
    'INSERT INTO station_model VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record',
  );
  return {
    list: async () => (selectAll.all() as Row[]).map(({ record }) => JSON.parse(record) as ModelRecord),
    put: (record) => {
      const { vendor, model, firmware } = record.model;
      const key = JSON.stringify([vendor, model, firmware ?? null]);
      return commit.enqueue(() => void upsert.run(key, JSON.stringify(record)));
    },
  };
}
