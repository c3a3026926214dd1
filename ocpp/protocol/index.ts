export * from './frame.ts';
export * from './timestamp.ts';
export * from './validate.ts';
export * from './messages-v16.ts';
export * from './messages-v201.ts';
export * from './types-v201.ts';
