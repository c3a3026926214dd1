import { DEADBAND_SHARE } from './allocate-settings.ts';
import type { Connector } from '../grid/index.ts';
import { kwPerA } from '../grid/index.ts';
import { floorToStepKw } from './quantize.ts';
import type { RowLoads } from './row-loads.ts';
import type { Wish } from './wishes.ts';

/**
 * The deadband: a change below 3 % or one step keeps the accepted limit, if that is on the charger's steps, within the bounds and, where it is
 * higher than the new one, if all rows bear it. `loads` carries `steppedKw` and is brought to the result.
 */
export function holdSteady({
  wishes,
  steppedKw,
  upperKw,
  loads,
}: {
  readonly wishes: readonly Wish[];
  readonly steppedKw: Float64Array;
  readonly upperKw: ArrayLike<number>;
  readonly loads: RowLoads;
}): Float64Array {
  const limitKw = steppedKw.slice();
  const near = wishes.filter((wish) => isNear(wish, steppedKw[wish.index] ?? 0, upperKw[wish.index] ?? 0));
  // Those that stay lower first: they make room for those that stay higher. Then by id, not by the order of the grid.
  const moreKw = (wish: Wish): number => (wish.snapshot.acceptedKw ?? 0) - (steppedKw[wish.index] ?? 0);
  near.sort((a, b) => Math.sign(moreKw(a)) - Math.sign(moreKw(b)) || (a.connector.id < b.connector.id ? -1 : 1));
  for (const wish of near) {
    const more = moreKw(wish);
    if (more > 0 && !loads.fits(wish.index, more)) continue;
    loads.add(wish.index, more);
    limitKw[wish.index] = wish.snapshot.acceptedKw ?? 0;
  }
  return limitKw;
}

function isNear({ connector, snapshot }: Wish, newKw: number, upperKw: number): boolean {
  const { acceptedKw } = snapshot;
  if (acceptedKw === undefined) return false;
  // A thousandth less than the band: exactly one step is a change, and so is every start and pause.
  if (!(Math.abs(newKw - acceptedKw) < deadbandKw(connector, newKw) * 0.999)) return false;
  const onStep = Math.abs(floorToStepKw(connector, acceptedKw) - acceptedKw) <= 1e-6 * acceptedKw;
  return onStep && acceptedKw <= upperKw * (1 + 1e-6);
}

function deadbandKw(connector: Connector, newKw: number): number {
  return Math.max(DEADBAND_SHARE * newKw, kwPerA(connector) ?? 0.1);
}
