export * from './demand.ts';
export * from './estimate.ts';
export * from './presence.ts';
export * from './survival.ts';
export * from './taper.ts';
export { VisitHistory } from './visit-history.ts';
export * from './visit.ts';
