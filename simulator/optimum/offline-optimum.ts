import { compileGrid, type LinearProgram, type Solve } from '../../dispatch/index.ts';
import type { Magnitude } from '../baselines/index.ts';
import type { Scenario } from '../scenario.ts';
import { bundled, type Bundle, type BundleRow } from './site-rows.ts';
import { stayGroups, type StayGroup } from './stays.ts';

export type OfflineOptimum = {
  /** Nobody can deliver more: the optimum of a relaxation. */
  readonly mostKwh: number;
  /** This much really can be delivered: the same solution, shrunk until it keeps every row. */
  readonly reachableKwh: number;
  readonly programs: number;
};

/** Tangents each circle begins with; those that no load touches are left out. */
const FIRST_TANGENTS = 32;
/** Enough when both bounds differ by this share of all that is needed: 0.005 points. */
const GAP = 5e-5;
/** Below this a row is kept: rounding. */
const EXCESS = 1e-6;
const MAXIMUM_ROUNDS = 30;
const TIME_LIMIT_MS = 60_000;

/**
 * The most energy that anyone who knew the future could deliver on a site with any rows: a linear program per group of stays, its circles
 * |sum of line currents| <= limit cut by tangents, again where its solution is outside, until it is not (Kelley's cutting planes).
 * Continuous limits, ideal batteries. Rejects with an Error when the engine fails.
 */
export async function offlineOptimum(
  scenario: Scenario,
  { solve, magnitude = 'sum' }: { readonly solve: Solve; readonly magnitude?: Magnitude },
): Promise<OfflineOptimum> {
  const site = bundled(compileGrid(scenario.grid), magnitude);
  let total = { mostKwh: 0, reachableKwh: 0, programs: 0 };
  for (const group of stayGroups(scenario)) {
    const one = await groupOptimum(new GroupProgram(group, site), solve, scenario.name);
    total = {
      mostKwh: total.mostKwh + one.mostKwh,
      reachableKwh: total.reachableKwh + one.reachableKwh,
      programs: total.programs + one.programs,
    };
  }
  return total;
}

async function groupOptimum(group: GroupProgram, solve: Solve, name: string): Promise<OfflineOptimum> {
  for (let programs = 1; ; programs++) {
    const solution = await solve(group.program(), { timeLimitMs: TIME_LIMIT_MS });
    if (solution.status !== 'optimal')
      throw new Error(`optimum of ${name}: ${solution.engine} says ${solution.status}`);
    const mostKwh = solution.objective;
    const reachableKwh = group.cut(solution.x);
    if (mostKwh - reachableKwh <= GAP * group.needKwh || programs === MAXIMUM_ROUNDS)
      return { mostKwh, reachableKwh, programs };
  }
}

type Cut = { readonly slot: number; readonly row: BundleRow; readonly cos: number; readonly sin: number };

/** Columns: power of each stay in each of its intervals, then the sum of each bundle in each interval. */
class GroupProgram {
  readonly needKwh: number;
  readonly #group: StayGroup;
  readonly #bundles: readonly Bundle[];
  readonly #rows: readonly BundleRow[];
  readonly #cuts: Cut[] = [];
  /** First column of each stay. */
  readonly #first: number[] = [];
  readonly #powerColumns: number;
  readonly #bundleOf = new Map<number, number>();

