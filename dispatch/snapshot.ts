import type { ConnectorId } from './grid/index.ts';
import type { Stay } from './demand/index.ts';
import type { Plan } from './plan/index.ts';
import type { CompiledGrid } from './grid/index.ts';

/** The photograph that a tick decides on. Immutable; the same snapshot gives the same decision. */
export type GridSnapshot = {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  /** One per `grid.rows`, same order. */
  readonly capacity: readonly RowCapacity[];
  /** One per `grid.connectors`, same order. */
  readonly connectors: readonly ConnectorSnapshot[];
  /** Latest usable plan of the slow layer. */
  readonly plan?: Plan;
};

/** What a row (node x phase, or node in kW) has left for charging right now. */
export type RowCapacity = {
  /** min(rating, envelopes) x (1 - margin), in the row's unit. Infinity = no limit. */
  readonly limit: number;
  /** Upper estimate of the base load, in the row's unit. */
  readonly base: number;
  /** All charging in the row is not raised above this now (`GridNode.rampPercentPerMinute`); what must be is not held down by it. */
  readonly raiseTo?: number;
  /** The envelope that sets `limit`, if it is not the rating. */
  readonly envelopeId?: string;
  /** When that envelope's interval ends. */
  readonly untilMs?: number;
};

export type ConnectorSnapshot = {
  readonly connectorId: ConnectorId;
  /** Station connected, known, trusted, not in quarantine: a setpoint will be obeyed. */
  readonly controllable: boolean;
  /** W_i: the most it may draw now, given all it may be obeying (see ledger). */
  readonly exposureKw: number;
  /** The limit it has acknowledged and is bound by now; undefined = none known. */
  readonly acceptedKw?: number;
  /** A car that wants energy; undefined = nothing to allocate. */
  readonly session?: SessionDemand;
  /** A person's limit on this connector. */
  readonly override?: { readonly id: string; readonly limitKw: number; readonly untilMs?: number };
};

/** What one car needs and can take. */
export type SessionDemand = {
  readonly sessionId: string;
  readonly arrivedAtMs: number;
  /** When the car leaves (estimate, stated or default). May lie in the past: then it keeps a floor weight. */
  readonly departureMs: number;
  /** What is known beyond it, for plans that look ahead; absent = the departure is certain. */
  readonly stay?: Stay;
  /** Energy still missing to the goal, >= 0. */
  readonly remainingKwh: number;
  /** The most it can take now: min of charger, cable, car as seen, reclaim. >= 0. */
  readonly maximumKw: number;
  /** Lower is served first when not everyone can be admitted. Default 1. */
  readonly priority: number;
  /** Whether it is admitted (charging) now, and since when, for the dwell rule. */
  readonly admitted: boolean;
  readonly admittedSinceMs?: number;
  readonly pausedSinceMs?: number;
};
