export * from './events.ts';
export * from './ports.ts';
export { OcppError } from './adapter.ts';
