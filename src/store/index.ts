export * from './port.ts';
export * from './token-port.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export { hashApiKey, newApiKey } from './api-keys.ts';
export { canonicalJson } from './json.ts';
export { createPasswordVerifier, generateStationKey, hashPassword, type PasswordVerifier } from './passwords.ts';
export { tokenKey } from './token-table.ts';
