import { expect, it } from 'vitest';
import { MODEL_MEMORY, openModelMemory } from '../../../src/model-memory.ts';
import { openSqliteStore } from '../../../src/store/index.ts';
import { tempFolder } from '../../src/store/temp-folder.ts';

const MODEL = { vendor: 'Acme', model: 'Pile', firmware: '1.0' };

it('what a model taught survives a restart; spelling does not matter, firmware does', async () => {
  const file = `${tempFolder()}/store.db`;
  const open = () => openSqliteStore({ file, randomInt: () => 0, nowMs: () => 1 });
  const log: unknown[] = [];
  const first = await open();
  const memory = await openModelMemory({ store: first, nowMs: () => 5, log: (entry) => log.push(entry) });
  memory.learn(MODEL, { maxStackLevel: 0 });
  memory.learn({ ...MODEL, vendor: 'ACME' }, { forms: { expiry: 'ignored' } });
  expect(memory.recall(MODEL)).toEqual({ maxStackLevel: 0, forms: { expiry: 'ignored' } });
  await first.models.list();
  await new Promise((resolve) => setImmediate(resolve));
  await first.close();
  const second = await open();
  const again = await openModelMemory({ store: second, nowMs: () => 6, log: (entry) => log.push(entry) });
  expect(again.recall({ ...MODEL, vendor: 'acme' })).toEqual({ maxStackLevel: 0, forms: { expiry: 'ignored' } });
  expect(again.recall({ ...MODEL, firmware: '1.1' })).toBeUndefined();
  expect(log).toEqual([]);
  await second.close();
});

it('what no longer fits is gone from the disk, too: a station that boots under ever new names fills nothing', async () => {
  const store = await openSqliteStore({ file: ':memory:', randomInt: () => 0, nowMs: () => 1 });
  const log: unknown[] = [];
  const memory = await openModelMemory({ store, nowMs: () => 1, log: (entry) => log.push(entry) });
  for (let n = 0; n < MODEL_MEMORY.maxModels + 50; n++)
    memory.learn({ vendor: 'V', model: `M${n}` }, { maxPeriods: n });
  await new Promise((resolve) => setImmediate(resolve));
  await store.models.put({ model: { vendor: 'v', model: 'last' }, facts: {}, learnedAtMs: 2 });
  const kept = await store.models.list();
  expect(kept).toHaveLength(MODEL_MEMORY.maxModels + 1);
  expect(kept.map(({ model }) => model.model)).not.toContain('m0');
  expect(log).toEqual([]);
  await store.close();
});

it('it is bounded, and a store that fails costs a line in the log', async () => {
  const log: unknown[] = [];
  const store = {
    models: { list: async () => [], put: () => Promise.reject(new Error('disk full')), forget: async () => {} },
  };
  const memory = await openModelMemory({ store, nowMs: () => 1, log: (entry) => log.push(entry) });
  for (let n = 0; n <= MODEL_MEMORY.maxModels; n++) memory.learn({ vendor: 'V', model: `M${n}` }, { maxPeriods: n });
  await new Promise((resolve) => setImmediate(resolve));
  expect(memory.recall({ vendor: 'V', model: 'M0' })).toBeUndefined();
  expect(memory.recall({ vendor: 'V', model: 'M1' })).toEqual({ maxPeriods: 1 });
  expect(log).toHaveLength(MODEL_MEMORY.maxModels + 1);
});
