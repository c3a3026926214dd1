import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import type { ReservationRecord, ReservationStore } from './token-port.ts';

type Row = { readonly record: string };

/** Reservations, also those that are over. */
export function reservationTable(database: Database.Database, commit: GroupCommit): ReservationStore {
  const selectOne = database.prepare('SELECT record FROM reservation WHERE id = ?');
  const selectPage = database.prepare(
    "SELECT record FROM reservation WHERE id < ? AND coalesce(record ->> 'stationId' = ?, 1) ORDER BY id DESC LIMIT ?",
  );
  const selectLast = database.prepare('SELECT coalesce(max(id), 0) AS id FROM reservation');
  const upsert = database.prepare(
    'INSERT INTO reservation (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
  );
  return {
    list: async ({ limit, before = Number.MAX_SAFE_INTEGER, stationId = null }) =>
      (selectPage.all(before, stationId, Math.min(limit, storeBounds.listRows)) as Row[]).map(read),
    get: async (reservationId) => (selectOne.all(reservationId) as Row[]).map(read)[0],
    put: (record) => commit.enqueue(() => void upsert.run(record.reservationId, JSON.stringify(record))),
    nextId: async () => 1 + ((selectLast.all() as { readonly id: number }[])[0]?.id ?? 0),
  };
}

function read({ record }: Row): ReservationRecord {
  return JSON.parse(record) as ReservationRecord;
}
