export * from './base-load.ts';
export * from './forecast.ts';
export * from './phase-loads.ts';
