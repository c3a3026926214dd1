import type { AllocateSettings } from './allocate-settings.ts';
import type { Desk, Part } from './desk.ts';
import { waterLevels } from './water-levels.ts';

/**
 * What everyone in the part gets above the floors (`admitFloors`) before it is rounded to steps: `upperKw`, `powerKw` and `bindingRow` of the desk.
 * Lexicographic: the plan or least laxity, surplus. The total grows with the root's capacity in kW.
 */
export function shareOut(desk: Desk, part: Part, settings: AllocateSettings): void {
  boundAbove(desk, part, settings);
  level(desk, part);
}

/** The most each connector may get after admission: nothing when paused, the plan where surplus is not wanted, never below the floor. */
function boundAbove({ wishes, floorKw, upperKw }: Desk, { open }: Part, settings: AllocateSettings): void {
  for (const i of open) {
    const floor = floorKw[i] ?? 0;
    const planned = wishes.plannedKw[i] ?? Number.NaN;
    const wantedKw = settings.surplus || Number.isNaN(planned) ? (wishes.upperKw[i] ?? 0) : planned;
    upperKw[i] = floor === 0 ? 0 : Math.max(floor, wantedKw);
  }
}

/**
 * Tiers 1 and 2 by water levels. Both share by smoothed least laxity (Nakahira, Chen, Chen, Low: Smoothed least-laxity-first algorithm for
 * EV charging, e-Energy 2017): x = r (level - laxity + 1) within the bounds; a car with an hour less to spare gets r more.
 * r = weight x nameplate, not what the car takes now: else an override or a reclaimed offer would also shrink its claim to what is left.
 * Tier 1 goes up to the plan (without a plan up to the maximum), tier 2 up to `upperKw`.
 */
function level(desk: Desk, part: Part): void {
  const { grid, wishes, floorKw, upperKw, planKw, slopeKw, offsetKw, powerKw } = desk;
  let surplus = false;
  for (const i of part.open) {
    const claimKw = grid.table.claimKw[i] ?? 0;
    const planned = wishes.plannedKw[i] ?? Number.NaN;
    const upper = upperKw[i] ?? 0;
    slopeKw[i] = claimKw;
    offsetKw[i] = claimKw * (1 - (wishes.laxityH[i] ?? 0));
    planKw[i] = Number.isNaN(planned) ? upper : Math.min(upper, Math.max(floorKw[i] ?? 0, planned));
    surplus ||= (planKw[i] ?? 0) < upper;
  }
  const problem = { ...desk, grid: { rows: grid.rows, places: desk.places }, part };
  if (!surplus) {
    waterLevels({ ...problem, lowerKw: floorKw, upperKw });
    return;
  }
  const { plannedKw } = desk;
  waterLevels({ ...problem, lowerKw: floorKw, upperKw: planKw, powerKw: plannedKw });
  waterLevels({ ...problem, lowerKw: plannedKw, upperKw, powerKw });
}
