import type { ConnectorId } from './grid.ts';

/**
 * The ledger: one account per connector of everything it may be obeying. Pure transitions: (account, entry) -> account.
 * Exposure W_i(t) is the most that connector i may draw at t: the max of the accepted limit while its lease lives, what was
 * in force before it until the drop is proven, every limit sent and not usably answered, the failsafe share, and the rating
 * while the charger is not trusted.
 */
export type Account = {
  readonly connectorId: ConnectorId;
  readonly ratingKw: number;
  readonly failsafeKw: number;
  /** undefined = trusted. Otherwise the rating counts, until the reason is cleared or `untilMs` has passed. */
  readonly distrust?: { readonly reason: Distrust; readonly sinceMs: number; readonly untilMs?: number };
  readonly accepted?: AcceptedLimit;
  /** What may still act though something lower was accepted. */
  readonly held: readonly HeldLimit[];
  /** Sent and not answered, or answered unusably: unknown, not failed. Oldest first. */
  readonly pending: readonly PendingLimit[];
  /** Limits in a row that had no usable answer. */
  readonly unanswered: number;
  /** A reading above all of that counts as it is until the next few have judged it. */
  readonly seen?: HeldLimit;
  /** Last plausible measured power. */
  readonly measuredKw?: number;
  /** Readings in a row above everything it may be obeying (positive), or within it while distrusted for that (negative), and the last that counted. */
  readonly strikes: number;
  readonly struckAtMs?: number;
};

export type Distrust = 'never-configured' | 'rebooted' | 'restarted' | 'above-limit' | 'implausible';
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

/** A reading may exceed the limit by voltage (nominal + 10 %, EN 50160) and by metering noise before it counts as disobedience. */
const ABOVE_LIMIT_FACTOR = 1.1;
const ABOVE_LIMIT_KW = 0.2;
/** More than nameplate x 1.1 is no measurement of this connector. */
const IMPLAUSIBLE_FACTOR = 1.1;
/** Readings closer together than this are one piece of evidence: stations send several when a transaction changes. */
const STRIKE_SPACING_MS = 5_000;
/** How long one reading above the limit counts by itself: until the next few readings judge it. */
const READING_COUNTS_MS = 30_000;

/**
 * A connector as the process starts. `configured` = an earlier run saw the charger confirm its present failsafe share:
 * then only leases of that run can still be alive, and they end by themselves.
 */
export function openAccount(
  connector: { readonly id: ConnectorId; readonly ratingKw: number; readonly failsafeKw: number },
  { configured, atMs, bounds }: { readonly configured: boolean; readonly atMs: number; readonly bounds: LedgerBounds },
): Account {
  const leaseEndMs = atMs + bounds.leaseMs + bounds.skewMs + bounds.actuationMs;
  return {
    connectorId: connector.id,
    ratingKw: connector.ratingKw,
    failsafeKw: connector.failsafeKw,
    distrust: configured
      ? { reason: 'restarted', sinceMs: atMs, untilMs: leaseEndMs }
      : { reason: 'never-configured', sinceMs: atMs },
    held: [],
    pending: [],
    unanswered: 0,
    strikes: 0,
  };
}

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

/** A limit was handed to the station's mailbox: from now on it may be obeyed. */
export function limitSent(
  account: Account,
  sent: {
    readonly commandId: string;
    readonly limitKw: number;
    readonly sentAtMs: number;
    readonly expiresAtMs?: number;
  },
  bounds: LedgerBounds,
): Account {
  return { ...account, pending: bounded([...account.pending, { ...sent, state: 'open' }], sent.sentAtMs, bounds) };
}

/** The frame left for the wire, perhaps after waiting in the mailbox: its lease runs from here. */
export function limitLeft(
  account: Account,
  { commandId, atMs }: { readonly commandId: string; readonly atMs: number },
  bounds: LedgerBounds,
): Account {
  const pending = account.pending.map((one) =>
    one.commandId === commandId && one.expiresAtMs !== undefined ? { ...one, expiresAtMs: atMs + bounds.leaseMs } : one,
  );
  return { ...account, pending };
}

