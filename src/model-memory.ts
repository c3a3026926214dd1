import { modelKey, plainModel } from '../ocpp/index.ts';
import type { LogEntry, ModelFacts, ModelMemory } from '../ocpp/index.ts';
import type { ModelRecord, Store } from './store/index.ts';

export const MODEL_MEMORY = {
  // A site has a handful of models, a country a few hundred with their firmwares; what a station calls itself is its own choice.
  maxModels: 2_000,
} as const;

/**
 * What stations of one model taught, kept in memory and in the store. Asked at each limit, so it answers at once; a fact that could not be written
 * is logged and learned again after a restart. Beyond `maxModels` the model learned longest ago is forgotten. Rejects when the
 * store cannot be read.
 */
export async function openModelMemory({
  store,
  nowMs,
  log,
}: {
  readonly store: Pick<Store, 'models'>;
  readonly nowMs: () => number;
  readonly log: (entry: LogEntry) => void;
}): Promise<ModelMemory> {
  const records = new Map<string, ModelRecord>();
  const stored = await store.models.list();
  for (const record of stored.toSorted((one, other) => one.learnedAtMs - other.learnedAtMs)) keep(record);

  function keep(record: ModelRecord): void {
    const key = modelKey(record.model);
    records.delete(key);
    records.set(key, record);
    const [oldest] = records;
    if (records.size <= MODEL_MEMORY.maxModels || oldest === undefined) return;
    records.delete(oldest[0]);
    save(store.models.forget(oldest[1].model));
  }

  function save(written: Promise<void>): void {
    written.catch((error: unknown) =>
      log({ level: 'warn', message: `facts of a station model were not saved: ${String(error)}` }),
    );
  }

  return {
    recall: (model) => records.get(modelKey(model))?.facts,
    learn: (model, facts: ModelFacts) => {
      const before = records.get(modelKey(model))?.facts;
      const after = { ...before, ...facts };
      // Most stations of a model say the same.
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      const record: ModelRecord = { model: plainModel(model), facts: after, learnedAtMs: nowMs() };
      keep(record);
      save(store.models.put(record));
    },
  };
}
