export * from './failsafe.ts';
