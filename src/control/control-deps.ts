import type { AllocateSettings, GateSettings, LedgerBounds } from '../../dispatch/index.ts';
import type { Clock, FailsafeCommand, LimitCommand, LogEntry, ModelMemory } from '../../ocpp/index.ts';
import type { SiteConfig } from '../config/index.ts';
import type { SessionGoal } from '../store/index.ts';
import type { Telemetry } from '../telemetry/index.ts';
import type { BaseLoads } from './base-loads.ts';
import type { ControlBounds } from './bounds.ts';
import type { Estimates } from './estimates.ts';
import type { Restored } from './control-state.ts';
import type { EscalationsDeps } from './escalations.ts';
import type { Planner } from './planner.ts';

/** What the control loop needs from the world. */
export type ControlDeps = {
  readonly site: SiteConfig;
  readonly clock: Clock;
  /** Real milliseconds that only go forward: for durations. */
  readonly monotonicMs: () => number;
  readonly bounds: ControlBounds;
  readonly ledgerBounds: LedgerBounds;
  readonly allocateSettings: AllocateSettings;
  readonly gateSettings: GateSettings;
  readonly setLimit: (command: LimitCommand) => void;
  readonly setFailsafe: (command: FailsafeCommand) => void;
  readonly planner: Planner;
  readonly baseLoads: BaseLoads;
  readonly estimates: Estimates;
  readonly telemetry: Telemetry;
  readonly saveMeters: (meters: readonly { readonly sessionId: string; readonly meterKwh: number }[]) => void;
  readonly saveGoal: (sessionId: string, goal: SessionGoal) => void;
  /** A charger confirmed its failsafe share: worth remembering across restarts. */
  readonly saveConfigured: (stationId: string, connectorNumber: number, failsafeKw: number) => void;
  /** A charger is taken out of service, reset, or back: worth remembering across restarts. */
  readonly saveEscalation: EscalationsDeps['saveEscalation'];
  /** A raw call to a station that does not obey. */
  readonly callStation: EscalationsDeps['callStation'];
  /** Any number; makes the start times after an outage those of this process. */
  readonly restorationSeed: number;
  /** What earlier stations taught; absent = leases are believed and nobody is asked. */
  readonly models?: ModelMemory;
  readonly log: (entry: LogEntry) => void;
  readonly restored: Restored;
};
