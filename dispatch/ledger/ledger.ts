import { copyAccount, exposureKw, isConfigured, living, withoutDistrust } from './account.ts';
import type { Account, HeldLimit, LedgerBounds, PendingLimit } from './account.ts';
import type { ConnectorId } from '../grid/index.ts';

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
    accepted: undefined,
    held: [],
    pending: [],
    unanswered: 0,
    seen: undefined,
    measuredKw: undefined,
    strikes: 0,
    struckAtMs: undefined,
  };
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
  const after = copyAccount(account);
  after.pending = bounded([...account.pending, { ...sent, state: 'open' }], sent.sentAtMs, bounds);
  return after;
}

/** The frame left for the wire, perhaps after waiting in the mailbox: its lease runs from here. */
export function limitLeft(
  account: Account,
  { commandId, atMs }: { readonly commandId: string; readonly atMs: number },
): Account {
  const after = copyAccount(account);
  after.pending = account.pending.map((one) =>
    one.commandId === commandId && one.expiresAtMs !== undefined
      ? { ...one, expiresAtMs: atMs + one.expiresAtMs - one.sentAtMs }
      : one,
  );
  return after;
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
  if (answer.outcome === 'rejected') {
    // A refused raise changes nothing. A refused decrease is one that is not obeyed, whatever the station says to it.
    const without = { ...account, pending: others };
    const isDecrease = command.limitKw < exposureKw(without, answer.atMs, bounds);
    return { ...without, unanswered: isDecrease ? account.unanswered + 1 : 0 };
  }
  if (answer.outcome === 'unknown') {
    const pending = account.pending.map((one) => (one === command ? { ...one, state: 'unknown' as const } : one));
    return { ...account, pending, unanswered: account.unanswered + 1 };
  }
  if (account.accepted !== undefined && account.accepted.sentAtMs > command.sentAtMs) {
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
  const replaced = copyAccount(account);
  replaced.held = [];
  replaced.pending = others.filter((one) => one.sentAtMs <= sentAtMs);
  const replacedKw = exposureKw(replaced, answer.atMs, bounds);
  const held = living(account.held, answer.atMs).map((one) => ({ ...one, untilMs: Math.min(one.untilMs, provenAtMs) }));
  if (replacedKw > limitKw) held.push({ limitKw: replacedKw, untilMs: provenAtMs });
  const after = copyAccount(withoutDistrust(account, ['restarted']));
  const accepted = { commandId, limitKw, sentAtMs, acceptedAtMs: answer.atMs };
  after.accepted = expiresAtMs === undefined ? accepted : { ...accepted, expiresAtMs };
  after.held = worstFirst(held);
  // A station works its queue in order: what was sent before this command has been applied or dropped.
  after.pending = others.filter((one) => one.sentAtMs > sentAtMs);
  after.unanswered = 0;
  return after;
}

/** The charger confirmed its failsafe profile. What it drew before may go on until it has acted on it. */
export function failsafeConfirmed(account: Account, atMs: number, bounds: LedgerBounds): Account {
  if (isConfigured(account)) return account;
  const held = [...living(account.held, atMs), { limitKw: account.ratingKw, untilMs: atMs + bounds.actuationMs }];
  return { ...withoutDistrust(account, ['never-configured', 'rebooted']), held: worstFirst(held) };
}

/** The charger booted: its leases are gone, and whether its failsafe profile survived is not known until it is confirmed again. */
export function rebooted(account: Account, atMs: number): Account {
  const after = { ...account, accepted: undefined, pending: [], unanswered: 0, strikes: 0 };
  if (account.distrust?.reason === 'never-configured') return after;
  return { ...after, distrust: { reason: 'rebooted', sinceMs: atMs } };
}

/** The transaction ended: its TxProfile died with it (OCPP 1.6 section 3.13, 2.0.1 K01), the connector is back at its failsafe share. */
export function sessionEnded(account: Account): Account {
  return {
    ...account,
    accepted: undefined,
    measuredKw: undefined,
    seen: undefined,
    held: [],
    pending: [],
    unanswered: 0,
  };
}

/**
 * What was told may still act, but nobody knows any more whether it does: the station lost its connection, its limits outlive their session, or
 * (`isVoid`) its clock was set, so that nobody knows when its leases end. All of it counts as held, and must be told again before anything is raised.
 */
export function carriedOver(
  account: Account,
  { atMs, isVoid, bounds }: { readonly atMs: number; readonly isVoid: boolean; readonly bounds: LedgerBounds },
): Account {
  const { accepted, pending } = account;
  const told = accepted === undefined ? pending : [accepted, ...pending];
  if (told.length === 0) return account;
  const held = told.map(({ limitKw, expiresAtMs }) => ({
    limitKw,
    untilMs: isVoid || expiresAtMs === undefined ? Infinity : expiresAtMs + bounds.skewMs + bounds.actuationMs,
  }));
  return {
    ...account,
    accepted: undefined,
    pending: [],
    held: worstFirst(living([...account.held, ...held], atMs)),
  };
}

/** Drops what another entry covers both in height and in time. */
function worstFirst(held: readonly HeldLimit[]): readonly HeldLimit[] {
  const sorted = held.toSorted((a, b) => b.limitKw - a.limitKw || b.untilMs - a.untilMs);
  const kept: HeldLimit[] = [];
  for (const one of sorted) if (kept.every((other) => other.untilMs < one.untilMs)) kept.push(one);
  return kept;
}

/**
 * Without what can act no more or what a later entry covers in height and time (not one that waits for its answer: it may turn out that it never left);
 * of what is left at most `maxPending`, the oldest merged into their worst case.
 */
function bounded(pending: readonly PendingLimit[], atMs: number, bounds: LedgerBounds): readonly PendingLimit[] {
  const until = (one: PendingLimit): number =>
    one.expiresAtMs === undefined ? Infinity : one.expiresAtMs + bounds.skewMs + bounds.actuationMs;
  const kept = pending.filter(
    (one, index) =>
      atMs < until(one) &&
      !pending
        .slice(index + 1)
        .some((later) => later.state === 'unknown' && later.limitKw >= one.limitKw && until(later) >= until(one)),
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
