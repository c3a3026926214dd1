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
  const worstKw = accounts.map((account) => exposureKw(account, atMs, bounds));
  const saidKw = accounts.map((account) => toldKw(account, atMs, bounds));
  const raised: Raised = new Map();
  // Within what it may draw anyway: no exposure grows, but what was told to all must still fit.
  const resumed: Raised = new Map();
  for (const { connectorId, limitKw, kind } of moves) {
    const index = grid.connectorIndex.get(connectorId);
    const nowKw = index === undefined ? undefined : worstKw[index];
    if (index === undefined || nowKw === undefined) continue;
    const beyond = !(limitKw <= nowKw);
    if (kind !== 'increase' && !beyond) continue;
    (beyond ? raised : resumed).set(index, { connectorId, limitKw });
    worstKw[index] = Math.max(nowKw, limitKw);
    saidKw[index] = Math.max(saidKw[index] ?? Number.NaN, limitKw);
  }
  return [...overloads(snapshot, raised, worstKw), ...overloads(snapshot, resumed, saidKw)];
}

type Raised = Map<number, { readonly connectorId: string; readonly limitKw: number }>;

/** The rows of what was raised that do not hold when every connector draws `powerKw`. */
function overloads(snapshot: GridSnapshot, raised: Raised, powerKw: readonly number[]): readonly Violation[] {
  const { grid } = snapshot;
  if (raised.size === 0) return [];
  const found: Violation[] = [];
  for (const [rowIndex, row] of grid.rows.entries()) {
    const touching = row.groups.flatMap(({ members }) => [...members].flatMap((index) => raised.get(index) ?? []));
    if (touching.length === 0) continue;
    const capacity = snapshot.capacity[rowIndex];
    const load = (capacity?.base ?? Number.NaN) + largestMagnitude(row, powerKw);
    const limit = capacity?.limit ?? Number.NaN;
    if (load <= limit + Math.max(TOLERANCE, Math.abs(limit) * TOLERANCE)) continue;
    for (const { connectorId, limitKw } of touching)
      found.push({ connectorId, limitKw, rule: 'row', row: { id: row.id, load, limit } });
  }
  return found;
}

/** The largest |sum of any subset of the groups|, tried one by one: groups are at most 8. */
function largestMagnitude(row: Row, powerKw: readonly number[]): number {
  let subsets: readonly { readonly re: number; readonly im: number }[] = [{ re: 0, im: 0 }];
  for (const { re, im, members, perKw } of row.groups) {
    let size = 0;
    for (const [k, index] of members.entries()) size += (perKw[k] ?? Number.NaN) * (powerKw[index] ?? Number.NaN);
    subsets = subsets.flatMap((sum) => [sum, { re: sum.re + re * size, im: sum.im + im * size }]);
  }
  let largest = 0;
  for (const sum of subsets) {
    const magnitude = Math.hypot(sum.re, sum.im);
    if (!(magnitude <= largest)) largest = magnitude;
  }
  return largest;
}

function proven(moves: Moves): CheckedMoves {
  return moves as CheckedMoves;
}
