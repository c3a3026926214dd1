import { createHash } from 'node:crypto';
import type Database from 'libsql';
import { storeBounds } from './bounds.ts';
import type { GroupCommit } from './group-commit.ts';
import { canonicalJson } from './json.ts';
import type { AuditEntry, AuditRecord, AuditStore } from './port.ts';

type Row = { readonly seq: number; readonly entry: string; readonly hash: string };

/**
 * The audit trail: each record's hash covers its own number, its text and the hash before it, so that a record that is changed, removed
 * or put in between breaks the chain from there on. Cutting off the newest records is not visible in the chain alone.
 */
export function auditTable(database: Database.Database, commit: GroupCommit): AuditStore {
  const newest = database.prepare('SELECT seq, entry, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const insert = database.prepare('INSERT INTO audit VALUES (?, ?, ?)');
  const newestFirst = database.prepare('SELECT seq, entry, hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?');
  const oldestFirst = database.prepare('SELECT seq, entry, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
  return {
    append: (entry) =>
      commit.enqueue(() => {
        const text = canonicalJson({ ...entry, detail: boundedDetail(entry.detail) });
        const [before] = newest.all() as Row[];
        const seq = (before?.seq ?? 0) + 1;
        const row: Row = { seq, entry: text, hash: chainHash({ before: before?.hash ?? '', seq, text }) };
        insert.run(row.seq, row.entry, row.hash);
        return readRecord(row);
      }),
    list: async ({ limit, before = Number.MAX_SAFE_INTEGER }) =>
      (newestFirst.all(before, Math.max(0, Math.min(limit, storeBounds.listRows))) as Row[]).map(readRecord),
    verify: async () => {
      let last = { seq: 0, hash: '' };
      for (;;) {
        const page = oldestFirst.all(last.seq, storeBounds.pageRows) as Row[];
        for (const { seq, entry, hash } of page) {
          // A gap in the numbers needs no check of its own: the hash of the missing record is missing too.
          if (hash !== chainHash({ before: last.hash, seq, text: entry })) return seq;
          last = { seq, hash };
        }
        if (page.length < storeBounds.pageRows) return undefined;
        // A long trail is read in pages; the tick gets its turn in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function chainHash({
  before,
  seq,
  text,
}: {
  readonly before: string;
  readonly seq: number;
  readonly text: string;
}): string {
  return createHash('sha256').update(`${before}\n${seq}\n${text}`).digest('hex');
}

function boundedDetail(detail: unknown): unknown {
  const text = canonicalJson(detail) ?? 'null';
  const bytes = Buffer.byteLength(text);
  if (bytes <= storeBounds.auditDetailBytes) return detail ?? null;
  return { omittedBytes: bytes, sha256: createHash('sha256').update(text).digest('hex') };
}

function readRecord({ seq, entry, hash }: Row): AuditRecord {
  return { ...(JSON.parse(entry) as AuditEntry), seq, hash };
}
