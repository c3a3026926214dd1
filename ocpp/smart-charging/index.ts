export * from './charging-profile.ts';
export { limitCalls } from './limit-call.ts';
