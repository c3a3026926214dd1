import type { ConnectorId, NodeId, Phase } from './grid/index.ts';

/** Why a setpoint is not higher. */
export type LimitedBy =
  | {
      readonly kind: 'node';
      readonly nodeId: NodeId;
      readonly rowId: string;
      readonly phase?: Phase;
      /** Set when a grid operator's envelope, not the rating, is what binds. */
      readonly envelopeId?: string;
      readonly untilMs?: number;
    }
  /** Charger, cable or car can take no more, or it drew less than it was offered. */
  | { readonly kind: 'own-maximum' }
  /** The car has all the energy it asked for, or none is present. */
  | { readonly kind: 'no-demand' }
  | { readonly kind: 'override'; readonly overrideId: string; readonly untilMs?: number }
  /** The plan wants the energy later (price, carbon, peak). */
  | { readonly kind: 'plan' }
  /** Headroom is freed by a decrease elsewhere that is not proven yet. */
  | { readonly kind: 'unproven-headroom'; readonly nodeId: NodeId; readonly rowId: string }
  /** Not under control (offline, quarantined, untrusted): its failsafe share counts. */
  | { readonly kind: 'not-controllable' }
  /** The next step of the charger's set would not fit, or the change is below the deadband. */
  | { readonly kind: 'step' };

/** Decided for one connector at one tick. */
export type Setpoint = {
  readonly connectorId: ConnectorId;
  /** On the charger's grid of steps: 0 or >= minimumKw. */
  readonly limitKw: number;
  readonly limitedBy: LimitedBy;
};

export type Allocation = {
  readonly atMs: number;
  /** One per connector with a session that is controllable, in the order of the grid's connectors. */
  readonly setpoints: readonly Setpoint[];
  /** Rows that stay above their limit even with everything at its floor: an alarm, never an exception. */
  readonly overcommitted: readonly { readonly rowId: string; readonly nodeId: NodeId; readonly excess: number }[];
};