/** The station's answer to a limit. Answers to commands that the ledger does not know change nothing. */
export function limitAnswered(
  account: Account,
  answer: {
    readonly commandId: string;
    readonly outcome: 'accepted' | 'accepted-late' | 'rejected' | 'unknown' | 'not-sent';
    readonly atMs: number;
  },
  bounds: LedgerBounds,
): Account {
  const command = account.pending.find((one) => one.commandId === answer.commandId);
  if (command === undefined) return account;
  const others = account.pending.filter((one) => one !== command);
  if (answer.outcome === 'not-sent') return { ...account, pending: others };
  if (answer.outcome === 'rejected') return { ...account, pending: others, unanswered: 0 };
  if (answer.outcome === 'unknown') {
    const pending = account.pending.map((one) => (one === command ? { ...one, state: 'unknown' as const } : one));
    return { ...account, pending, unanswered: account.unanswered + 1 };
  }
  const { accepted } = account;
  if (accepted !== undefined && accepted.sentAtMs > command.sentAtMs) {
    // An old command was answered after a newer one: it may have been applied last, so it counts as long as its lease lives.
    const untilMs =
      command.expiresAtMs === undefined ? Infinity : command.expiresAtMs + bounds.skewMs + bounds.actuationMs;
    return {
      ...account,
      pending: others,
      unanswered: 0,
      held: [...account.held, { limitKw: command.limitKw, untilMs }],
    };
  }
  const { commandId, limitKw, sentAtMs, expiresAtMs } = command;
  const provenAtMs = answer.atMs + bounds.actuationMs;
  const replacedKw = exposureKw(
    { ...account, held: [], pending: others.filter((one) => one.sentAtMs <= sentAtMs) },
    answer.atMs,
    bounds,
  );
  const held = living(account.held, answer.atMs).map((one) => ({ ...one, untilMs: Math.min(one.untilMs, provenAtMs) }));
  if (replacedKw > limitKw) held.push({ limitKw: replacedKw, untilMs: provenAtMs });
  return {
    ...withoutDistrust(account, ['restarted']),
    accepted: {
      commandId,
      limitKw,
      sentAtMs,
      acceptedAtMs: answer.atMs,
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    },
    held: worstFirst(held),
    // A station works its queue in order: what was sent before this command has been applied or dropped.
    pending: others.filter((one) => one.sentAtMs > sentAtMs),
    unanswered: 0,
  };
}

/** The charger confirmed its failsafe profile. What it drew before may go on until it has acted on it. */
export function failsafeConfirmed(account: Account, atMs: number, bounds: LedgerBounds): Account {
  if (isConfigured(account)) return account;
  const held = [...living(account.held, atMs), { limitKw: account.ratingKw, untilMs: atMs + bounds.actuationMs }];
  return { ...withoutDistrust(account, ['never-configured', 'rebooted']), held: worstFirst(held) };
}

/** The charger booted: its leases are gone, and whether its failsafe profile survived is not known until it is confirmed again. */
export function rebooted(account: Account, atMs: number): Account {
  const { accepted: _, ...rest } = account;
  if (account.distrust?.reason === 'never-configured') return { ...rest, pending: [], unanswered: 0, strikes: 0 };
  return { ...rest, distrust: { reason: 'rebooted', sinceMs: atMs }, pending: [], unanswered: 0, strikes: 0 };
}

/** The transaction ended: its TxProfile died with it (OCPP 1.6 section 3.13, 2.0.1 K01), the connector is back at its failsafe share. */
export function sessionEnded(account: Account): Account {
  const { accepted: _, measuredKw: __, seen: ___, ...rest } = account;
  return { ...rest, held: [], pending: [], unanswered: 0 };
}

/**
 * A live reading. Three in a row above everything the charger may be obeying cost its trust, three within it restore it;
 * a drop that shows on the meter proves a decrease before its time. A low reading frees nothing by itself.
 */
