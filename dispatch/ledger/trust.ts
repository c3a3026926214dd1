import { copyAccount, isAlive, living, obeyingKw, withoutDistrust } from './account.ts';
import type { Account, LedgerBounds } from './account.ts';

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
 * A live reading. Three in a row above everything the charger may be obeying cost its trust, three within it restore it;
 * a drop that shows on the meter proves a decrease before its time. A low reading frees nothing by itself.
 */
export function powerMeasured(
  account: Account,
  {
    powerKw,
    atMs,
    offeredKw = 0,
    isMean = false,
  }: {
    readonly powerKw: number;
    readonly atMs: number;
    /** What it says it lets the car draw, where that is known to follow its limits: an offer above them was not limited, whatever the car takes. */
    readonly offeredKw?: number;
    /** Made from a register over some time: it proves no drop. */
    readonly isMean?: boolean;
  },
  bounds: LedgerBounds,
): Account {
  if (
    !Number.isFinite(powerKw) ||
    powerKw < -ABOVE_LIMIT_KW ||
    powerKw > account.ratingKw * IMPLAUSIBLE_FACTOR + ABOVE_LIMIT_KW
  ) {
    return { ...account, distrust: account.distrust ?? { reason: 'implausible', sinceMs: atMs } };
  }
  const above = Math.max(powerKw, offeredKw) > obeyingKw(account, atMs, bounds) * ABOVE_LIMIT_FACTOR + ABOVE_LIMIT_KW;
  const held = living(account.held, atMs);
  const last = account.struckAtMs;
  const counts = last === undefined || atMs - last >= STRIKE_SPACING_MS;
  const after = copyAccount(account);
  after.measuredKw = powerKw;
  after.struckAtMs = counts ? atMs : last;
  if (above) {
    after.strikes = Math.max(0, account.strikes) + (counts || account.strikes <= 0 ? 1 : 0);
    after.held = held;
    after.seen = { limitKw: Math.max(powerKw, offeredKw), untilMs: atMs + READING_COUNTS_MS };
    if (after.strikes >= bounds.strikes) after.distrust ??= { reason: 'above-limit', sinceMs: atMs };
    return after;
  }
  const judged = account.distrust?.reason === 'above-limit' || account.distrust?.reason === 'implausible';
  after.strikes = judged ? Math.min(0, account.strikes) - (counts ? 1 : 0) : 0;
  after.held = !isMean && showsDrop(account, powerKw, atMs) ? [] : held;
  after.seen = undefined;
  if (after.strikes > -bounds.strikes) return after;
  after.strikes = 0;
  return withoutDistrust(after, ['above-limit', 'implausible']);
}

/** The verdict of a register over some minutes: whoever draws more than it says is not believed until a later one agrees. */
export function registerJudged(account: Account, verdict: 'agrees' | 'under-reports', atMs: number): Account {
  if (verdict === 'agrees') return withoutDistrust(account, ['under-reports']);
  return { ...account, distrust: account.distrust ?? { reason: 'under-reports', sinceMs: atMs } };
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
