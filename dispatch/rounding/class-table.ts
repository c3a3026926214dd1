import type { Choice } from './choices.ts';

/**
 * Connectors that weigh alike in every row that they share with others: for each total of steps the best way to reach at most that total.
 * Made once, read by `assign`.
 */
export type ClassTable = {
  /** Worth of the best way to use at most this many steps; ascending by total. */
  readonly worth: Float64Array;
  /** The total that `worth` is reached at, <= index. */
  readonly reachedAt: Int32Array;
  readonly stages: readonly Stage[];
};

/** One after another was added; `taken` says per total how many steps it took. */
type Stage =
  | { readonly choice: number; readonly taken: Int32Array }
  | { readonly part: ClassTable; readonly taken: Int32Array };

/**
 * The table of `members` (indexes into `choices`) for totals up to `most`, by dynamic programming over the steps of one after another: exact. Undefined when
 * even their least steps exceed `most`.
 */
export function tableOf(choices: readonly Choice[], members: readonly number[], most: number): ClassTable | undefined {
  let worth = new Float64Array(most + 1).fill(-Infinity);
  worth[0] = 0;
  const stages = members.map((member): Stage => {
    const { steps = [], worth: worths = [] } = choices[member] ?? {};
    const next = new Float64Array(most + 1).fill(-Infinity);
    const taken = new Int32Array(most + 1);
    for (let k = 0; k < steps.length; k += 1) {
      const step = steps[k] ?? 0;
      const gain = worths[k] ?? 0;
      takeStep({ worth, next, taken }, step, gain);
    }
    worth = next;
    return { choice: member, taken };
  });
  return best(worth, stages);
}

/** The table of several classes as one, for totals up to `most`. */
export function mergedTable(parts: readonly ClassTable[], most: number): ClassTable | undefined {
  let worth = new Float64Array(most + 1).fill(-Infinity);
  worth[0] = 0;
  const stages = parts.map((part): Stage => {
    const next = new Float64Array(most + 1).fill(-Infinity);
    const taken = new Int32Array(most + 1);
    for (let step = 0; step < Math.min(part.worth.length, most + 1); step += 1) {
      const gain = part.worth[step] ?? -Infinity;
      takeStep({ worth, next, taken }, step, gain);
    }
    worth = next;
    return { part, taken };
  });
  return best(worth, stages);
}

/** Brings every total that `step` more than a total of `worth` reaches to what that is worth, where it is worth more. */
function takeStep(
  { worth, next, taken }: { readonly worth: Float64Array; readonly next: Float64Array; readonly taken: Int32Array },
  step: number,
  gain: number,
): void {
  for (let total = step; total < next.length; total += 1) {
    const reached = (worth[total - step] ?? -Infinity) + gain;
    if (reached <= (next[total] ?? -Infinity)) continue;
    next[total] = reached;
    taken[total] = step;
  }
}

/** Writes the steps of each choice of the class into `chosen` for a total of at most `total` steps. */
export function assign(table: ClassTable, total: number, chosen: Int32Array): void {
  let left = table.reachedAt[total] ?? 0;
  for (const stage of table.stages.toReversed()) {
    const taken = stage.taken[left] ?? 0;
    if ('part' in stage) assign(stage.part, taken, chosen);
    else chosen[stage.choice] = taken;
    left -= taken;
  }
}

/** The choices in the class. */
export function membersOf({ stages }: ClassTable): readonly number[] {
  return stages.flatMap((stage) => ('part' in stage ? membersOf(stage.part) : [stage.choice]));
}

/** Totals that nothing reaches, or less well than a smaller one, stand for the best smaller one. */
function best(exact: Float64Array, stages: readonly Stage[]): ClassTable | undefined {
  const worth = exact.slice();
  const reachedAt = new Int32Array(exact.length);
  for (let total = 1; total < exact.length; total += 1) {
    const before = worth[total - 1] ?? -Infinity;
    const isBetter = (exact[total] ?? -Infinity) > before;
    reachedAt[total] = isBetter ? total : (reachedAt[total - 1] ?? 0);
    if (!isBetter) worth[total] = before;
  }
  return (worth.at(-1) ?? -Infinity) === -Infinity ? undefined : { worth, reachedAt, stages };
}
