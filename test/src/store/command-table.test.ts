import { expect, onTestFinished, test } from 'vitest';
import { type CommandRecord, type CommandTarget, openSqliteStore, type Store } from '../../../src/store/index.ts';

async function open(): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:', randomInt: () => 1, nowMs: () => 0 });
  onTestFinished(() => store.close());
  return store;
}

const command = (id: string, more: Partial<CommandRecord> = {}): CommandRecord => ({
  id,
  kind: 'reset',
  command: { kind: 'reset' },
  scope: { all: true },
  staging: { waveSizes: [2], waitMs: 0 },
  reason: 'x',
  createdBy: 'a',
  createdAtMs: 1,
  status: 'running',
  targets: 2,
  ...more,
});
const target = (position: number, more: Partial<CommandTarget> = {}): CommandTarget => ({
  position,
  stationId: `S${position}`,
  wave: 0,
  state: 'queued',
  changedAtMs: 1,
  ...more,
});

test('commands: add once, replace, page by id, filter, and the targets beside', async () => {
  const { commands } = await open();
  await commands.add(command('c1'), [target(0), target(1)]);
  await commands.add(command('c2', { kind: 'trigger' }), [target(0)]);
  await expect(commands.add(command('c1'), [])).rejects.toThrow();
  const ended = command('c1', { status: 'halted', endedAtMs: 9 });
  await commands.put(ended);
  expect([await commands.get('c1'), await commands.get('c9')]).toEqual([ended, undefined]);
  const ids = async (query: Parameters<typeof commands.list>[0]) => (await commands.list(query)).map(({ id }) => id);
  expect(await ids({ limit: 9 })).toEqual(['c2', 'c1']);
  expect(await ids({ limit: 9, after: 'c2' })).toEqual(['c1']);
  expect(await ids({ limit: 9, after: 'gone' })).toEqual([]);
  expect(await ids({ limit: 9, status: 'halted' })).toEqual(['c1']);
  expect(await ids({ limit: 9, kind: 'trigger' })).toEqual(['c2']);
  expect((await commands.listOpen()).map(({ id }) => id)).toEqual(['c2']);
  await commands.putTargets('c1', [target(1, { state: 'accepted', result: { a: 1 } })]);
  expect(await commands.counts('c1')).toEqual({ queued: 1, accepted: 1 });
  expect(await commands.targets({ id: 'c1', limit: 9, after: 0 })).toEqual([
    target(1, { state: 'accepted', result: { a: 1 } }),
  ]);
  expect(await commands.targets({ id: 'c1', limit: 9, state: 'queued' })).toEqual([target(0)]);
});

test('pruning takes the oldest that have ended, with their targets, and never one that is under way', async () => {
  const { commands } = await open();
  for (const id of ['c1', 'c2', 'c3']) {
    await commands.add(command(id, id === 'c1' ? {} : { endedAtMs: 5, status: 'done' }), [target(0), target(1)]);
  }
  expect(await commands.prune({ commands: 9, targets: 5 })).toBe(1);
  expect((await commands.list({ limit: 9 })).map(({ id }) => id)).toEqual(['c3', 'c1']);
  expect(await commands.targets({ id: 'c2', limit: 9 })).toEqual([]);
  expect(await commands.prune({ commands: 0, targets: 0 })).toBe(1);
  expect((await commands.list({ limit: 9 })).map(({ id }) => id)).toEqual(['c1']);
});
