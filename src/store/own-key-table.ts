import type Database from 'libsql';
import type { GroupCommit } from './group-commit.ts';
import type { OwnKeyStore } from './port.ts';

type Row = { readonly value: string };

export function ownKeyTable(database: Database.Database, commit: GroupCommit): OwnKeyStore {
  const select = database.prepare('SELECT value FROM own_key WHERE name = ?');
  const insert = database.prepare('INSERT INTO own_key VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  return {
    keep: (name, fresh) =>
      commit.enqueue(() => {
        insert.run(name, fresh.toString('base64'));
        const [row] = select.all(name) as Row[];
        return row === undefined ? fresh : Buffer.from(row.value, 'base64');
      }),
  };
}
