export * from './decision-case.ts';
export * from './case-text.ts';
