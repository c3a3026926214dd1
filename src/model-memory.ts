import type { LogEntry, ModelFacts, ModelMemory, StationModel } from '../ocpp/index.ts';
import type { ModelRecord, Store } from './store/index.ts';

export const MODEL_MEMORY = {
  // A site has a handful of models, a country a few hundred with their firmwares; what a station calls itself is its own choice.
  maxModels: 2_000,
} as const;

/**
 * What stations of one model taught, kept in memory and in the store. Asked at each limit, so it answers at once; a fact that could not be written
 * is logged and learned again after a restart. Beyond `maxModels` the model learned longest ago is forgotten, in memory only. Rejects when the
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
    const key = keyOf(record.model);
    records.delete(key);
    records.set(key, record);
    const [oldest] = records.keys();
    if (records.size > MODEL_MEMORY.maxModels && oldest !== undefined) records.delete(oldest);
  }

  return {
    recall: (model) => records.get(keyOf(model))?.facts,
    learn: (model, facts: ModelFacts) => {
      const before = records.get(keyOf(model))?.facts;
      const after = { ...before, ...facts };
      // Most stations of a model say the same.
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      const record: ModelRecord = { model: plain(model), facts: after, learnedAtMs: nowMs() };
      keep(record);
      store.models
        .put(record)
        .catch((error: unknown) =>
          log({ level: 'warn', message: `facts of a station model were not saved: ${String(error)}` }),
        );
    },
  };
}

function keyOf(model: StationModel): string {
  const { vendor, model: name, firmware = '' } = plain(model);
  return JSON.stringify([vendor, name, firmware]);
}

/** Spelling differs by firmware, never on purpose. */
function plain({ vendor, model, firmware }: StationModel): StationModel {
  return {
    vendor: vendor.trim().toLowerCase(),
    model: model.trim().toLowerCase(),
    ...(firmware === undefined ? {} : { firmware: firmware.trim().toLowerCase() }),
  };
}
