import { DEADBAND_SHARE } from './allocate-settings.ts';
import type { Desk, Part } from './desk.ts';
import { stepBelowKw } from '../grid/index.ts';

/**
 * The deadband: a change below 3 % or one step keeps the accepted limit, if that is on the charger's steps, within the bounds and, where it is
 * higher than the new one, if all rows bear it. `loads` carries `limitKw`; both are brought to the result.
 */
export function holdSteady(desk: Desk, { open }: Part): void {
  const { grid, wishes, loads, limitKw } = desk;
  const higher: number[] = [];
  // Those that stay lower first: they make room for those that stay higher.
  for (const i of open) {
    if (!isNear(desk, i)) continue;
    const accepted = wishes.acceptedKw[i] ?? 0;
    const more = accepted - (limitKw[i] ?? 0);
    if (more > 0) higher.push(grid.table.rankOfId[i] ?? 0);
    else if (more < 0) loads.add(i, more);
    if (more <= 0) limitKw[i] = accepted;
  }
  // By id, not by the order of the grid.
  for (const rank of Int32Array.from(higher).sort()) {
    const i = grid.table.atRank[rank] ?? 0;
    const accepted = wishes.acceptedKw[i] ?? 0;
    const more = accepted - (limitKw[i] ?? 0);
    if (!loads.fits(i, more)) continue;
    loads.add(i, more);
    limitKw[i] = accepted;
  }
}

function isNear({ grid, wishes, limitKw, upperKw }: Desk, i: number): boolean {
  const accepted = wishes.acceptedKw[i] ?? Number.NaN;
  if (Number.isNaN(accepted)) return false;
  const newKw = limitKw[i] ?? 0;
  // A thousandth less than the band: exactly one step is a change, and so is every start and pause.
  const bandKw = Math.max(DEADBAND_SHARE * newKw, grid.table.unitKw[i] ?? 0);
  if (!(Math.abs(newKw - accepted) < bandKw * 0.999)) return false;
  const onStep = Math.abs(stepBelowKw(grid.table, i, accepted) - accepted) <= 1e-6 * accepted;
  return onStep && accepted <= (upperKw[i] ?? 0) * (1 + 1e-6);
}
