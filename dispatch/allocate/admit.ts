import type { AllocateSettings } from './allocate-settings.ts';
import { READMIT_FACTOR } from './allocate-settings.ts';
import type { CompiledGrid } from '../grid/index.ts';
import { RowLoads } from './row-loads.ts';
import type { Wish } from './wishes.ts';

/**
 * Tier 0: who charges at all, and from which floor. Returns kW per connector index: `fixedKw` for the others, for an allocatable one
 * its failsafe share, its least step, or 0 = paused.
 * Failsafe shares are reserved first, because the ledger counts them anyway; where the rows cannot bear them (a deep cut) they compete like
 * any floor. Floors are admitted all or nothing by priority, then by `rank`, then laxity, arrival and id. Who was paused less than `dwellOffMs`
 * ago comes back only if all its rows had room for everybody.
 */
export function admitFloors({
  grid,
  remaining,
  fixedKw,
  wishes,
  atMs,
  settings,
}: {
  readonly grid: CompiledGrid;
  readonly remaining: Float64Array;
  readonly fixedKw: Float64Array;
  readonly wishes: readonly Wish[];
  readonly atMs: number;
  readonly settings: AllocateSettings;
}): Float64Array {
  const floorKw = fixedKw.slice();
  for (const { index } of bearableShares({ grid, remaining, fixedKw, wishes })) {
    floorKw[index] = grid.connectors[index]?.failsafeKw ?? 0;
  }
  const loads = new RowLoads(grid, remaining, floorKw);
  const candidates = wishes.filter((wish) => wish.leastKw > (floorKw[wish.index] ?? 0) && !wish.heldByPlan);
  const ranked = candidates
    .map((wish) => ({ wish, rank: rankOf(wish, atMs, settings) }))
    .sort((a, b) => a.wish.session.priority - b.wish.session.priority || a.rank - b.rank || byUrgency(a.wish, b.wish));
  const refused: Wish[] = [];
  const resting: Wish[] = [];
  for (const { wish, rank } of ranked) {
    const moreKw = wish.leastKw - (floorKw[wish.index] ?? 0);
    if (rank === RANK.resting) resting.push(wish);
    else if (loads.fits(wish.index, moreKw)) {
      loads.add(wish.index, moreKw);
      floorKw[wish.index] = wish.leastKw;
    } else refused.push(wish);
  }
  if (resting.length === 0) return floorKw;
  const everybody = new RowLoads(grid, remaining, floorKw);
  for (const wish of refused) everybody.add(wish.index, wish.leastKw);
  for (const wish of resting) everybody.add(wish.index, READMIT_FACTOR * wish.leastKw);
  for (const wish of resting) if (everybody.fits(wish.index, 0)) floorKw[wish.index] = wish.leastKw;
  return floorKw;
}

/** The wishes whose failsafe share lies in no row that all shares together would overload. */
function bearableShares({
  grid,
  remaining,
  fixedKw,
  wishes,
}: {
  readonly grid: CompiledGrid;
  readonly remaining: Float64Array;
  readonly fixedKw: Float64Array;
  readonly wishes: readonly Wish[];
}): Wish[] {
  const shares = wishes.filter((wish) => wish.failsafeKw > 0);
  const loads = new RowLoads(grid, remaining, fixedKw);
  for (const { index, failsafeKw } of shares) loads.add(index, failsafeKw);
  return shares.filter(({ index }) => loads.fits(index, 0));
}

/**
 * Within a priority: who is in its dwell keeps its place; who waited for a dwell takes the place of who had one, unless that one cannot
 * afford a pause; newcomers queue behind. The largest laxity goes first among those who must go.
 */
const RANK = {
  dwelling: 0,
  urgentWaiting: 1,
  urgentCharging: 2,
  waited: 3,
  charging: 4,
  newcomer: 5,
  resting: 6,
} as const;

function rankOf({ session, laxityH }: Wish, atMs: number, { dwellOnMs, dwellOffMs }: AllocateSettings): number {
  const urgent = laxityH * 3_600_000 < dwellOnMs;
  if (session.admitted) {
    // Without a time it has been charging for long.
    const onMs = atMs - (session.admittedSinceMs ?? Number.NEGATIVE_INFINITY);
    if (onMs < dwellOnMs) return RANK.dwelling;
    return urgent ? RANK.urgentCharging : RANK.charging;
  }
  if (session.pausedSinceMs !== undefined && atMs - session.pausedSinceMs < dwellOffMs) return RANK.resting;
  const waitedMs = atMs - (session.pausedSinceMs ?? session.arrivedAtMs);
  if (waitedMs < dwellOnMs) return RANK.newcomer;
  return urgent ? RANK.urgentWaiting : RANK.waited;
}

function byUrgency(a: Wish, b: Wish): number {
  return (
    a.laxityH - b.laxityH || a.session.arrivedAtMs - b.session.arrivedAtMs || (a.connector.id < b.connector.id ? -1 : 1)
  );
}
