import { createCentralSystem as createCentralSystemOf } from './gateway/index.ts';
import type { CentralSystem, CentralSystemDeps } from './ports.ts';
import { v16 } from './v16/index.ts';
import { v201 } from './v201/index.ts';
import { v21 } from './v21/index.ts';

export * from './events.ts';
export type * from './limit-commands.ts';
export type * from './operation-events.ts';
export * from './ports.ts';
export * from './station-commands.ts';
export { OcppError } from './adapter.ts';
export { modelKey, plainModel, quirksOf, type QuirkRule, type Quirks, type StationModel } from './quirks/index.ts';
export type { ModelFacts, ModelMemory } from './smart-charging/index.ts';
export { type LeastLag, madeAtMs, withLag } from './metering/index.ts';
export { DEVIATION_NAMES } from './protocol/index.ts';
export { DEFAULT_BOUNDS, STATION_SERVER_OPTIONS } from './bounds.ts';
export { isCriticalSecurityEvent, isStandardSecurityEvent } from './security-events.ts';

/**
 * A central system for OCPP 1.6J, 2.0.1 and 2.1. It opens no port: pass it the `upgrade` events of an http server that was created
 * with `STATION_SERVER_OPTIONS`.
 */
export function createCentralSystem(deps: CentralSystemDeps): CentralSystem {
  return createCentralSystemOf(deps, [v16, v201, v21]);
}
