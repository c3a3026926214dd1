import { exposureKw, toldKw } from './account.ts';
import type { Account, LedgerBounds } from './account.ts';
import type { CheckedMoves, Moves } from './moves.ts';
import type { Row } from '../grid/index.ts';
import type { GridSnapshot } from '../snapshot.ts';

/**
 * The independent checker. It knows nothing of allocator, planner or gate, shares no arithmetic with them, and vetoes whatever could put
 * a row above its limit or is no limit at all. Decreases are never vetoed by rows: they can only help.
 */
export type CheckResult =
  | { readonly ok: true; readonly moves: CheckedMoves }
  | { readonly ok: false; readonly violations: readonly Violation[]; readonly withoutThem: CheckedMoves };

export type Violation = {
  readonly connectorId: string;
  readonly limitKw: number;
  readonly rule: 'not-a-limit' | 'above-rating' | 'below-minimum' | 'unknown-connector' | 'said-twice' | 'row';
  /** For `row`: which, what it would carry and what it may, in its unit. */
  readonly row?: { readonly id: string; readonly load: number; readonly limit: number };
};

const TOLERANCE = 1e-6;

/**
 * Proves `moves` on the exposures of all `accounts` (in the order of the grid's connectors). When something is wrong, `withoutThem` is what may be sent
 * all the same: every sound decrease, renewal and retry, and no increase.
 */
export function check(
  snapshot: GridSnapshot,
  moves: Moves,
  accounts: readonly Account[],
  bounds: LedgerBounds,
): CheckResult {
  const violations = [...unsound(snapshot, moves), ...rowViolations(snapshot, moves, accounts, bounds)];
  if (violations.length === 0) return { ok: true, moves: proven(moves) };
  const wrong = new Set(violations.map((one) => one.connectorId));
  const rest = moves.moves.filter((move) => move.kind !== 'increase' && !wrong.has(move.connectorId));
  return { ok: false, violations, withoutThem: proven({ ...moves, moves: rest }) };
}

function unsound({ grid }: GridSnapshot, { moves }: Moves): readonly Violation[] {
  const found: Violation[] = [];
  const seen = new Set<string>();
  for (const { connectorId, limitKw } of moves) {
    const connector = grid.connectors[grid.connectorIndex.get(connectorId) ?? -1];
    const say = (rule: Violation['rule']): number => found.push({ connectorId, limitKw, rule });
    if (connector === undefined) say('unknown-connector');
    else if (!Number.isFinite(limitKw) || limitKw < 0) say('not-a-limit');
    else if (limitKw > connector.ratingKw * (1 + TOLERANCE)) say('above-rating');
    else if (limitKw > 0 && limitKw < connector.minimumKw * (1 - TOLERANCE)) say('below-minimum');
    if (seen.has(connectorId)) say('said-twice');
    seen.add(connectorId);
  }
  return found;
}

function rowViolations(
  snapshot: GridSnapshot,
  { moves }: Moves,
  accounts: readonly Account[],
  bounds: LedgerBounds,
): readonly Violation[] {
  const { grid, atMs } = snapshot;
  const raised: Raised = new Map();
  // Within what it may draw anyway: no exposure grows, but what was told to all must still fit.
  const resumed: Raised = new Map();
  for (const { connectorId, limitKw, kind } of moves) {
    const index = grid.connectorIndex.get(connectorId);
    const account = index === undefined ? undefined : accounts[index];
    if (index === undefined || account === undefined) continue;
    const beyond = !(limitKw <= exposureKw(account, atMs, bounds));
    if (!beyond && kind !== 'increase') continue;
    const into = beyond ? raised : resumed;
    into.set(index, { connectorId, limitKw: Math.max(limitKw, into.get(index)?.limitKw ?? limitKw) });
  }
  const atMost = (powerOf: typeof exposureKw): Float64Array => {
    const powerKw = new Float64Array(accounts.length);
    for (const [index, account] of accounts.entries()) powerKw[index] = powerOf(account, atMs, bounds);
    for (const moved of [raised, resumed]) {
      for (const [index, { limitKw }] of moved) powerKw[index] = Math.max(powerKw[index] ?? Number.NaN, limitKw);
    }
    return powerKw;
  };
  return [
    ...(raised.size === 0 ? [] : overloads(snapshot, raised, atMost(exposureKw))),
    ...(resumed.size === 0 ? [] : overloads(snapshot, resumed, atMost(toldKw))),
  ];
}

type Raised = Map<number, { readonly connectorId: string; readonly limitKw: number }>;

/** The rows of what was raised that do not hold when every connector draws `powerKw`. */
function overloads(snapshot: GridSnapshot, raised: Raised, powerKw: Float64Array): readonly Violation[] {
  const { grid, capacity } = snapshot;
  const isRaised = new Uint8Array(grid.connectors.length);
  for (const index of raised.keys()) isRaised[index] = 1;
  const found: Violation[] = [];
  for (let rowIndex = 0; rowIndex < grid.rows.length; rowIndex += 1) {
    const row = grid.rows[rowIndex];
    if (row === undefined || !touches(row, isRaised)) continue;
    const load = (capacity[rowIndex]?.base ?? Number.NaN) + largestMagnitude(row, powerKw);
    const limit = capacity[rowIndex]?.limit ?? Number.NaN;
    if (load <= limit + Math.max(TOLERANCE, Math.abs(limit) * TOLERANCE)) continue;
    for (const index of row.groups.flatMap(({ members }) => [...members])) {
      const move = raised.get(index);
      if (move !== undefined) found.push({ ...move, rule: 'row', row: { id: row.id, load, limit } });
    }
  }
  return found;
}

function touches({ groups }: Row, isRaised: Uint8Array): boolean {
  for (const { members } of groups) {
    for (let k = 0; k < members.length; k += 1) if (isRaised[members[k] ?? -1] === 1) return true;
  }
  return false;
}

/** The largest |sum of any subset of the groups|, tried one by one: groups are at most 8. */
function largestMagnitude({ groups }: Row, powerKw: Float64Array): number {
  const [only] = groups;
  if (only !== undefined && groups.length === 1) return Math.hypot(only.re, only.im) * Math.abs(sizeOf(only, powerKw));
  // The sums of the subsets of the groups so far, doubled by each group.
  const re = new Float64Array(2 ** groups.length);
  const im = new Float64Array(2 ** groups.length);
  let count = 1;
  let largestSquare = 0;
  for (const group of groups) {
    const size = sizeOf(group, powerKw);
    for (let subset = 0; subset < count; subset += 1) {
      const x = (re[subset] ?? 0) + group.re * size;
      const y = (im[subset] ?? 0) + group.im * size;
      re[count + subset] = x;
      im[count + subset] = y;
      const square = x * x + y * y;
      if (!(square <= largestSquare)) largestSquare = square;
    }
    count *= 2;
  }
  return Math.sqrt(largestSquare);
}

function sizeOf({ members, perKw }: Row['groups'][number], powerKw: Float64Array): number {
  let size = 0;
  for (let k = 0; k < members.length; k += 1)
    size += (perKw[k] ?? Number.NaN) * (powerKw[members[k] ?? -1] ?? Number.NaN);
  return size;
}

function proven(moves: Moves): CheckedMoves {
  return moves as CheckedMoves;
}
