export * from './grid.ts';
export * from './envelope.ts';
export * from './rows.ts';
export * from './snapshot.ts';
export * from './allocation.ts';
export * from './plan.ts';
export {
  commandedKw,
  exposureKw,
  isConfigured,
  isDistrusted,
  LEDGER_BOUNDS,
  type Account,
  type Distrust,
  type LedgerBounds,
} from './account.ts';
export * from './ledger.ts';
export * from './trust.ts';
export * from './moves.ts';
export * from './gate.ts';
export * from './check.ts';
export * from './plan-request.ts';
export type { ObjectiveKind } from './plan-bounds.ts';
export { slotGrid } from './plan-slots.ts';
export { buildPlanProgram } from './horizon.ts';
export * from './plan-check.ts';
export * from './capacity.ts';
export * from './commissioning.ts';
export * from './demand.ts';
export * from './allocate-settings.ts';
export * from './allocate.ts';
export { floorToStepKw, leastStepKw, nextStepKw } from './quantize.ts';
export * from './base-load.ts';
export * from './forecast.ts';
export { type PhaseUse, usedShare, withCurrents, withUsedShares } from './used-phases.ts';
