export * from './base-load.ts';
export {
  ALIGN_MS,
  MAXIMUM_LIMITS,
  MAXIMUM_READINGS,
  STALE_MS,
  withLimits,
  withReading,
  type LimitTrace,
  type MeteredConnector,
  type MeterSample,
  type PowerReading,
  type PowerTrace,
  type Taken,
} from './charger-range.ts';
export * from './forecast.ts';
export * from './phase-loads.ts';
