/** Every resource and body of the REST API: the one description that validates, types and documents them. */
export * from './schemas/commands.ts';
export * from './schemas/common.ts';
export * from './schemas/envelopes.ts';
export * from './schemas/grid.ts';
export * from './schemas/records.ts';
export * from './schemas/reservations.ts';
export * from './schemas/security.ts';
export * from './schemas/sessions.ts';
export * from './schemas/sources.ts';
export * from './schemas/stations.ts';
export * from './schemas/tokens.ts';
