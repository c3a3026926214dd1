export * from './baseline-policy.ts';
export type { Magnitude } from './row-room.ts';
