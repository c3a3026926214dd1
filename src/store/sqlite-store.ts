import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import type { GridEnvelope } from '../../dispatch/index.ts';
import type { LogEntry } from '../../ocpp/index.ts';
import { apiKeyTable } from './api-key-table.ts';
import { auditTable } from './audit-table.ts';
import { storeBounds } from './bounds.ts';
import { etagTable } from './etag-table.ts';
import { commandTable } from './command-table.ts';
import { createGroupCommit } from './group-commit.ts';
import { idempotencyTable } from './idempotency-table.ts';
import { migrate } from './migrations.ts';
import { modelTable } from './model-table.ts';
import { ownKeyTable } from './own-key-table.ts';
import type { Override, Store } from './port.ts';
import { reservationTable } from './reservation-table.ts';
import { rollupTable } from './rollup-table.ts';
import { securityEventTable } from './security-event-table.ts';
import { sessionTable } from './session-table.ts';
import { stationTable } from './station-table.ts';
import { localListTable, tokenTable } from './token-table.ts';

export type SqliteStoreOptions = {
  /** Path of the database file (its folder is made), or `:memory:` for a simulation: nothing survives then. */
  readonly file: string;
  /** Makes OCPP 1.6 transaction ids. */
  readonly randomInt: (belowExclusive: number) => number;
  readonly nowMs: () => number;
  readonly log?: (entry: LogEntry) => void;
};

/**
 * The embedded store: one SQLite file, one process.
 * Rejects when another process has the file open, when the file is no database, or when a newer version wrote it.
 */
export async function openSqliteStore({ file, randomInt, nowMs, log }: SqliteStoreOptions): Promise<Store> {
  const inMemory = file === ':memory:';
  const release = inMemory ? () => undefined : lockFile(file);
  const database = openDatabase({ file, nowMs, release });
  const commit = createGroupCommit({
    database,
    // Without a disk there is no fsync to share, and a simulation on a virtual clock only drains microtasks.
    schedule: inMemory ? queueMicrotask : (run) => void setImmediate(run),
    onHealth: ({ ok, detail }) =>
      log?.(
        ok
          ? { level: 'info', message: `store ${file}: writing works again` }
          : { level: 'error', message: `store ${file}: ${detail ?? 'write failed'}` },
      ),
  });
  let closed = false;
  return {
    stations: stationTable(database, commit),
    sessions: sessionTable({ database, commit, randomInt }),
    envelopes: etagTable<GridEnvelope>({ database, commit, table: 'envelope' }),
    overrides: etagTable<Override>({ database, commit, table: 'limit_override' }),
    tokens: tokenTable(database, commit),
    localLists: localListTable(database, commit),
    reservations: reservationTable(database, commit),
    securityEvents: securityEventTable(database, commit),
    commands: commandTable(database, commit),
    apiKeys: apiKeyTable(database, commit),
    audit: auditTable(database, commit),
    rollups: rollupTable(database, commit),
    idempotency: idempotencyTable({ database, commit, nowMs }),
    models: modelTable(database, commit),
    ownKeys: ownKeyTable(database, commit),
    healthy: () => (closed ? { ok: false, detail: 'the store is closed' } : commit.health()),
    close: async () => {
      if (closed) return;
      closed = true;
      commit.close();
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
      release();
    },
  };
}

/**
 * Keeps every other process of ours out, for the life of this one. The lock is that of the operating system, held through an exclusive transaction on
 * an own small file: a kill −9 releases it without cleaning up. It is not taken on the store itself, so that an operator may back up and
 * inspect the store while the service runs, and because libsql holds a closed file until its statements are collected as garbage.
 */
function lockFile(file: string): () => void {
  let lock: Database.Database | undefined;
  try {
    // Password hashes are inside: nobody else's business.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    lock = new Database(`${file}.lock`);
    lock.exec(`PRAGMA busy_timeout = ${storeBounds.openBusyTimeoutMs}`);
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    const message = messageOf(error);
    throw new Error(
      /locked|busy/i.test(message)
        ? `store ${file} is in use by another process: one process writes a store, stop the other one first`
        : `store ${file} cannot be locked: ${message}`,
      { cause: error },
    );
  }
  const held = lock;
  return () => void held.close();
}

function openDatabase(deps: {
  readonly file: string;
  readonly nowMs: () => number;
  readonly release: () => void;
}): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(deps.file);
    database.exec(`PRAGMA busy_timeout = ${storeBounds.busyTimeoutMs}`);
    database.pragma('journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
    migrate(database, deps.nowMs());
    return database;
  } catch (error) {
    database?.close();
    deps.release();
    throw new Error(`store ${deps.file} cannot be opened: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
