export * from './plan.ts';
export * from './plan-request.ts';
export type { ObjectiveKind } from './plan-bounds.ts';
export { slotGrid } from './plan-slots.ts';
export { buildPlanProgram } from './horizon.ts';
export * from './plan-check.ts';
