import type Database from 'libsql';
import { storeBounds } from './bounds.ts';

/**
 * Writes wait in a queue and are executed together in one transaction: one fsync pays for all of them.
 * A promise resolves only after COMMIT. Each write runs in its own SAVEPOINT, so that one that throws is undone and
 * rejected alone; when the transaction as a whole fails (disk full, I/O error), every write of the group is rejected.
 */
export interface GroupCommit {
  /** `work` is synchronous and only touches the database. `rows` is its size, for the bound of a transaction. */
  enqueue<T>(work: () => T, rows?: number): Promise<T>;
  health(): { readonly ok: boolean; readonly detail?: string };
  /** Commits what is queued; later writes are rejected. */
  close(): void;
}

type Write = {
  readonly rows: number;
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
};

export function createGroupCommit(deps: {
  readonly database: Database.Database;
  /** Runs the commit soon: `setImmediate` lets every socket that is readable now join the group. */
  readonly schedule: (run: () => void) => void;
  /** Called once when writing begins to fail and once when it works again. */
  readonly onHealth: (health: { readonly ok: boolean; readonly detail?: string }) => void;
}): GroupCommit {
  const { database } = deps;
  let queue: Write[] = [];
  let scheduled = false;
  let closed = false;
  let health: { readonly ok: boolean; readonly detail?: string } = { ok: true };

  function setHealth(next: typeof health): void {
    const changed = next.ok !== health.ok;
    health = next;
    if (changed) deps.onHealth(next);
  }

  function wake(): void {
    if (scheduled) return;
    scheduled = true;
    deps.schedule(() => {
      scheduled = false;
      commitOnce();
      if (queue.length > 0) wake();
    });
  }

  function commitOnce(): void {
    const group = takeGroup();
    if (group.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const write of group) settle.push(runOne(database, write));
      database.exec('COMMIT');
    } catch (error) {
      const failure = new Error(`commit of ${group.length} writes failed: ${messageOf(error)}`, { cause: error });
      rollBack(database);
      setHealth({ ok: false, detail: failure.message });
      for (const write of group) write.reject(failure);
      return;
    }
    setHealth({ ok: true });
    for (const run of settle) run();
  }

  function takeGroup(): readonly Write[] {
    let rows = 0;
    let count = 0;
    for (const write of queue) {
      if (count > 0 && rows + write.rows > storeBounds.rowsPerCommit) break;
      rows += write.rows;
      count += 1;
    }
    const group = queue.slice(0, count);
    queue = queue.slice(count);
    return group;
  }

  return {
    enqueue<T>(work: () => T, rows = 1): Promise<T> {
      if (closed) return Promise.reject(new Error('the store is closed'));
      if (queue.length >= storeBounds.queuedWrites) {
        return Promise.reject(new Error(`the store has ${queue.length} writes waiting: write refused`));
      }
      return new Promise<T>((resolve, reject) => {
        queue.push({ rows, work, resolve: (value) => resolve(value as T), reject });
        wake();
      });
    },
    health: () => health,
    close() {
      closed = true;
      while (queue.length > 0) commitOnce();
    },
  };
}

/** Runs one write in its savepoint; returns how to settle it after the commit. Throws only when the whole transaction is lost. */
function runOne(database: Database.Database, write: Write): () => void {
  database.exec('SAVEPOINT one_write');
  let value: unknown;
  try {
    value = write.work();
  } catch (error) {
    // A full disk or an I/O error rolls the whole transaction back by itself: then there is no savepoint to return to.
    if (!database.inTransaction) throw error;
    database.exec('ROLLBACK TO one_write');
    database.exec('RELEASE one_write');
    const failure = error instanceof Error ? error : new Error(String(error));
    return () => write.reject(failure);
  }
  database.exec('RELEASE one_write');
  return () => write.resolve(value);
}

function rollBack(database: Database.Database): void {
  if (!database.inTransaction) return;
  try {
    database.exec('ROLLBACK');
  } catch {
    // The next BEGIN will fail too and say why; the group is rejected either way.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
