export * from './offline-optimum.ts';
export * from './one-cap.ts';
