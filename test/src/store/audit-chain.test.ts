import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/store/index.ts';
import { tempFolder } from './temp-folder.ts';

const entry = (count: number) => ({
  atMs: count,
  actor: 'ops',
  action: 'envelope.create',
  subject: `e${count}`,
  detail: { limitKw: count },
});
const open = (file: string) => openSqliteStore({ file, randomInt: () => 0, nowMs: () => 0 });

describe('audit chain', () => {
  test('numbers from 1, lists newest first, and hashes the same whatever the order of the keys', async () => {
    const store = await open(':memory:');
    const other = await open(':memory:');
    const first = await store.audit.append({
      atMs: 5,
      actor: 'ops',
      action: 'a',
      subject: 's',
      detail: { b: [{ y: 1, x: 2 }], a: null },
    });
    const same = await other.audit.append({
      subject: 's',
      detail: { a: null, b: [{ x: 2, y: 1 }] },
      action: 'a',
      actor: 'ops',
      atMs: 5,
    });
    expect(first).toEqual(same);
    expect(first).toEqual({
      seq: 1,
      atMs: 5,
      actor: 'ops',
      action: 'a',
      subject: 's',
      detail: { a: null, b: [{ x: 2, y: 1 }] },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    for (let count = 2; count <= 5; count += 1) await store.audit.append(entry(count));
    expect((await store.audit.list({ limit: 2 })).map(({ seq }) => seq)).toEqual([5, 4]);
    expect((await store.audit.list({ limit: 9, before: 4 })).map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(await store.audit.verify()).toBeUndefined();
    await Promise.all([store.close(), other.close()]);
  });

  test('a detail beyond 64 kB is kept as size and hash; none is null', async () => {
    const store = await open(':memory:');
    const record = await store.audit.append({ ...entry(1), detail: 'x'.repeat(65_536) });
    expect(record.detail).toEqual({ omittedBytes: 65_538, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect((await store.audit.append({ ...entry(2), detail: undefined })).detail).toBeNull();
    expect(await store.audit.verify()).toBeUndefined();
    await store.close();
  });

  const forgeries = [
    {
      what: 'a changed entry',
      sql: `UPDATE audit SET entry = replace(entry, '"limitKw":1500', '"limitKw":9999') WHERE seq = 1500`,
      broken: 1_500,
    },
    { what: 'a removed entry', sql: 'DELETE FROM audit WHERE seq = 1500', broken: 1_501 },
    { what: 'a removed beginning', sql: 'DELETE FROM audit WHERE seq <= 10', broken: 11 },
    {
      what: 'two entries swapped',
      sql: 'UPDATE audit SET seq = -seq WHERE seq IN (7, 8); UPDATE audit SET seq = 15 + seq WHERE seq < 0',
      broken: 7,
    },
    { what: 'a changed hash', sql: `UPDATE audit SET hash = '00' WHERE seq = 1`, broken: 1 },
  ];
  test.each(forgeries)('$what is found', async ({ sql, broken }) => {
    const file = join(tempFolder(), 'a.db');
    const store = await open(file);
    await Promise.all(Array.from({ length: 2_100 }, (_, index) => store.audit.append(entry(index + 1))));
    expect(await store.audit.verify()).toBeUndefined();
    await store.close();
    const forger = new Database(file);
    forger.exec(sql);
    forger.close();
    const reopened = await open(file);
    expect(await reopened.audit.verify()).toBe(broken);
    await reopened.close();
  });
});
