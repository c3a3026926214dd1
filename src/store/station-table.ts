import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';
import type { StationRecord, StationStore } from './port.ts';

type Row = { readonly record: string };

export function stationTable(database: Database.Database, commit: GroupCommit): StationStore {
  const select = database.prepare('SELECT record FROM station WHERE station_id = ?');
  const selectAll = database.prepare('SELECT record FROM station ORDER BY station_id');
  const upsert = database.prepare(
    'INSERT INTO station VALUES (?, ?) ON CONFLICT (station_id) DO UPDATE SET record = excluded.record',
  );
  const remove = database.prepare('DELETE FROM station WHERE station_id = ?');
  return {
    get: async (stationId) => (select.all(stationId) as Row[]).map(read)[0],
    list: async () => (selectAll.all() as Row[]).map(read),
    put: (record) => commit.enqueue(() => void upsert.run(record.stationId, JSON.stringify(record))),
    update: (stationId, change) =>
      commit.enqueue(() => {
        const [before] = (select.all(stationId) as Row[]).map(read);
        if (before === undefined) return undefined;
        const after = change(before);
        if (after !== before) upsert.run(stationId, JSON.stringify(after));
        return after;
      }),
    remove: (stationId) => commit.enqueue(() => remove.run(stationId).changes > 0),
  };
}

function read({ record }: Row): StationRecord {
  return JSON.parse(record) as StationRecord;
}
