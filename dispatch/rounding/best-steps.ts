import { bestTotals } from './best-totals.ts';
import type { Choice, GroupedRow } from './choices.ts';
import { assign, membersOf } from './class-table.ts';
import { classesOf } from './classes.ts';
import { MOST_CLASSES, MOST_STEPS } from './rounding-bounds.ts';

export type RoundingProblem = {
  readonly choices: readonly Choice[];
  readonly rows: readonly GroupedRow[];
  /** What each group carries already, by group number, in the row's unit. */
  readonly loads: ArrayLike<number>;
  /** Where to look first: kW per choice. */
  readonly nearKw: ArrayLike<number>;
};

/**
 * The worthiest steps that all rows bear, one per choice, in multiples of its `stepKw`.
 * A dynamic programme over the steps of connectors that weigh alike, then the best whole-numbered totals of the classes: exact where the rows leave at most
 * `MOST_CLASSES` classes and the tables stay small. Undefined where they do not, or where even the least steps do not fit: then round in another way.
 */
export function bestSteps({ choices, rows, loads, nearKw }: RoundingProblem): Int32Array | undefined {
  if (choices.some(({ steps }) => steps.length > MOST_STEPS)) return undefined;
  const found = classesOf(choices, rows, loads);
  if (found === undefined || found.classes.length > MOST_CLASSES) return undefined;
  const { classes, shared } = found;
  const near = classes.map(({ table, stepKw }) =>
    membersOf(table).reduce((sum, member) => sum + (nearKw[member] ?? 0) / stepKw, 0),
  );
  const totals = bestTotals(classes, { rows: shared, loads, near });
  if (totals === undefined) return undefined;
  const chosen = new Int32Array(choices.length);
  classes.forEach(({ table }, k) => assign(table, totals[k] ?? 0, chosen));
  return chosen;
}
