import { DEADBAND_SHARE } from './allocate-settings.ts';
import type { Desk, Part } from './desk.ts';
import { stepBelowKw } from '../grid/index.ts';

/**
 * The deadband: a change below 3 % or one step keeps the accepted limit, if that is on the charger's steps, within the bounds and, where it is
 * higher than the new one, if all rows bear it. What the others leave to those that stay higher is not lost; of what nobody takes, at most one
 * band stays unused in a part, however many small increases there are: what is held back beyond that is handed out, the largest first.
 * `loads` carries `limitKw`; both are brought to the result.
 */
export function holdSteady(desk: Desk, { open }: Part): void {
  const { grid, wishes, loads, limitKw } = desk;
  const { rankOfId, atRank } = grid.table;
  const higher: number[] = [];
  const lower: Raise[] = [];
  // Those that stay lower first: they make room for those that stay higher.
  for (const i of open) {
    if (!isNear(desk, i)) continue;
    const accepted = wishes.acceptedKw[i] ?? 0;
    const toKw = limitKw[i] ?? 0;
    const moreKw = toKw - accepted;
    if (moreKw < 0) higher.push(rankOfId[i] ?? 0);
    else limitKw[i] = accepted;
    if (!(moreKw > 0)) continue;
    loads.add(i, -moreKw);
    if (desk.places.start[i] !== desk.places.end[i]) lower.push({ i, toKw, moreKw });
  }
  // By id, not by the order of the grid.
  for (const rank of Int32Array.from(higher).sort()) {
    const i = atRank[rank] ?? 0;
    const accepted = wishes.acceptedKw[i] ?? 0;
    const moreKw = accepted - (limitKw[i] ?? 0);
    if (!loads.fits(i, moreKw)) continue;
    loads.add(i, moreKw);
    limitKw[i] = accepted;
  }
  if (lower.length > 1) handOut(desk, lower);
}

/** An increase that the deadband holds back. */
type Raise = { readonly i: number; readonly toKw: number; readonly moreKw: number };

function handOut({ grid: { table }, loads, limitKw }: Desk, lower: Raise[]): void {
  lower.sort((a, b) => b.moreKw - a.moreKw || (table.rankOfId[a.i] ?? 0) - (table.rankOfId[b.i] ?? 0));
  let unusedKw = 0;
  for (const { i, moreKw } of lower) if (loads.fits(i, moreKw)) unusedKw += moreKw;
  for (const { i, toKw, moreKw } of lower) {
    if (unusedKw < bandKw(table.unitKw[i] ?? 0, toKw)) return;
    if (!loads.fits(i, moreKw)) continue;
    loads.add(i, moreKw);
    limitKw[i] = toKw;
    unusedKw -= moreKw;
  }
}

function isNear({ grid, wishes, limitKw, upperKw }: Desk, i: number): boolean {
  const accepted = wishes.acceptedKw[i] ?? Number.NaN;
  if (Number.isNaN(accepted)) return false;
  const newKw = limitKw[i] ?? 0;
  if (!(Math.abs(newKw - accepted) < bandKw(grid.table.unitKw[i] ?? 0, newKw))) return false;
  const onStep = Math.abs(stepBelowKw(grid.table, i, accepted) - accepted) <= 1e-6 * accepted;
  return onStep && accepted <= (upperKw[i] ?? 0) * (1 + 1e-6);
}

/** A thousandth less than the band: exactly one step is a change, and so is every start and pause. */
function bandKw(unitKw: number, newKw: number): number {
  return 0.999 * Math.max(DEADBAND_SHARE * newKw, unitKw);
}
