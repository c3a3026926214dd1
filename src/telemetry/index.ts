export type { Point, Telemetry, TelemetryState } from './port.ts';
export type { InfluxServer } from './influx-sender.ts';
export type { TelemetryOptions } from './telemetry.ts';
export { openTelemetry } from './telemetry.ts';
export { alarmPoint, nodePoint, readingPoint, sessionPoint, setpointPoint } from './points.ts';
