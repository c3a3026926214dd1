export { quirksOf, type QuirkRule, type Quirks, type StationModel } from './quirks.ts';
export { modelKey, plainModel } from './model-key.ts';
export { corrected, registerKwh } from './meter.ts';