export function powerMeasured(
  account: Account,
  { powerKw, atMs }: { readonly powerKw: number; readonly atMs: number },
  bounds: LedgerBounds,
): Account {
  if (!Number.isFinite(powerKw) || powerKw < 0 || powerKw > account.ratingKw * IMPLAUSIBLE_FACTOR + ABOVE_LIMIT_KW) {
    return { ...account, distrust: account.distrust ?? { reason: 'implausible', sinceMs: atMs } };
  }
  const above = powerKw > obeyingKw(account, atMs, bounds) * ABOVE_LIMIT_FACTOR + ABOVE_LIMIT_KW;
  const held = living(account.held, atMs);
  const { seen: _, ...unseen } = account;
  const measured = { ...unseen, measuredKw: powerKw };
  const counts = account.struckAtMs === undefined || atMs - account.struckAtMs >= STRIKE_SPACING_MS;
  const struck = counts ? { struckAtMs: atMs } : {};
  if (above) {
    const strikes = Math.max(0, account.strikes) + (counts || account.strikes <= 0 ? 1 : 0);
    const seen = { limitKw: powerKw, untilMs: atMs + READING_COUNTS_MS };
    const distrust =
      account.distrust ?? (strikes >= bounds.strikes ? { reason: 'above-limit' as const, sinceMs: atMs } : undefined);
    return { ...measured, ...struck, strikes, held, seen, ...(distrust === undefined ? {} : { distrust }) };
  }
  const judged = account.distrust?.reason === 'above-limit' || account.distrust?.reason === 'implausible';
  const strikes = judged ? Math.min(0, account.strikes) - (counts ? 1 : 0) : 0;
  const forgiven =
    strikes <= -bounds.strikes
      ? { ...withoutDistrust(measured, ['above-limit', 'implausible']), strikes: 0 }
      : { ...measured, strikes };
  return { ...forgiven, ...struck, held: showsDrop(account, powerKw, atMs) ? [] : held };
}

/** The draw was above the newest accepted limit at the reading before and is within it now: the charger has acted on it. */
function showsDrop(account: Account, powerKw: number, atMs: number): boolean {
  const { accepted, measuredKw } = account;
  return (
    accepted !== undefined &&
    isAlive(accepted, atMs) &&
    measuredKw !== undefined &&
    measuredKw > accepted.limitKw * ABOVE_LIMIT_FACTOR + ABOVE_LIMIT_KW &&
    powerKw <= accepted.limitKw * 1.02 + 0.05
  );
}

function obeyingKw(account: Account, atMs: number, bounds: LedgerBounds): number {
  let kw = account.failsafeKw;
  for (const limit of [account.accepted, ...account.pending]) {
    if (limit === undefined) continue;
    const untilMs = limit.expiresAtMs === undefined ? Infinity : limit.expiresAtMs + bounds.skewMs + bounds.actuationMs;
    if (atMs < untilMs) kw = Math.max(kw, limit.limitKw);
  }
  for (const one of living(account.held, atMs)) kw = Math.max(kw, one.limitKw);
  return Math.min(kw, account.ratingKw);
}

function isAlive(limit: { readonly expiresAtMs?: number }, atMs: number): boolean {
  return limit.expiresAtMs === undefined || atMs < limit.expiresAtMs;
}

function living(held: readonly HeldLimit[], atMs: number): readonly HeldLimit[] {
  return held.filter((one) => atMs < one.untilMs);
}

/** Drops what another entry covers both in height and in time. */
function worstFirst(held: readonly HeldLimit[]): readonly HeldLimit[] {
  const sorted = held.toSorted((a, b) => b.limitKw - a.limitKw || b.untilMs - a.untilMs);
  const kept: HeldLimit[] = [];
  for (const one of sorted) if (kept.every((other) => other.untilMs < one.untilMs)) kept.push(one);
  return kept;
}

/** Without what can act no more or what a later entry covers in height and time; of what is left at most `maxPending`, the oldest merged into their worst case. */
function bounded(pending: readonly PendingLimit[], atMs: number, bounds: LedgerBounds): readonly PendingLimit[] {
  const until = (one: PendingLimit): number =>
    one.expiresAtMs === undefined ? Infinity : one.expiresAtMs + bounds.skewMs + bounds.actuationMs;
  const kept = pending.filter(
    (one, index) =>
      atMs < until(one) &&
      !pending.slice(index + 1).some((later) => later.limitKw >= one.limitKw && until(later) >= until(one)),
  );
  const surplus = kept.length - bounds.maxPending;
  if (surplus <= 0) return kept;
  const worst = kept.slice(0, surplus + 1).reduce((a, b) => {
    const { expiresAtMs: _, ...rest } = b;
    const both =
      a.expiresAtMs === undefined || b.expiresAtMs === undefined
        ? {}
        : { expiresAtMs: Math.max(a.expiresAtMs, b.expiresAtMs) };
    return { ...rest, limitKw: Math.max(a.limitKw, b.limitKw), state: 'unknown', ...both };
  });
  return [worst, ...kept.slice(surplus + 1)];
}

function withoutDistrust(account: Account, reasons: readonly Distrust[]): Account {
  if (account.distrust === undefined || !reasons.includes(account.distrust.reason)) return account;
  const { distrust: _, ...rest } = account;
  return rest;
}
