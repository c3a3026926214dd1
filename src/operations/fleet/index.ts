export { fleetBounds } from './bounds.ts';
export { createFleet, type Fleet, type FleetDeps } from './fleet.ts';
export { type FleetRules, STRICT_RULES } from './guards.ts';
export type { FleetCommand, FleetKind, FleetOrder, Scope, StagingDraft } from './order.ts';
