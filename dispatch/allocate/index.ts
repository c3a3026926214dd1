export * from './allocate-settings.ts';
export * from './allocate.ts';
export { type Allocator, createAllocator } from './allocator.ts';
export type { Changed } from './changes.ts';
export { RowLoads } from './row-loads.ts';
