export * from './grid.ts';
export * from './envelope.ts';
export * from './rows.ts';
export * from './snapshot.ts';
export * from './allocation.ts';
export * from './plan.ts';
export * from './ledger.ts';
