import type { Connector } from '../grid/index.ts';
import { kwPerA } from '../grid/index.ts';
import type { RowLoads } from './row-loads.ts';

/** Relative: 6 A that went through kW and back is still 6 A, not 5. */
const STEP_TOLERANCE = 1e-6;
/** DC chargers take limits in tenths of a kW (OCPP's one decimal of a watt profile in practice: 100 W). */
const DC_STEPS_PER_KW = 10;

/** The largest step <= `powerKw` that the charger accepts: 0 or >= its minimum. */
export function floorToStepKw(connector: Connector, powerKw: number): number {
  if (!(powerKw > 0)) return 0;
  const { perKw, allowed } = scale(connector);
  const steps = powerKw * perKw;
  const most = Math.floor(steps + STEP_TOLERANCE * Math.max(1, steps));
  const step = allowed === undefined ? most : (allowed.findLast((one) => one <= steps * (1 + STEP_TOLERANCE)) ?? 0);
  const limitKw = step / perKw;
  return step > 0 && limitKw >= connector.minimumKw * (1 - STEP_TOLERANCE) ? limitKw : 0;
}

/** The least step above `limitKw` (itself a step): its minimum when it is 0; undefined at the top of a charger's set. */
export function nextStepKw(connector: Connector, limitKw: number): number | undefined {
  const { perKw, allowed } = scale(connector);
  const above = Math.max(limitKw * perKw, connector.minimumKw * perKw * (1 - 2 * STEP_TOLERANCE) - STEP_TOLERANCE);
  const next =
    allowed === undefined
      ? Math.floor(above + STEP_TOLERANCE * Math.max(1, above)) + 1
      : allowed.find((one) => one > above * (1 + STEP_TOLERANCE));
  return next === undefined ? undefined : next / perKw;
}

/** The least power that can be offered at all: the first step >= `minimumKw`; undefined when the charger's set has none. */
export function leastStepKw(connector: Connector): number | undefined {
  return nextStepKw(connector, 0);
}

/**
 * Rounds `powerKw` (per connector index, for `indexes`) down to steps, then hands the left-over steps out by largest remainder, at most
 * one each, while all rows hold and `upperKw` is kept. `loads` must carry exactly `powerKw` and is brought to the result.
 * Returns a new array; entries outside `indexes` are unchanged.
 */
export function quantize({
  connectors,
  indexes,
  powerKw,
  upperKw,
  loads,
}: {
  readonly connectors: readonly Connector[];
  readonly indexes: readonly number[];
  readonly powerKw: Float64Array;
  readonly upperKw: ArrayLike<number>;
  readonly loads: RowLoads;
}): Float64Array {
  const roundedKw = powerKw.slice();
  const wanting: {
    readonly index: number;
    readonly id: string;
    readonly nextKw: number;
    readonly remainder: number;
  }[] = [];
  for (const index of indexes) {
    const connector = connectors[index];
    const power = powerKw[index] ?? 0;
    if (connector === undefined) continue;
    let down = floorToStepKw(connector, power);
    // The tolerance may lift a hair above what the rows bear.
    if (down > power && !loads.fits(index, down - power))
      down = floorToStepKw(connector, power * (1 - 2 * STEP_TOLERANCE));
    loads.add(index, down - power);
    roundedKw[index] = down;
    // A paused car was refused as a whole; its minimum is not a left-over step.
    const nextKw = down > 0 && power > down ? nextStepKw(connector, down) : undefined;
    if (nextKw === undefined || nextKw > (upperKw[index] ?? 0) * (1 + STEP_TOLERANCE)) continue;
    // To a billionth, so that the order of summation does not decide between equals.
    const remainder = Math.round(((power - down) / (nextKw - down)) * 1e9) / 1e9;
    if (remainder > 0) wanting.push({ index, id: connector.id, nextKw, remainder });
  }
  wanting.sort((a, b) => b.remainder - a.remainder || (a.id < b.id ? -1 : 1));
  for (const { index, nextKw } of wanting) {
    const moreKw = nextKw - (roundedKw[index] ?? 0);
    if (!loads.fits(index, moreKw)) continue;
    loads.add(index, moreKw);
    roundedKw[index] = nextKw;
  }
  return roundedKw;
}

/** Steps per kW, and the set of steps where not every whole one is accepted. */
function scale(connector: Connector): { readonly perKw: number; readonly allowed: readonly number[] | undefined } {
  const ampereKw = kwPerA(connector);
  if (connector.allowedA === undefined && connector.stepKw !== undefined) {
    return { perKw: 1 / connector.stepKw, allowed: undefined };
  }
  if (ampereKw === undefined) return { perKw: DC_STEPS_PER_KW, allowed: undefined };
  return { perKw: 1 / ampereKw, allowed: connector.allowedA };
}
