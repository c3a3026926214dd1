export * from './plan.ts';
export * from './plan-request.ts';
export { OBJECTIVE_WEIGHTS } from './objective.ts';
export type { ObjectiveKind, EnergyObjective, ObjectiveWeights, PlanObjective, ProfitObjective } from './objective.ts';
export { hoursBefore, slotGrid } from './plan-slots.ts';
export { buildPlanProgram } from './horizon.ts';
export * from './plan-check.ts';
export { finishingWeight } from './finishing.ts';
