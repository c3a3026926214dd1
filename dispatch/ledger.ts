import type { ConnectorId } from './grid.ts';

/**
 * The ledger: one account per connector of everything it may be obeying. Pure transitions: (account, entry) -> account.
 * Exposure W_i(t) is the most that connector i may draw at t:
 * max of the accepted limit while its lease lives (and the one before it until the drop is proven), every limit sent and not yet answered,
 * the failsafe share, and the rating while the charger is not trusted.
 */
export type Account = {
  readonly connectorId: ConnectorId;
  readonly ratingKw: number;
  readonly failsafeKw: number;
  /** undefined = trusted. Otherwise why the rating counts. */
  readonly distrust?: { readonly reason: Distrust; readonly sinceMs: number };
  readonly accepted?: AcceptedLimit;
  /** Limits that may still act though a lower one was accepted: until `untilMs`. */
  readonly held: readonly HeldLimit[];
  /** Sent and not answered, or answered late, malformed or with an error: unknown, not failed. */
  readonly pending: readonly PendingLimit[];
};

export type Distrust = 'never-configured' | 'rebooted' | 'above-limit' | 'clock-skewed' | 'restarted' | 'implausible';
export type AcceptedLimit = {
  readonly commandId: string;
  readonly limitKw: number;
  readonly acceptedAtMs: number;
  /** Undefined = the charger honours no expiry: the limit counts until replaced. */
  readonly expiresAtMs?: number;
};
export type HeldLimit = { readonly limitKw: number; readonly untilMs: number };
export type PendingLimit = {
  readonly commandId: string;
  readonly limitKw: number;
  readonly sentAtMs: number;
  readonly expiresAtMs?: number;
  /** 'open' = waiting for an answer; 'unknown' = no usable answer came, may be applied at any time until its lease ends. */
  readonly state: 'open' | 'unknown';
};
