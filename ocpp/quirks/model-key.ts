import type { StationModel } from './quirks.ts';

/** One model, however its stations spell it: what is known of one of them holds for all with this key. */
export function modelKey(model: StationModel): string {
  const { vendor, model: name, firmware = '' } = plainModel(model);
  return JSON.stringify([vendor, name, firmware]);
}

/** Spelling differs by firmware, never on purpose. */
export function plainModel({ vendor, model, firmware }: StationModel): StationModel {
  return {
    vendor: vendor.trim().toLowerCase(),
    model: model.trim().toLowerCase(),
    ...(firmware === undefined ? {} : { firmware: firmware.trim().toLowerCase() }),
  };
}
