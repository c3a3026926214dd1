export * from './grid.ts';
export * from './envelope.ts';
export * from './rows.ts';
export * from './capacity.ts';
export * from './commissioning.ts';
export { type PhaseUse, usedShare, withCurrents, withUsedShares } from './used-phases.ts';
