import type { ConnectorId } from '../grid/index.ts';

/**
 * The ledger: one account per connector of everything it may be obeying. Pure transitions: (account, entry) -> account.
 * Exposure W_i(t) is the most that connector i may draw at t: the max of the accepted limit while its lease lives, what was
 * in force before it until the drop is proven, every limit sent and not usably answered, the failsafe share, and the rating
 * while the charger is not trusted. An account has all its fields from the begin (`undefined` = none): copies of one shape cost a third.
 */
export type Account = {
  readonly connectorId: ConnectorId;
  readonly ratingKw: number;
  readonly failsafeKw: number;
  /** undefined = trusted. Otherwise the rating counts, until the reason is cleared or `untilMs` has passed. */
  readonly distrust: { readonly reason: Distrust; readonly sinceMs: number; readonly untilMs?: number } | undefined;
  readonly accepted: AcceptedLimit | undefined;
  /** What may still act though something lower was accepted. */
  readonly held: readonly HeldLimit[];
  /** Sent and not answered, or answered unusably: unknown, not failed. Oldest first. */
  readonly pending: readonly PendingLimit[];
  /** Limits in a row that had no usable answer, or were decreases and refused. */
  readonly unanswered: number;
  /** A reading above all of that counts as it is until the next few have judged it. */
  readonly seen: HeldLimit | undefined;
  /** Last plausible measured power. */
  readonly measuredKw: number | undefined;
  /** Readings in a row above everything it may be obeying (positive), or within it while distrusted for that (negative), and the last that counted. */
  readonly strikes: number;
  readonly struckAtMs: number | undefined;
};

/**
 * The same account, to be changed by whoever asked for it. Written out: a spread whose fields are replaced costs forty times as much, and
 * there is one for each reading.
 */
export function copyAccount(account: Account): { -readonly [Name in keyof Account]: Account[Name] } {
  return {
    connectorId: account.connectorId,
    ratingKw: account.ratingKw,
    failsafeKw: account.failsafeKw,
    distrust: account.distrust,
    accepted: account.accepted,
    held: account.held,
    pending: account.pending,
    unanswered: account.unanswered,
    seen: account.seen,
    measuredKw: account.measuredKw,
    strikes: account.strikes,
    struckAtMs: account.struckAtMs,
  };
}

export type Distrust = 'never-configured' | 'rebooted' | 'restarted' | 'above-limit' | 'implausible' | 'under-reports';
export type AcceptedLimit = {
  readonly commandId: string;
  readonly limitKw: number;
  readonly sentAtMs: number;
  readonly acceptedAtMs: number;
  /** The lease ends in the charger; undefined = it honours no expiry: the limit counts until replaced. */
  readonly expiresAtMs?: number;
};
export type HeldLimit = { readonly limitKw: number; readonly untilMs: number };
export type PendingLimit = {
  readonly commandId: string;
  readonly limitKw: number;
  readonly sentAtMs: number;
  readonly expiresAtMs?: number;
  /** `open` = waiting for an answer; `unknown` = no usable answer came, it may be applied at any time while its lease lives. */
  readonly state: 'open' | 'unknown';
};

/** The times of the safety law, ms. */
export type LedgerBounds = {
  /** How long a grant above the failsafe share lives in the charger. */
  readonly leaseMs: number;
  /** How wrong a charger's clock may be when its lease ends. */
  readonly skewMs: number;
  /** From acknowledgement to watts: charger 6-7 s, car 5 s, reserve. */
  readonly actuationMs: number;
  /** Unknown commands kept one by one; older ones are merged into the worst case. */
  readonly maxPending: number;
  /** Consecutive readings that cost or restore trust. */
  readonly strikes: number;
};

export const LEDGER_BOUNDS: LedgerBounds = {
  leaseMs: 180_000,
  skewMs: 10_000,
  actuationMs: 15_000,
  maxPending: 4,
  strikes: 3,
};

/** W_i at `atMs`, kW. */
export function exposureKw(account: Account, atMs: number, bounds: LedgerBounds): number {
  if (isDistrusted(account, atMs)) return account.ratingKw;
  const { seen } = account;
  const seenKw = seen !== undefined && atMs < seen.untilMs ? seen.limitKw : 0;
  return Math.min(account.ratingKw, Math.max(seenKw, obeyingKw(account, atMs, bounds)));
}

