export { BaseForecast } from './base-forecast.ts';
export { BaseLoads } from './base-loads.ts';
export { Estimates } from './estimates.ts';
export { CONTROL_BOUNDS } from './bounds.ts';
export { ControlLoop } from './control-loop.ts';
export { MonthPeak } from './month-peak.ts';
export { Planner } from './planner.ts';
export { usersOfNode } from './users-of-node.ts';
export type * from './view.ts';
