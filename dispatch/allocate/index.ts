export * from './allocate-settings.ts';
export * from './allocate.ts';
export { floorToStepKw, leastStepKw, nextStepKw } from './quantize.ts';
export { RowLoads } from './row-loads.ts';
