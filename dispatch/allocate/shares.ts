import { admitFloors } from './admit.ts';
import type { AllocateSettings } from './allocate-settings.ts';
import type { CompiledGrid } from '../grid/index.ts';
import type { GridSnapshot } from '../snapshot.ts';
import type { Levels } from './water-levels.ts';
import { waterLevels } from './water-levels.ts';
import type { Wish } from './wishes.ts';
import { fixedLoads, wishesOf } from './wishes.ts';

/** What everyone gets before it is rounded to steps. Arrays are per connector index in kW, `remaining` per row index in its unit. */
export type Shares = Levels & {
  readonly wishes: readonly Wish[];
  readonly remaining: Float64Array;
  /** The most each connector may get after admission and plan. */
  readonly upperKw: Float64Array;
};

/** Lexicographic: floors (`admitFloors`), the plan or least laxity, surplus. The total grows with the root's capacity in kW. */
export function sharesOf(snapshot: GridSnapshot, settings: AllocateSettings): Shares {
  const { grid, atMs } = snapshot;
  const remaining = remainingCapacity(snapshot);
  const fixedKw = fixedLoads(snapshot);
  const wishes = wishesOf(snapshot, settings);
  const floorKw = admitFloors({ grid, remaining, fixedKw, wishes, atMs, settings });
  const upperKw = upperBounds({ floorKw, wishes, settings });
  return { wishes, remaining, upperKw, ...level({ grid, remaining, floorKw, upperKw, wishes }) };
}

/** limit - base per row; what is not a number or missing is 0. */
function remainingCapacity({ grid, capacity }: GridSnapshot): Float64Array {
  return Float64Array.from(grid.rows, (_, index) => {
    const { limit, base } = capacity[index] ?? { limit: 0, base: 0 };
    const remaining = limit - base;
    return Number.isNaN(remaining) ? 0 : remaining;
  });
}

/** The most each connector may get after admission: nothing when paused, the plan where surplus is not wanted, never below the floor. */
function upperBounds({
  floorKw,
  wishes,
  settings,
}: {
  readonly floorKw: Float64Array;
  readonly wishes: readonly Wish[];
  readonly settings: AllocateSettings;
}): Float64Array {
  const upperKw = floorKw.slice();
  for (const wish of wishes) {
    const floor = floorKw[wish.index] ?? 0;
    if (floor === 0) continue;
    const wantedKw = settings.surplus ? wish.upperKw : (wish.plannedKw ?? wish.upperKw);
    upperKw[wish.index] = Math.max(floor, wantedKw);
  }
  return upperKw;
}

/**
 * Tiers 1 and 2 by water levels. Both share by smoothed least laxity (Nakahira, Chen, Chen, Low: Smoothed least-laxity-first algorithm for
 * EV charging, e-Energy 2017): x = r (level - laxity + 1) within the bounds; a car with an hour less to spare gets r more.
 * r = weight x nameplate, not what the car takes now: else an override or a reclaimed offer would also shrink its claim to what is left.
 * Tier 1 goes up to the plan (without a plan up to the maximum), tier 2 up to `upperKw`.
 */
function level({
  grid,
  remaining,
  floorKw,
  upperKw,
  wishes,
}: {
  readonly grid: CompiledGrid;
  readonly remaining: Float64Array;
  readonly floorKw: Float64Array;
  readonly upperKw: Float64Array;
  readonly wishes: readonly Wish[];
}): Levels {
  const slopeKw = new Float64Array(floorKw.length);
  const offsetKw = new Float64Array(floorKw.length);
  const planKw = upperKw.slice();
  let surplus = false;
  for (const { index, connector, laxityH, plannedKw } of wishes) {
    const claimKw = connector.weight * connector.ratingKw;
    slopeKw[index] = claimKw;
    offsetKw[index] = claimKw * (1 - laxityH);
    if (plannedKw === undefined) continue;
    planKw[index] = Math.min(upperKw[index] ?? 0, Math.max(floorKw[index] ?? 0, plannedKw));
    surplus ||= (planKw[index] ?? 0) < (upperKw[index] ?? 0);
  }
  const planned = waterLevels({ grid, remaining, lowerKw: floorKw, upperKw: planKw, offsetKw, slopeKw });
  return surplus ? waterLevels({ grid, remaining, lowerKw: planned.powerKw, upperKw, offsetKw, slopeKw }) : planned;
}
