export * from './port.ts';
export { startSiteBus, type SiteBusOptions } from './site-bus.ts';
