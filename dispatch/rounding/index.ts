export { bestSteps, type RoundingProblem } from './best-steps.ts';
export type { Choice, GroupedRow } from './choices.ts';
export { MOST_STEPS } from './rounding-bounds.ts';
export { stepWorths } from './step-worths.ts';
