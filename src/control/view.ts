import type {
  Allocation,
  BindingRow,
  ConnectorId,
  ConnectorPrice,
  DecisionCase,
  Estimate,
  Grid,
  GridEnvelope,
  LimitedBy,
  NodeId,
  Phase,
  Plan,
} from '../../dispatch/index.ts';
import type { ConnectorStatus, OcppVersion, StationEvent, V2xNeeds } from '../../ocpp/index.ts';
import type { MeterReading } from '../mqtt/port.ts';
import type { RestorationView } from './restorer.ts';
import type { LimitWriter, SourceView } from './sources.ts';
import type { Capability } from './station-record.ts';
import type { ThermalView } from './thermals.ts';
import type { Override, SessionGoal } from '../store/port.ts';

/** What the control loop shows the outside: made once a tick, immutable. */
export type ControlView = {
  readonly atMs: number;
  readonly nodes: readonly NodeView[];
  readonly stations: readonly StationView[];
  readonly connectors: readonly ConnectorView[];
  readonly sessions: readonly SessionView[];
  readonly alarms: readonly Alarm[];
  readonly allocation?: Allocation;
  readonly plan?: Plan;
  readonly planner: PlannerState;
  /** The last 100 limits that caused decreases, oldest first. */
  readonly limitTimings: readonly LimitTiming[];
  readonly tick: { readonly count: number; readonly lastMs: number; readonly lastError?: string };
  /** The programs that set limits and have to show that they are alive. */
  readonly sources: readonly SourceView[];
  /** Nodes whose charging comes back slowly after an outage. */
  readonly restorations: readonly RestorationView[];
};

export type NodeView = {
  readonly nodeId: NodeId;
  readonly kind: string;
  readonly parentId?: NodeId;
  readonly ratingKw?: number;
  readonly ratingA?: number;
  readonly margin: number;
  /** The limit in force now without margin: min(rating, envelopes); undefined = none in kW. */
  readonly limitKw?: number;
  readonly envelopeId?: string;
  readonly limitUntilMs?: number;
  /** Upper estimate that the ledger uses. */
  readonly baseLoadKw: number;
  /** Sum of measured power of the chargers below. */
  readonly chargingKw: number;
  /** Sum of exposures below. */
  readonly exposureKw: number;
  /** limit x (1 - margin) - baseLoad - exposure, of the tightest row in kW terms; undefined = no limit. */
  readonly headroomKw?: number;
  readonly meter: 'live' | 'stale' | 'fixed' | 'none';
  readonly meterAgeMs?: number;
  readonly phases: readonly { readonly phase: Phase; readonly loadA: number; readonly limitA: number }[];
  /** The row with the least room for what the ledger reserves; undefined = none has a limit. */
  readonly binding?: BindingRow;
  /** Its transformer, where it is watched. */
  readonly thermal?: ThermalView;
};

export type StationView = {
  readonly stationId: string;
  readonly nodeId?: NodeId;
  readonly connected: boolean;
  readonly version?: OcppVersion;
  readonly quarantined: boolean;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly lastHeardAtMs?: number;
  /** Why its rating counts in the ledger, if it does. */
  readonly distrust?: string;
  /** How limits can be put to it; absent = nothing but the usual was found. */
  readonly capability?: Pick<Capability, 'leaseForm' | 'isControllable'>;
};

/** Four stages, four words. */
export type ConnectorView = {
  readonly connectorId: ConnectorId;
  readonly stationId: string;
  readonly nodeId?: NodeId;
  readonly kind: 'AC' | 'DC';
  readonly status: ConnectorStatus | 'unknown';
  readonly ratingKw: number;
  readonly failsafeKw: number;
  readonly setpointKw?: number;
  readonly commandedKw?: number;
  readonly acceptedKw?: number;
  readonly powerKw?: number;
  readonly readAtMs?: number;
  readonly exposureKw: number;
  readonly limitedBy?: LimitedBy;
  /** When that ends, as far as the reason or the plan tells. */
  readonly limitedUntilMs?: number;
  /** What the plan would pay for more; absent without a plan that has prices. */
  readonly price?: ConnectorPrice;
  readonly sessionId?: string;
  readonly override?: Override;
};

export type SessionView = {
  readonly sessionId: string;
  readonly connectorId: ConnectorId;
  readonly stationId: string;
  readonly idToken: string;
  readonly startedAtMs: number;
  readonly goal: SessionGoal;
  /** What was stated: the goal, or the site's defaults. */
  readonly energyGoalKwh: number;
  readonly departureMs: number;
  readonly deliveredKwh: number;
  readonly remainingKwh: number;
  /** What sessions like this one were really like; absent = not enough of them, the statement counts. */
  readonly estimate?: Estimate;
  readonly socPercent?: number;
  /** 2.1: what the car can give back. */
  readonly v2x?: V2xNeeds;
  /** 2.1: its driver or its station took priority. */
  readonly hasPriority?: true;
  readonly setpointKw?: number;
  readonly powerKw?: number;
  readonly limitedBy?: LimitedBy;
  /** Energy the plan expects to be missing at departure. */
  readonly shortfallKwh: number;
};

export type Alarm = {
  /** Stable while the condition lasts, e.g. `untrusted:A07/1`. */
  readonly id: string;
  readonly severity: 'warning' | 'critical';
  readonly sinceMs: number;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
};

export type PlannerState = {
  readonly lastStatus:
    | 'none'
    | 'optimal'
    | 'feasible'
    | 'infeasible'
    | 'unbounded'
    | 'late'
    | 'failed'
    | 'rejected-by-check';
  readonly lastAtMs?: number;
  readonly engine?: string;
  readonly solveMs?: number;
  readonly discarded: number;
};

/** From the moment a limit was accepted (or, announced ahead, fell due) to its last decrease on the wire, real milliseconds. */
export type LimitTiming = {
  readonly envelopeId: string;
  readonly atMs: number;
  readonly decreases: number;
  readonly toWireMs: number;
};

export type HistoryPoint = {
  readonly atMs: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly limitKw?: number;
};

/** Everything that changes the control state comes in as one of these. */
export type ControlEvent =
  | StationEvent
  | { readonly kind: 'meter'; readonly reading: MeterReading }
  | {
      readonly kind: 'envelopes';
      readonly envelopes: readonly GridEnvelope[];
      readonly cause: string;
      /** Whose new word it is; absent after a restart: nobody spoke. */
      readonly writer?: LimitWriter;
    }
  /** A source of limits says that it is alive. */
  | { readonly kind: 'heartbeat'; readonly sourceId: string }
  | { readonly kind: 'overrides'; readonly overrides: readonly Override[] }
  | { readonly kind: 'goal'; readonly sessionId: string; readonly goal: SessionGoal }
  | { readonly kind: 'quarantine'; readonly stationId: string; readonly quarantined: boolean }
  /** Stations were added or removed at run time; the tree of nodes stays. */
  | { readonly kind: 'grid'; readonly grid: Grid };

export interface Control {
  view(): ControlView;
  /** After each tick. Returns the unsubscribe. */
  onTick(listener: (view: ControlView) => void): () => void;
  /** The latest decision as a case that replays anywhere; undefined before the first tick. */
  decision(): DecisionCase | undefined;
  /** Points of the last hours, oldest first, at most one per `historyStepMs`. */
  history(nodeId: NodeId, fromMs: number, toMs: number): readonly HistoryPoint[];
  /** Never throws on bad data: what cannot be applied is counted and logged. Envelopes, overrides and base-load jumps cause an early tick. */
  post(event: ControlEvent): void;
}
export type { LimitWriter, RestorationView, SourceView, ThermalView };
