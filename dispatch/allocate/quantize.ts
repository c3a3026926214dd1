import type { Desk, Part } from './desk.ts';
import { STEP_TOLERANCE, stepAboveKw, stepBelowKw } from '../grid/index.ts';

/** Remainders are compared to a billionth, so that the order of summation does not decide between equals. */
const REMAINDERS = 1e9;
/** Room for the place of an id below a remainder: 2^20 > 1,000,000 connectors, and 1e9 x 2^20 < 2^53 is exact. */
const IDS = 2 ** 20;

/**
 * Rounds `powerKw` down to the chargers' steps into `limitKw`, then hands the left-over steps out by largest remainder, then by id, at most one
 * each, while all rows hold and `upperKw` is kept. Leaves `loads` of the part's rows at the result.
 */
export function quantize(desk: Desk, { open, fixed, rows }: Part): void {
  const { grid, loads, limitKw, powerKw, floorKw } = desk;
  loads.clear(rows);
  for (const i of fixed) loads.add(i, floorKw[i] ?? 0);
  for (const i of open) loads.add(i, powerKw[i] ?? 0);
  const wanting = new Float64Array(open.length);
  let count = 0;
  for (const i of open) {
    const remainder = roundDown(desk, i);
    if (!(remainder > 0)) continue;
    wanting[count] = (REMAINDERS - remainder) * IDS + (grid.table.rankOfId[i] ?? 0);
    count += 1;
  }
  for (const key of wanting.subarray(0, count).sort()) {
    const i = grid.table.atRank[key % IDS] ?? 0;
    const downKw = limitKw[i] ?? 0;
    const nextKw = stepAboveKw(grid.table, i, downKw);
    if (nextKw === undefined || !loads.fits(i, nextKw - downKw)) continue;
    loads.add(i, nextKw - downKw);
    limitKw[i] = nextKw;
  }
}

/** Writes the step below the share; returns the remainder in billionths of the next step, 0 where that step is not wanted. */
function roundDown({ grid: { table }, loads, limitKw, powerKw, upperKw }: Desk, i: number): number {
  const power = powerKw[i] ?? 0;
  let down = stepBelowKw(table, i, power);
  // The tolerance may lift a hair above what the rows bear.
  if (down > power && !loads.fits(i, down - power)) down = stepBelowKw(table, i, power * (1 - 2 * STEP_TOLERANCE));
  if (down !== power) loads.add(i, down - power);
  limitKw[i] = down;
  // A paused car was refused as a whole; its minimum is not a left-over step.
  if (!(down > 0) || !(power > down)) return 0;
  const nextKw = stepAboveKw(table, i, down);
  if (nextKw === undefined || nextKw > (upperKw[i] ?? 0) * (1 + STEP_TOLERANCE)) return 0;
  return Math.round(((power - down) / (nextKw - down)) * REMAINDERS);
}
