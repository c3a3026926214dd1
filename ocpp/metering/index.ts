export * from './charging-needs.ts';
export * from './clock.ts';
export * from './least-lag.ts';
export * from './measure.ts';
export * from './readings.ts';
export * from './signed-values.ts';
