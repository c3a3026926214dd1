export * from './charging-profile.ts';
export { externalPeriods } from './external-periods.ts';
export { limitCalls } from './limit-call.ts';
export { learnFacts, learnModel, isClockPlausible, modelOf, tell, type ModelMemory } from './model.ts';
export { isOurs, tellForeignProfiles } from './installed.ts';
export { type FormVerdict, type LeaseForm, type ModelFacts, type Rung } from './ladder.ts';
