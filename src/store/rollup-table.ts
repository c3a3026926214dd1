import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import { withoutNulls } from './json.ts';
import type { Rollup, RollupStore } from './port.ts';

export function rollupTable(database: Database.Database, commit: GroupCommit): RollupStore {
  // A minute that is written again (a restart within it) replaces the first version.
  const upsert = database.prepare('INSERT OR REPLACE INTO rollup VALUES (?, ?, ?, ?, ?, ?)');
  const select = database.prepare(
    `SELECT node_id AS nodeId, minute_ms AS minuteMs, base_load_kw AS baseLoadKw, charging_kw AS chargingKw, peak_kw AS peakKw,
       limit_kw AS limitKw
     FROM rollup WHERE node_id = ? AND minute_ms >= ? AND minute_ms < ? ORDER BY minute_ms`,
  );
  const prunePage = database.prepare(
    'DELETE FROM rollup WHERE (node_id, minute_ms) IN (SELECT node_id, minute_ms FROM rollup WHERE minute_ms < ? LIMIT ?)',
  );
  return {
    append: async (rollups) => {
      const pages: Promise<void>[] = [];
      for (let from = 0; from < rollups.length; from += storeBounds.pageRows) {
        const page = rollups.slice(from, from + storeBounds.pageRows);
        pages.push(
          commit.enqueue(() => {
            for (const { nodeId, minuteMs, baseLoadKw, chargingKw, peakKw, limitKw = null } of page) {
              upsert.run(nodeId, minuteMs, baseLoadKw, chargingKw, peakKw, limitKw);
            }
          }, page.length),
        );
      }
      await Promise.all(pages);
    },
    read: async ({ nodeId, fromMs, toMs }) =>
      (select.all(nodeId, fromMs, toMs) as Record<string, unknown>[]).map((row) => withoutNulls(row) as Rollup),
    prune: async (olderThanMs) => {
      for (let removed = 0; ;) {
        const { pageRows } = storeBounds;
        const changes = await commit.enqueue(() => prunePage.run(olderThanMs, pageRows).changes, pageRows);
        removed += changes;
        if (changes < pageRows) return removed;
      }
    },
  };
}
