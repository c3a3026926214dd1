import type { Desk, Part } from './desk.ts';
import { RESTING } from './rank.ts';
import { MOST_STEPS, bestSteps, stepWorths, type Choice } from '../rounding/index.ts';
import { floorToStepKw, nextStepKw } from '../grid/index.ts';
import type { GridSnapshot } from '../snapshot.ts';
import type { Moment } from './wishes.ts';

/**
 * Where the plan says what a kWh is worth to each car and a phasor row may bind: the worthiest steps that all rows bear, written into `limitKw`, in place of
 * admission, levels and rounding one after the other, which lose what no longer fits between the lines. The dwell at the charger's minimum and protected floors
 * are kept, priorities are not mixed. `loads` of the part's rows is left at the result. False = nothing done: no such plan or rows, or too large to be exact.
 */
export function takePricedSteps(
  desk: Desk,
  part: Part,
  { plan, slot, atMs, settings }: Moment,
  snapshot: GridSnapshot,
): boolean {
  const { grid, wishes, remaining, loads, limitKw, floorKw } = desk;
  const { open, rows } = part;
  const worthOf = plan?.worthPerKwh;
  const hours = ((plan?.slotStartMs[slot + 1] ?? atMs) - atMs) / 3_600_000;
  const phasor = rows.some((row) => (grid.rows[row]?.groups.length ?? 0) > 1);
  if (worthOf === undefined || slot < 0 || !(hours > 0) || !phasor || !settings.surplus) return false;
  if (open.some((i) => wishes.priority[i] !== wishes.priority[open[0] ?? 0])) return false;
  const worths = Float64Array.from(worthOf.values()).sort();
  const dearest = worths.at(-1) ?? 0;
  const usual = worths[worths.length >> 1] ?? 0;
  if (!(usual > 0 && dearest < Infinity)) return false;

  const choices: Choice[] = [];
  for (const i of open) {
    const steps = stepsOf(desk, i);
    if (steps === undefined) return false;
    const connector = grid.connectors[i];
    const remainingKwh = snapshot.connectors[i]?.session?.remainingKwh ?? 0;
    const stepKw = 1 / (grid.table.stepsPerKw[i] ?? 1);
    // A car that the plan has not seen yet counts as the dearest.
    const worthPerKwh = (connector && worthOf.get(connector.id)) ?? dearest;
    const car = { stepKw, steps, remainingKwh, worthPerKwh, plannedKw: wishes.plannedKw[i] ?? Number.NaN };
    const { group, perKw, start, end } = desk.places;
    const [from, to] = [start[i] ?? 0, end[i] ?? 0];
    choices.push({
      stepKw,
      steps,
      worth: stepWorths(car, { hours, usual }),
      groups: [...group.subarray(from, to)],
      perKw: [...perKw.subarray(from, to)],
    });
  }

  const { firstGroup } = grid.places;
  const chosen = bestSteps({
    choices,
    rows: Array.from(rows, (row) => ({
      groups: grid.rows[row]?.groups ?? [],
      first: firstGroup[row] ?? 0,
      room: remaining[row] ?? 0,
    })),
    loads: fixedSums(desk, part),
    nearKw: Array.from(open, (i) => wishes.plannedKw[i] ?? 0).map((kw) => (kw >= 0 ? kw : 0)),
  });
  if (chosen === undefined) return false;
  loads.clear(rows);
  for (const i of part.fixed) loads.add(i, floorKw[i] ?? 0);
  open.forEach((i, k) => {
    limitKw[i] = (chosen[k] ?? 0) * (choices[k]?.stepKw ?? 0);
    desk.upperKw[i] = wishes.upperKw[i] ?? 0;
    desk.bindingRow[i] = -1;
    loads.add(i, limitKw[i] ?? 0);
  });
  return true;
}

/** What the connectors that are not decided here load each group with. */
function fixedSums({ grid, places, floorKw }: Desk, { fixed }: Part): Float64Array {
  const sums = new Float64Array(grid.places.firstGroup[grid.rows.length] ?? 0);
  for (const i of fixed) {
    for (let k = places.start[i] ?? 0; k < (places.end[i] ?? 0); k += 1) {
      const group = places.group[k] ?? 0;
      sums[group] = (sums[group] ?? 0) + (floorKw[i] ?? 0) * (places.perKw[k] ?? 0);
    }
  }
  return sums;
}

/** The steps that may be given now, in multiples of the charger's unit: floors and dwell leave out the low ones, a rest all but 0. Undefined = too many. */
function stepsOf({ grid, wishes }: Desk, i: number): readonly number[] | undefined {
  const connector = grid.connectors[i];
  const perKw = grid.table.stepsPerKw[i] ?? 0;
  const upperKw = wishes.upperKw[i] ?? 0;
  if (connector === undefined || upperKw * perKw > MOST_STEPS) return undefined;
  const stays = wishes.rank[i] === 0 && (wishes.acceptedKw[i] ?? 0) > 0;
  const floorKw = Math.max(
    floorToStepKw(connector, Math.min(upperKw, wishes.failsafeKw[i] ?? 0)),
    wishes.protectedKw[i] ?? 0,
    stays ? (wishes.leastKw[i] ?? 0) : 0,
  );
  const steps = floorKw > 0 ? [Math.round(floorKw * perKw)] : [0];
  if (wishes.rank[i] === RESTING) return steps;
  for (let kw = nextStepKw(connector, floorKw); kw !== undefined && kw <= upperKw * (1 + 1e-6);) {
    steps.push(Math.round(kw * perKw));
    kw = nextStepKw(connector, kw);
  }
  return steps;
}
