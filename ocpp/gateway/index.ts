export { createCentralSystem } from './central-system.ts';