  constructor(group: StayGroup, site: { readonly bundles: readonly Bundle[]; readonly rows: readonly BundleRow[] }) {
    this.#group = group;
    this.needKwh = group.stays.reduce((sum, stay) => sum + stay.needKwh, 0);
    this.#bundles = site.bundles;
    this.#rows = site.rows;
    site.bundles.forEach(({ connectors }, bundle) => connectors.forEach((one) => this.#bundleOf.set(one, bundle)));
    let columns = 0;
    for (const { from, to } of group.stays) {
      this.#first.push(columns);
      columns += to - from;
    }
    this.#powerColumns = columns;
    group.hours.forEach((_, slot) => this.#firstCuts(slot));
  }

  program(): LinearProgram {
    const { stays, hours } = this.#group;
    const columnCount = this.#powerColumns + this.#bundles.length * hours.length;
    const objective = new Float64Array(columnCount);
    const columnUpper = new Float64Array(columnCount).fill(Number.POSITIVE_INFINITY);
    const entries: { row: number; value: number }[][] = Array.from({ length: columnCount }, () => []);
    const sumRow = (bundle: number, slot: number): number => stays.length + bundle * hours.length + slot;
    const firstCut = stays.length + this.#bundles.length * hours.length;
    const rowCount = firstCut + this.#cuts.length;
    const rowLower = new Float64Array(rowCount).fill(Number.NEGATIVE_INFINITY);
    const rowUpper = new Float64Array(rowCount);
    stays.forEach(({ needKwh, mostKw, from, to, connector }, k) => {
      rowUpper[k] = needKwh;
      for (let slot = from; slot < to; slot++) {
        const column = (this.#first[k] ?? 0) + slot - from;
        const hour = hours[slot] ?? 0;
        objective[column] = hour;
        columnUpper[column] = mostKw;
        entries[column]?.push({ row: k, value: hour });
        entries[column]?.push({ row: sumRow(this.#bundleOf.get(connector) ?? -1, slot), value: 1 });
      }
    });
    this.#bundles.forEach((_, bundle) =>
      hours.forEach((__, slot) => {
        const row = sumRow(bundle, slot);
        rowLower[row] = 0;
        entries[this.#sumColumn(bundle, slot)]?.push({ row, value: -1 });
      }),
    );
    this.#cuts.forEach(({ slot, row, cos, sin }, k) => {
      rowUpper[firstCut + k] = row.limit;
      for (const { bundle, re, im } of row.terms)
        entries[this.#sumColumn(bundle, slot)]?.push({ row: firstCut + k, value: re * cos + im * sin });
    });
    return {
      columnCount,
      rowCount,
      objective,
      columnLower: new Float64Array(columnCount),
      columnUpper,
      rowLower,
      rowUpper,
      ...compressed(entries),
    };
  }

  /** Adds a tangent wherever the solution is outside a circle; returns what is left when every interval is shrunk to its rows. */
  cut(x: Float64Array): number {
    const { stays, hours } = this.#group;
    const shrink = hours.map((_, slot) => {
      let excess = 0;
      for (const row of this.#rows) {
        const { re, im } = this.#load(row, x, slot);
        const load = Math.hypot(re, im);
        const over = load / row.limit - 1;
        excess = Math.max(excess, over);
        if (over > EXCESS && !row.straight) this.#cuts.push({ slot, row, cos: re / load, sin: im / load });
      }
      return 1 / (1 + excess);
    });
    let reachableKwh = 0;
    stays.forEach(({ from, to }, k) => {
      for (let slot = from; slot < to; slot++) {
        const powerKw = x[(this.#first[k] ?? 0) + slot - from] ?? 0;
        reachableKwh += powerKw * (hours[slot] ?? 0) * (shrink[slot] ?? 1);
      }
    });
    return reachableKwh;
  }

  #firstCuts(slot: number): void {
    const mostKw = this.#bundles.map(() => 0);
    for (const { connector, mostKw: each, from, to } of this.#group.stays) {
      const bundle = this.#bundleOf.get(connector) ?? -1;
      if (from <= slot && slot < to) mostKw[bundle] = (mostKw[bundle] ?? 0) + each;
    }
    for (const row of this.#rows) {
      for (const { cos, sin } of row.straight ? [{ cos: 1, sin: 0 }] : tangentsOf(row)) {
        const reach = row.terms.reduce(
          (sum, { bundle, re, im }) => sum + Math.max(0, re * cos + im * sin) * (mostKw[bundle] ?? 0),
          0,
        );
        if (reach > row.limit) this.#cuts.push({ slot, row, cos, sin });
      }
    }
  }

  #load(row: BundleRow, x: Float64Array, slot: number): { readonly re: number; readonly im: number } {
    let [re, im] = [0, 0];
    for (const term of row.terms) {
      const powerKw = x[this.#sumColumn(term.bundle, slot)] ?? 0;
      re += term.re * powerKw;
      im += term.im * powerKw;
    }
    return { re, im };
  }

  #sumColumn(bundle: number, slot: number): number {
    return this.#powerColumns + bundle * this.#group.hours.length + slot;
  }
}

/** Directions all around, but only where a sum of the row's terms can point: between two of them, or next to one. */
function tangentsOf({ terms }: BundleRow): readonly { readonly cos: number; readonly sin: number }[] {
  const step = (2 * Math.PI) / FIRST_TANGENTS;
  const turn = (from: number, to: number): number => (to - from + 4 * Math.PI) % (2 * Math.PI);
  const angles = terms.map(({ re, im }) => Math.atan2(im, re));
  const isReached = (angle: number): boolean =>
    angles.some(
      (from) =>
        turn(from - step, angle) <= 2 * step ||
        angles.some((to) => turn(from, to) < Math.PI && turn(from, angle) <= turn(from, to)),
    );
  return Array.from({ length: FIRST_TANGENTS }, (_, k) => k * step)
    .filter(isReached)
    .map((angle) => ({ cos: Math.cos(angle), sin: Math.sin(angle) }));
}

function compressed(
  entries: readonly (readonly { readonly row: number; readonly value: number }[])[],
): Pick<LinearProgram, 'columnStart' | 'rowIndex' | 'value'> {
  const columnStart = new Int32Array(entries.length + 1);
  entries.forEach((column, k) => {
    columnStart[k + 1] = (columnStart[k] ?? 0) + column.length;
  });
  const flat = entries.flat();
  return {
    columnStart,
    rowIndex: Int32Array.from(flat, ({ row }) => row),
    value: Float64Array.from(flat, ({ value }) => value),
  };
}
