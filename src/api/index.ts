export { type Api, createApi } from './app.ts';
export { type ApiBounds, apiBounds } from './bounds.ts';
export type { ApiDeps } from './deps.ts';
export { openApiDocument } from './openapi.ts';
export { type Permission, permissions } from './roles.ts';
export { routes } from './routes.ts';
export * from './schemas.ts';
