export {
  commandedKw,
  exposureKw,
  toldKw,
  isConfigured,
  isDistrusted,
  leastObeyedKw,
  LEDGER_BOUNDS,
  type Account,
  type Distrust,
  type LedgerBounds,
} from './account.ts';
export * from './ledger.ts';
export * from './trust.ts';
export * from './moves.ts';
export * from './gate.ts';
export * from './check.ts';
export * from './escalation.ts';
export * from './register.ts';
export * from './lease-probe.ts';
