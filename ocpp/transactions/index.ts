export * from './begin-session.ts';
export * from './end-session.ts';
export * from './identify-session.ts';
export * from './keep-signed.ts';
export * from './sequence.ts';
export * from './stale-session.ts';
