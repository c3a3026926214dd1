export * from './grid/index.ts';
export * from './demand/index.ts';
export * from './base-load/index.ts';
export * from './snapshot.ts';
export * from './allocation.ts';
export * from './allocate/index.ts';
export * from './plan/index.ts';
export * from './ledger/index.ts';
