import Database from 'libsql';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGroupCommit } from '../../../src/store/group-commit.ts';

/** A database, and a commit that runs only when the test says so. */
function setUp(path = ':memory:') {
  const database = new Database(path);
  database.exec('CREATE TABLE item (id INTEGER PRIMARY KEY, value INTEGER CHECK (value < 100)) STRICT');
  const due: (() => void)[] = [];
  const health: string[] = [];
  const commit = createGroupCommit({
    database,
    schedule: (run) => void due.push(run),
    onHealth: ({ ok, detail }) => void health.push(ok ? 'ok' : (detail ?? '')),
  });
  const runDue = () => due.splice(0).forEach((run) => run());
  const ids = () => (database.prepare('SELECT id FROM item ORDER BY id').all() as { id: number }[]).map(({ id }) => id);
  return { database, commit, due, runDue, ids, health };
}

type Plan = { readonly value: number; readonly fails: 'no' | 'before' | 'after' | 'constraint' };
const plan: fc.Arbitrary<Plan> = fc.record({
  value: fc.integer({ min: 0, max: 99 }),
  fails: fc.constantFrom('no', 'no', 'before', 'after', 'constraint'),
});

describe('group commit', () => {
  test('law: exactly the writes that do not fail are kept and resolve, in one transaction; each other one rejects alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 30 }), async (plans) => {
        const { database, commit, due, runDue, ids } = setUp();
        const insert = database.prepare('INSERT INTO item VALUES (?, ?)');
        const results = plans.map(({ value, fails }, id) =>
          commit
            .enqueue(() => {
              if (fails === 'before') throw new Error('before');
              insert.run(id, fails === 'constraint' ? 100 : value);
              if (fails === 'after') throw new Error('after');
              return id;
            })
            .catch(() => 'failed'),
        );
        expect([due.length, ids()]).toEqual([1, []]);
        runDue();
        const expected = plans.map(({ fails }, id) => (fails === 'no' ? id : 'failed'));
        expect(await Promise.all(results)).toEqual(expected);
        expect(ids()).toEqual(expected.filter((id) => id !== 'failed'));
        expect(commit.health()).toEqual({ ok: true });
      }),
      { numRuns: 200 },
    );
  });

  test('no promise resolves before its COMMIT', async () => {
    const { commit, database, runDue } = setUp();
    const seen: string[] = [];
    const first = commit
      .enqueue(() => void seen.push(`first in transaction ${database.inTransaction}`))
      .then(() => seen.push('first resolved'));
    const second = commit
      .enqueue(() => void seen.push('second'))
      .then(() => seen.push(`second resolved ${database.inTransaction}`));
    runDue();
    await Promise.all([first, second]);
    expect(seen).toEqual(['first in transaction true', 'second', 'first resolved', 'second resolved false']);
  });

  test('a transaction is bounded by rows: the rest waits for the next turn, a giant goes alone', async () => {
    const { commit, due, runDue } = setUp();
    const order: string[] = [];
    const all = [
      commit.enqueue(() => void order.push('a'), 1_500),
      commit.enqueue(() => void order.push('b'), 500),
      commit.enqueue(() => void order.push('c'), 1),
      commit.enqueue(() => void order.push('giant'), 50_000),
    ];
    const turns: string[][] = [];
    while (due.length > 0) {
      runDue();
      turns.push(order.splice(0));
    }
    await Promise.all(all);
    expect(turns).toEqual([['a', 'b'], ['c'], ['giant']]);
  });

  test('when the transaction itself is lost, all its writes reject, health says why, and the next group works again', async () => {
    const { commit, database, runDue, ids, health } = setUp();
    const insert = database.prepare('INSERT INTO item VALUES (?, 1)');
    // What SQLite does by itself on a full disk: the whole transaction is gone.
    const lost = [
      commit.enqueue(() => insert.run(1)),
      commit.enqueue(() => {
        database.exec('ROLLBACK');
        throw new Error('database or disk is full');
      }),
      commit.enqueue(() => insert.run(3)),
    ];
    runDue();
    const outcome = await Promise.allSettled(lost);
    expect(outcome.map((one) => (one.status === 'rejected' ? String(one.reason) : 'resolved'))).toEqual(
      Array.from({ length: 3 }, () => 'Error: commit of 3 writes failed: database or disk is full'),
    );
    expect([ids(), commit.health()]).toEqual([
      [],
      { ok: false, detail: 'commit of 3 writes failed: database or disk is full' },
    ]);
    const next = commit.enqueue(() => insert.run(4).changes);
    runDue();
    expect([await next, ids(), commit.health()]).toEqual([1, [4], { ok: true }]);
    expect(health).toEqual(['commit of 3 writes failed: database or disk is full', 'ok']);
  });

  test('a queue that is full refuses instead of growing', async () => {
    const { commit, due } = setUp();
    for (let count = 0; count < 100_000; count += 1) void commit.enqueue(() => undefined);
    await expect(commit.enqueue(() => undefined)).rejects.toThrow('the store has 100000 writes waiting: write refused');
    expect(due.length).toBe(1);
  });

  test('close commits what is queued and refuses what comes later', async () => {
    const { commit, database, ids } = setUp();
    const last = commit.enqueue(() => database.prepare('INSERT INTO item VALUES (7, 7)').run());
    commit.close();
    await last;
    expect(ids()).toEqual([7]);
    await expect(commit.enqueue(() => undefined)).rejects.toThrow('the store is closed');
  });
});
