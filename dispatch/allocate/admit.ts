import { READMIT_FACTOR } from './allocate-settings.ts';
import type { Desk, Part } from './desk.ts';
import { RESTING } from './rank.ts';

/**
 * Tier 0 of one part: who charges at all, and from which floor. Writes `floorKw`: a connector's failsafe share, its protected floor, its least
 * step, or 0 = paused; fixed loads for the others.
 * Failsafe shares are reserved first, because the ledger counts them anyway; where the rows cannot bear them (a deep cut) they compete like
 * any floor. Then protected floors, then the others, all or nothing by priority, `rank`, laxity, arrival and id. Who was paused less than
 * `dwellOffMs` ago comes back only if all its rows had room for everybody.
 */
export function admitFloors(desk: Desk, part: Part): void {
  const { wishes, floorKw, loads } = desk;
  reserveShares(desk, part);
  loads.clear(part.rows);
  for (const i of part.fixed) loads.add(i, floorKw[i] ?? 0);
  for (const i of part.open) if ((floorKw[i] ?? 0) > 0) loads.add(i, floorKw[i] ?? 0);
  const wants = (i: number, toKw: number): boolean => toKw > (floorKw[i] ?? 0) && wishes.heldByPlan[i] === 0;
  const shielded: number[] = [];
  for (const i of part.open) if (wants(i, wishes.protectedKw[i] ?? 0)) shielded.push(i);
  admit(desk, part, shielded, wishes.protectedKw);
  const resting: number[] = [];
  const awake: number[] = [];
  for (const i of part.open) {
    if (wants(i, wishes.leastKw[i] ?? 0)) (wishes.rank[i] === RESTING ? resting : awake).push(i);
  }
  const refused = admit(desk, part, awake, wishes.leastKw);
  if (resting.length > 0) readmit(desk, part, resting, refused);
}

/** The failsafe shares that lie in no row which all shares together would overload. */
function reserveShares({ wishes, floorKw, everybody }: Desk, { open, fixed, rows }: Part): void {
  for (const i of open) floorKw[i] = 0;
  if (!open.some((i) => (wishes.failsafeKw[i] ?? 0) > 0)) return;
  everybody.clear(rows);
  for (const i of fixed) everybody.add(i, floorKw[i] ?? 0);
  for (const i of open) everybody.add(i, wishes.failsafeKw[i] ?? 0);
  for (const i of open) {
    const shareKw = wishes.failsafeKw[i] ?? 0;
    if (shareKw > 0 && everybody.fits(i, 0)) floorKw[i] = shareKw;
  }
}

/** Lifts candidates to `toKw`, all or nothing; returns who was refused. */
function admit(desk: Desk, part: Part, candidates: readonly number[], toKw: Float64Array): readonly number[] {
  if (candidates.length === 0) return [];
  const { floorKw, loads } = desk;
  const lift = (i: number, moreKw: number): void => {
    loads.add(i, moreKw);
    floorKw[i] = toKw[i] ?? 0;
  };
  const contested = contestedOf(desk, part, candidates, toKw);
  let next = 0;
  for (const i of candidates) {
    if (contested[next] === i) next += 1;
    else lift(i, (toKw[i] ?? 0) - (floorKw[i] ?? 0));
  }
  const refused: number[] = [];
  for (const i of contested.sort(byTurn(desk))) {
    const moreKw = (toKw[i] ?? 0) - (floorKw[i] ?? 0);
    if (loads.fits(i, moreKw)) lift(i, moreKw);
    else refused.push(i);
  }
  return refused;
}

/** Those in a row that could not bear all candidates; the others fit whatever the order. */
function contestedOf(
  { floorKw, everybody }: Desk,
  { open, fixed, rows }: Part,
  candidates: readonly number[],
  toKw: Float64Array,
): number[] {
  everybody.clear(rows);
  for (const i of fixed) everybody.add(i, floorKw[i] ?? 0);
  for (const i of open) if ((floorKw[i] ?? 0) > 0) everybody.add(i, floorKw[i] ?? 0);
  for (const i of candidates) everybody.add(i, (toKw[i] ?? 0) - (floorKw[i] ?? 0));
  return candidates.filter((i) => !everybody.fits(i, 0));
}

function readmit(
  { wishes, floorKw, everybody }: Desk,
  { open, fixed, rows }: Part,
  resting: readonly number[],
  refused: readonly number[],
): void {
  everybody.clear(rows);
  for (const i of fixed) everybody.add(i, floorKw[i] ?? 0);
  for (const i of open) everybody.add(i, floorKw[i] ?? 0);
  for (const i of refused) everybody.add(i, wishes.leastKw[i] ?? 0);
  for (const i of resting) everybody.add(i, READMIT_FACTOR * (wishes.leastKw[i] ?? 0));
  for (const i of resting) if (everybody.fits(i, 0)) floorKw[i] = wishes.leastKw[i] ?? 0;
}

function byTurn({ wishes, grid }: Desk): (a: number, b: number) => number {
  const { priority, rank, laxityH, arrivedAtMs } = wishes;
  const { rankOfId } = grid.table;
  const compare = (list: ArrayLike<number>, a: number, b: number): number => (list[a] ?? 0) - (list[b] ?? 0);
  return (a, b) =>
    compare(priority, a, b) ||
    compare(rank, a, b) ||
    compare(laxityH, a, b) ||
    compare(arrivedAtMs, a, b) ||
    compare(rankOfId, a, b);
}