/** Whether its rating counts at `atMs`. */
export function isDistrusted(account: Account, atMs: number): boolean {
  const { distrust } = account;
  return distrust !== undefined && (distrust.untilMs === undefined || atMs < distrust.untilMs);
}

/** Whether the charger is known to hold its failsafe share and may be given more. */
export function isConfigured(account: Account): boolean {
  return account.distrust?.reason !== 'never-configured' && account.distrust?.reason !== 'rebooted';
}

/** The newest limit that was handed over and not refused; undefined = none alive, it follows its failsafe profile. */
export function commandedKw(account: Account, atMs: number): number | undefined {
  const newest = account.pending.at(-1);
  if (newest !== undefined && isAlive(newest, atMs)) return newest.limitKw;
  return account.accepted !== undefined && isAlive(account.accepted, atMs) ? account.accepted.limitKw : undefined;
}

/**
 * The least of all limits that it may be obeying: what it draws at most if the lowest of them is in force, and the share where its lease may have ended by its own
 * clock. Asked for every connector at every tick: it allocates nothing.
 */
export function leastObeyedKw({ accepted, pending, failsafeKw }: Account, atMs: number, bounds: LedgerBounds): number {
  let kw = accepted !== undefined && isAlive(accepted, atMs) ? accepted.limitKw : failsafeKw;
  if (accepted?.expiresAtMs !== undefined && atMs >= accepted.expiresAtMs - bounds.skewMs)
    kw = Math.min(kw, failsafeKw);
  for (const one of pending) if (isAlive(one, atMs)) kw = Math.min(kw, one.limitKw);
  return kw;
}

/** The most it draws if it obeys what it was told: the ledger's view without trust and readings. Asked for every connector at every tick: it allocates nothing. */
export function obeyingKw(account: Account, atMs: number, bounds: LedgerBounds): number {
  const { accepted, pending, held } = account;
  let kw = account.failsafeKw;
  if (accepted !== undefined && mayAct(accepted, atMs, bounds)) kw = Math.max(kw, accepted.limitKw);
  for (const one of pending) if (mayAct(one, atMs, bounds)) kw = Math.max(kw, one.limitKw);
  for (const one of held) if (atMs < one.untilMs) kw = Math.max(kw, one.limitKw);
  return Math.min(kw, account.ratingKw);
}

/** Until its lease has ended by any clock, and the watts have followed. */
function mayAct(limit: { readonly expiresAtMs?: number }, atMs: number, bounds: LedgerBounds): boolean {
  return limit.expiresAtMs === undefined || atMs < limit.expiresAtMs + bounds.skewMs + bounds.actuationMs;
}

/**
 * The most it draws if it obeys what it was told and its leases are renewed in time: below its failsafe share when a limit below it is in force.
 * This is no exposure: when nobody renews the lease it is back at its share. It tells what raises up to the share add to what is really drawn.
 */
export function toldKw(account: Account, atMs: number, bounds: LedgerBounds): number {
  if (isDistrusted(account, atMs)) return account.ratingKw;
  const { accepted, pending, held, seen } = account;
  const holds =
    accepted !== undefined && (accepted.expiresAtMs === undefined || atMs < accepted.expiresAtMs - bounds.skewMs);
  let kw = holds ? accepted.limitKw : obeyingKw(account, atMs, bounds);
  for (const one of pending) kw = Math.max(kw, one.limitKw);
  for (const one of held) if (atMs < one.untilMs) kw = Math.max(kw, one.limitKw);
  if (seen !== undefined && atMs < seen.untilMs) kw = Math.max(kw, seen.limitKw);
  return Math.min(kw, account.ratingKw);
}

export function isAlive(limit: { readonly expiresAtMs?: number }, atMs: number): boolean {
  return limit.expiresAtMs === undefined || atMs < limit.expiresAtMs;
}

export function living(held: readonly HeldLimit[], atMs: number): readonly HeldLimit[] {
  return held.length === 0 ? held : held.filter((one) => atMs < one.untilMs);
}

export function withoutDistrust(account: Account, reasons: readonly Distrust[]): Account {
  if (account.distrust === undefined || !reasons.includes(account.distrust.reason)) return account;
  const after = copyAccount(account);
  after.distrust = undefined;
  return after;
}
