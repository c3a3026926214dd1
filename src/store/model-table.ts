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
  const remove = database.prepare('DELETE FROM station_model WHERE key = ?');
  return {
    list: async () => (selectAll.all() as Row[]).map(({ record }) => JSON.parse(record) as ModelRecord),
    put: (record) => commit.enqueue(() => void upsert.run(keyOf(record.model), JSON.stringify(record))),
    forget: (model) => commit.enqueue(() => void remove.run(keyOf(model))),
  };
}

function keyOf({ vendor, model, firmware }: ModelRecord['model']): string {
  return JSON.stringify([vendor, model, firmware ?? null]);
}
