export { quirksOf, type QuirkRule, type Quirks, type StationModel } from './quirks.ts';
export { corrected, registerKwh } from './meter.ts';
