import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SecurityEventRecord, SecurityEventStore } from './port.ts';

type Row = {
  readonly seq: number;
  readonly at_ms: number;
  readonly station_id: string;
  readonly source: SecurityEventRecord['source'];
  readonly type: string;
  readonly is_critical: number;
  readonly detail: string | null;
  readonly measured_at_ms: number | null;
};

/** Security events, bounded per station and in all: a station that floods its own place leaves those of the others alone. */
export function securityEventTable(database: Database.Database, commit: GroupCommit): SecurityEventStore {
  const insert = database.prepare(
    'INSERT INTO security_event (at_ms, station_id, source, type, is_critical, detail, measured_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const pruneStation = database.prepare(
    `DELETE FROM security_event WHERE station_id = ?1 AND seq <=
      (SELECT seq FROM security_event WHERE station_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ${storeBounds.securityEventsPerStation})`,
  );
  // Numbers grow by one and are never used again, so that no row must be counted.
  const pruneAll = database.prepare(`DELETE FROM security_event WHERE seq <= ? - ${storeBounds.securityEvents}`);
  return {
    append: (entry) =>
      commit.enqueue(() => {
        const { atMs, stationId, source, type, isCritical, detail, measuredAtMs } = entry;
        const row = [atMs, stationId, source, type, isCritical ? 1 : 0, detail ?? null, measuredAtMs ?? null];
        const seq = Number(insert.run(...row).lastInsertRowid);
        pruneStation.run(stationId);
        pruneAll.run(seq);
        return { ...entry, seq };
      }),
    list: async ({ limit, before = Number.MAX_SAFE_INTEGER, stationId, type, source, fromMs, toMs }) => {
      const wanted = [
        ['seq < ?', before],
        ['station_id = ?', stationId],
        ['type = ?', type],
        ['source = ?', source],
        ['at_ms >= ?', fromMs],
        ['at_ms < ?', toMs],
      ].filter((condition): condition is [string, string | number] => condition[1] !== undefined);
      const rows = database
        .prepare(
          `SELECT * FROM security_event WHERE ${wanted.map(([text]) => text).join(' AND ')} ORDER BY seq DESC LIMIT ?`,
        )
        .all(...wanted.map(([, value]) => value), Math.max(0, Math.min(limit, storeBounds.listRows))) as Row[];
      return rows.map(read);
    },
  };
}

function read(row: Row): SecurityEventRecord {
  return {
    seq: row.seq,
    atMs: row.at_ms,
    stationId: row.station_id,
    source: row.source,
    type: row.type,
    isCritical: row.is_critical === 1,
    ...(row.detail === null ? {} : { detail: row.detail }),
    ...(row.measured_at_ms === null ? {} : { measuredAtMs: row.measured_at_ms }),
  };
}
