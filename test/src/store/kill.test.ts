import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore, type Store } from '../../../src/store/index.ts';
import { spawnTs } from '../../servers/spawn-ts.ts';
import { tempFolder } from './temp-folder.ts';

const ROUNDS = 25;

test(`kill -9 in the middle of writes, ${ROUNDS} times: what was acknowledged is there, once, and the lock is gone`, async () => {
  const file = join(tempFolder(), 'headroom.db');
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const id of await runAndKill({ file, round })) acknowledged.add(id);
  }
  const store = await openSqliteStore({ file, randomInt: () => 0, nowMs: () => 0 });
  const kept = await everySession(store);
  await store.close();
  expect(new Set(kept).size).toBe(kept.length);
  expect([...acknowledged].filter((id) => !kept.includes(id))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 20);
  // At most the one group in flight was written without having been acknowledged.
  expect(kept.length - acknowledged.size).toBeLessThanOrEqual(ROUNDS * 8);
});

/** Ids of all sessions: a later one on the same connector has closed those before it. */
async function everySession(store: Store): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const after = ids.at(-1);
    const page = await store.sessions.list({ limit: 1_000, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ sessionId }) => sessionId));
  }
}

/** Kills the writer after a number of acknowledgements that differs from round to round; returns the ids it acknowledged. */
async function runAndKill({ file, round }: { file: string; round: number }): Promise<readonly string[]> {
  const writer = spawnTs(new URL('./writer-child.ts', import.meta.url), [file, String(round)]);
  let text = '';
  let lines = 0;
  writer.stdout.setEncoding('utf8');
  writer.stdout.on('data', (chunk: string) => {
    text += chunk;
    lines += chunk.split('\n').length - 1;
    if (lines > 30 + round * 17) writer.kill('SIGKILL');
  });
  const [, signal] = (await once(writer, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const [opened, ...ids] = text.split('\n').slice(0, -1);
  expect(opened).toBe('open');
  return ids;
}
