import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';
import type { LocalListRecord, LocalListStore, TokenChange, TokenRecord, TokenStore } from './token-port.ts';

type Row = { readonly key: string; readonly version: number; readonly record: string | null };

/** Tokens are CiString (1.6) and identifierString (2.x): the case of A-Z does not count. */
export function tokenKey(idToken: string): string {
  return idToken.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Tokens, each with the version of its last change. What was removed leaves its key: a station may still have it in its list. */
export function tokenTable(database: Database.Database, commit: GroupCommit): TokenStore {
  const selectAll = database.prepare('SELECT key, version, record FROM token ORDER BY version');
  const selectOne = database.prepare('SELECT key, version, record FROM token WHERE key = ?');
  const upsert = database.prepare(
    `INSERT INTO token (key, version, record) VALUES (?, (SELECT 1 + coalesce(max(version), 0) FROM token), ?)
     ON CONFLICT (key) DO UPDATE SET version = excluded.version, record = excluded.record`,
  );
  const changes = (): readonly TokenChange[] => (selectAll.all() as Row[]).map(readChange);
  return {
    list: async () => changes().flatMap(({ token }) => token ?? []),
    changes: async () => changes(),
    put: (tokens) =>
      commit.enqueue(
        () => {
          for (const token of tokens) upsert.run(tokenKey(token.idToken), JSON.stringify(token));
        },
        Math.max(1, tokens.length),
      ),
    remove: (idToken) =>
      commit.enqueue(() => {
        const [before] = selectOne.all(tokenKey(idToken)) as Row[];
        if (before === undefined || before.record === null) return false;
        upsert.run(before.key, null);
        return true;
      }),
  };
}

/** What each station's list was last known to be. */
export function localListTable(database: Database.Database, commit: GroupCommit): LocalListStore {
  const selectAll = database.prepare('SELECT record FROM local_list ORDER BY station_id');
  const upsert = database.prepare(
    `INSERT INTO local_list (station_id, record) VALUES (?, ?) ON CONFLICT (station_id) DO UPDATE SET record = excluded.record`,
  );
  return {
    list: async () =>
      (selectAll.all() as { readonly record: string }[]).map(({ record }) => JSON.parse(record) as LocalListRecord),
    put: (record) => commit.enqueue(() => void upsert.run(record.stationId, JSON.stringify(record))),
  };
}

function readChange({ key, version, record }: Row): TokenChange {
  return { key, version, ...(record === null ? {} : { token: JSON.parse(record) as TokenRecord }) };
}
