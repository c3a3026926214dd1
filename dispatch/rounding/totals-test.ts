import { ROW_TOLERANCE } from '../grid/index.ts';
import type { GroupedRow } from './choices.ts';
import type { StepClass } from './classes.ts';

/** Numbers of a subset: what it carries already and each class adds a step (re, im), and the square of its room. */
const STRIDE = 9;

/**
 * Whether all rows hold at given totals of at most three classes. Every subset of every row is a vector that grows with the totals; they are written out once, because
 * thousands of totals are asked about.
 */
export function totalsTest({
  classes,
  rows,
  loads,
}: {
  readonly classes: readonly (Pick<StepClass, 'perStep'> | undefined)[];
  readonly rows: readonly GroupedRow[];
  readonly loads: ArrayLike<number>;
}): (a: number, b: number, c: number) => boolean {
  const subsets = Float64Array.from(rows.flatMap((row) => subsetsOf(row, classes, loads)));
  // A negative room bears nothing, not its square.
  const hopeless = rows.some(({ room }) => !(room + ROW_TOLERANCE >= 0));
  return (a, b, c) => {
    if (hopeless) return false;
    for (let at = 0; at < subsets.length; at += STRIDE) {
      const part = (k: number): number =>
        (subsets[at + k] ?? 0) +
        a * (subsets[at + k + 2] ?? 0) +
        b * (subsets[at + k + 4] ?? 0) +
        c * (subsets[at + k + 6] ?? 0);
      const re = part(0);
      const im = part(1);
      if (!(re * re + im * im <= (subsets[at + 8] ?? 0))) return false;
    }
    return true;
  };
}

function subsetsOf(
  { groups, first, room }: GroupedRow,
  classes: readonly (Pick<StepClass, 'perStep'> | undefined)[],
  loads: ArrayLike<number>,
): number[] {
  const numbers: number[] = [];
  const most = room + ROW_TOLERANCE;
  for (let subset = 1; subset < 1 << groups.length; subset += 1) {
    const sums = new Float64Array(STRIDE - 1);
    groups.forEach(({ re, im }, g) => {
      if ((subset & (1 << g)) === 0) return;
      const carried = [loads[first + g] ?? 0, ...classes.map((one) => one?.perStep.get(first + g) ?? 0)];
      carried.forEach((load, k) => {
        sums[2 * k] = (sums[2 * k] ?? 0) + re * load;
        sums[2 * k + 1] = (sums[2 * k + 1] ?? 0) + im * load;
      });
    });
    numbers.push(...sums, most * most);
  }
  return numbers;
}
