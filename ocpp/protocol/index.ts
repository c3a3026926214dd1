export * from './deviation.ts';
export * from './frame.ts';
export * from './messages.ts';
export * from './relax.ts';
export * from './timestamp.ts';
export * from './validate.ts';
