export * from './base-load.ts';
export * from './forecast.ts';
