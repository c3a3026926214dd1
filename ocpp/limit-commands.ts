import type { ConnectorId, SessionId } from './events.ts';

/** A limit for the running session of a connector: a TxProfile that expires by itself in the charger (a lease). */
export type LimitCommand = {
  readonly commandId: string;
  readonly connectorId: ConnectorId;
  readonly sessionId: SessionId;
  readonly limitKw: number;
  /** What holds when the lease has ended. */
  readonly failsafeKw: number;
  /** Facts that turn kW into the wire's unit. */
  readonly electrical: Electrical;
  readonly leaseMs: number;
  /** Decreases go first and are never coalesced away by an increase. */
  readonly decrease: boolean;
};

/** The share that holds when control is lost: a TxDefaultProfile without expiry. */
export type FailsafeCommand = {
  readonly connectorId: ConnectorId;
  readonly failsafeKw: number;
  readonly electrical: Electrical;
};

export type Electrical = {
  readonly kind: 'AC' | 'DC';
  /** Volts per phase conductor (line-to-line where the site is wired so). */
  readonly voltageV: number;
  /** Conductors that carry current: 1, 2 or 3. */
  readonly phaseCount: number;
  /** As many of them as the present car is seen to use; absent = all. A limit of 11 kW for three is 3.7 kW for one. */
  readonly usedPhaseCount?: number;
};
