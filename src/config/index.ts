export * from './site.ts';
export type { Objective } from './objective.ts';
export { parseGridFile } from './grid-file.ts';
export { withStation } from './with-station.ts';
export { GridFileError, type Fault, type GridFileProblem } from './problems.ts';
export { stationDefinitionSchema } from './site-schema.ts';
export { parseServiceConfig, serviceSettings, type ServiceConfig } from './service-config.ts';
export { dayAndMinute, minuteOfDay } from './time-of-day.ts';
