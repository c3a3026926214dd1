import { tableOf, mergedTable, type ClassTable } from './class-table.ts';
import type { Choice, GroupedRow } from './choices.ts';
import { MOST_ENTRIES } from './rounding-bounds.ts';
import { totalsTest } from './totals-test.ts';

/** A table, and how its total loads the rows. */
export type StepClass = {
  readonly table: ClassTable;
  readonly stepKw: number;
  /** Row unit per step, by group. */
  readonly perStep: ReadonlyMap<number, number>;
};

/**
 * Connectors with the same rows make a class; a row of one class alone only bounds its total, and classes that differ by nothing else become one. So a
 * tree of plain rows with equal steps collapses to a single class, exactly, and a three-phase site to its lines.
 * Undefined when a least step does not fit or the tables would be too large.
 */
export function classesOf(
  choices: readonly Choice[],
  rows: readonly GroupedRow[],
  loads: ArrayLike<number>,
): { readonly classes: readonly StepClass[]; readonly shared: readonly GroupedRow[] } | undefined {
  let classes = firstClasses(choices, rows, loads);
  let shared = rows;
  while (classes !== undefined) {
    const now: readonly StepClass[] = classes;
    shared = shared.filter((row) => now.filter(({ perStep }) => touches(row, perStep)).length > 1);
    const merged = mergeAlike(now, shared, loads);
    if (merged?.length === now.length) return { classes: now, shared };
    classes = merged;
  }
  return undefined;
}

function firstClasses(
  choices: readonly Choice[],
  rows: readonly GroupedRow[],
  loads: ArrayLike<number>,
): readonly StepClass[] | undefined {
  const alike = groupBy([...choices.keys()], (k) => {
    const { stepKw = 0, groups = [], perKw = [] } = choices[k] ?? {};
    return signature(stepKw, groups, perKw);
  });
  const classes: StepClass[] = [];
  let entries = 0;
  for (const members of alike) {
    const { stepKw = 0, groups = [], perKw = [] } = choices[members[0] ?? -1] ?? {};
    const perStep = new Map(groups.map((group, k) => [group, (perKw[k] ?? 0) * stepKw]));
    const sum = members.reduce((all, member) => all + (choices[member]?.steps.at(-1) ?? 0), 0);
    const most = largestTotal({ sum, perStep, rows, loads });
    entries += most * members.reduce((all, member) => all + (choices[member]?.steps.length ?? 0), 0);
    const table = most < 0 || entries > MOST_ENTRIES ? undefined : tableOf(choices, members, most);
    if (table === undefined) return undefined;
    classes.push({ table, stepKw, perStep });
  }
  return classes;
}

/** Classes that weigh alike in the rows that are still shared become one; the same list when none do. */
function mergeAlike(
  classes: readonly StepClass[],
  shared: readonly GroupedRow[],
  loads: ArrayLike<number>,
): readonly StepClass[] | undefined {
  const groups = new Set(shared.flatMap((row) => row.groups.map((_, g) => row.first + g)));
  const trimmed = classes.map((one) => ({
    ...one,
    perStep: new Map([...one.perStep].filter(([group]) => groups.has(group))),
  }));
  const merged: StepClass[] = [];
  for (const parts of groupBy(trimmed, ({ stepKw, perStep }) =>
    signature(stepKw, [...perStep.keys()], [...perStep.values()]),
  )) {
    const [one] = parts;
    if (one === undefined) continue;
    const { stepKw, perStep } = one;
    const sum = parts.reduce((all, { table }) => all + table.worth.length - 1, 0);
    const most = parts.length === 1 ? sum : largestTotal({ sum, perStep, rows: shared, loads });
    if (most < 0 || most * sum > MOST_ENTRIES) return undefined;
    const tables = parts.map((part) => part.table);
    const table = parts.length === 1 ? one.table : mergedTable(tables, most);
    if (table === undefined) return undefined;
    merged.push({ table, stepKw, perStep });
  }
  return merged;
}

/** The largest total that every row bears when nobody else in it takes a step, -1 when not even 0; loads grow with the total, so it is bisected. */
function largestTotal({
  sum,
  perStep,
  rows,
  loads,
}: {
  readonly sum: number;
  readonly perStep: ReadonlyMap<number, number>;
  readonly rows: readonly GroupedRow[];
  readonly loads: ArrayLike<number>;
}): number {
  const touched = rows.filter((row) => touches(row, perStep));
  const bears = totalsTest({ classes: [{ perStep }], rows: touched, loads });
  let low = -1;
  let high = sum;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bears(middle, 0, 0)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function touches({ first, groups }: GroupedRow, perStep: ReadonlyMap<number, number>): boolean {
  return groups.some((_, g) => perStep.has(first + g));
}

/** Equal for equal weights, whatever the rounding of their computation. */
function signature(stepKw: number, groups: readonly number[], weights: readonly number[]): string {
  return `${stepKw.toPrecision(9)}|${groups.map((group, k) => `${group}:${(weights[k] ?? 0).toPrecision(9)}`).join(',')}`;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const alike = found.get(key);
    if (alike === undefined) found.set(key, [item]);
    else alike.push(item);
  }
  return [...found.values()];
}
