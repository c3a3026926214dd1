import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import type { CommandRecord, CommandStore, CommandTarget, TargetState } from './port.ts';

type Row = { readonly record: string };

/** Commands of operators. A command is there only after all its targets are: they are written first, in pieces. */
export function commandTable(database: Database.Database, commit: GroupCommit): CommandStore {
  const insert = database.prepare(
    'INSERT INTO command (id, status, kind, targets, ended, record) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE command SET status = ?, ended = ?, record = ? WHERE id = ?');
  const selectOne = database.prepare('SELECT record FROM command WHERE id = ?');
  const selectOpen = database.prepare('SELECT record FROM command WHERE ended = 0 ORDER BY seq');
  const seqOf = database.prepare('SELECT seq FROM command WHERE id = ?');
  const page = database.prepare(
    `SELECT record FROM command
     WHERE seq < ? AND (? IS NULL OR status = ?) AND (? IS NULL OR kind = ?) ORDER BY seq DESC LIMIT ?`,
  );
  const upsertTarget = database.prepare(
    `INSERT INTO command_target (command_id, position, state, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (command_id, position) DO UPDATE SET state = excluded.state, record = excluded.record`,
  );
  const targetPage = database.prepare(
    `SELECT record FROM command_target
     WHERE command_id = ? AND position > ? AND (? IS NULL OR state = ?) ORDER BY position LIMIT ?`,
  );
  const countStates = database.prepare(
    'SELECT state, count(*) AS count FROM command_target WHERE command_id = ? GROUP BY state',
  );
  const ended = database.prepare('SELECT id, targets FROM command WHERE ended = 1 ORDER BY seq LIMIT ?');
  const totals = database.prepare('SELECT count(*) AS commands, coalesce(sum(targets), 0) AS targets FROM command');
  const removeTargets = database.prepare('DELETE FROM command_target WHERE command_id = ?');
  const remove = database.prepare('DELETE FROM command WHERE id = ?');

  const putTargets = async (id: string, targets: readonly CommandTarget[]): Promise<void> => {
    const writes: Promise<void>[] = [];
    for (let start = 0; start < targets.length; start += storeBounds.rowsPerCommit) {
      const piece = targets.slice(start, start + storeBounds.rowsPerCommit);
      const write = (): void => {
        for (const target of piece) upsertTarget.run(id, target.position, target.state, JSON.stringify(target));
      };
      writes.push(commit.enqueue(write, piece.length));
    }
    await Promise.all(writes);
  };

  return {
    add: async (record, targets) => {
      await putTargets(record.id, targets);
      const { id, status, kind } = record;
      await commit.enqueue(
        () => void insert.run(id, status, kind, targets.length, endedOf(record), JSON.stringify(record)),
      );
    },
    put: (record) =>
      commit.enqueue(() => void update.run(record.status, endedOf(record), JSON.stringify(record), record.id)),
    putTargets,
    get: async (id) => (selectOne.all(id) as Row[]).map(commandOf)[0],
    list: async ({ limit, after, status = null, kind = null }) => {
      const [found] = after === undefined ? [] : (seqOf.all(after) as { readonly seq: number }[]);
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : (found?.seq ?? 0);
      const rows = page.all(before, status, status, kind, kind, Math.min(limit, storeBounds.listRows)) as Row[];
      return rows.map(commandOf);
    },
    listOpen: async () => (selectOpen.all() as Row[]).map(commandOf),
    targets: async ({ id, limit, after = -1, state = null }) =>
      (targetPage.all(id, after, state, state, Math.min(limit, storeBounds.listRows)) as Row[]).map(targetOf),
    counts: async (id) => {
      const rows = countStates.all(id) as { readonly state: TargetState; readonly count: number }[];
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    prune: (bounds) =>
      commit.enqueue(() => {
        let [kept = { commands: 0, targets: 0 }] = totals.all() as { commands: number; targets: number }[];
        let gone = 0;
        for (const { id, targets } of ended.all(storeBounds.pageRows) as { id: string; targets: number }[]) {
          if (kept.commands <= bounds.commands && kept.targets <= bounds.targets) break;
          removeTargets.run(id);
          remove.run(id);
          kept = { commands: kept.commands - 1, targets: kept.targets - targets };
          gone += 1;
        }
        return gone;
      }, storeBounds.rowsPerCommit),
  };
}

function endedOf({ endedAtMs }: CommandRecord): 0 | 1 {
  return endedAtMs === undefined ? 0 : 1;
}

function commandOf({ record }: Row): CommandRecord {
  return JSON.parse(record) as CommandRecord;
}

function targetOf({ record }: Row): CommandTarget {
  return JSON.parse(record) as CommandTarget;
}
