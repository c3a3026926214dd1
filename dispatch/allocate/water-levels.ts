import type { Part } from './desk.ts';
import type { CompiledGrid } from '../grid/index.ts';
import { plainLevels } from './plain-levels.ts';
import { risingLevels } from './rising-levels.ts';

/**
 * What is to be levelled in one part of the grid, per connector index: power as a function of the common level is
 * x(level) = clamp(offset + slope x level, lower, upper). A fixed load draws its lower bound.
 */
export type LevelProblem = {
  /** The places name the rows of the part alone. */
  readonly grid: Pick<CompiledGrid, 'rows' | 'places'>;
  readonly part: Part;
  /** Capacity for all connectors together per row, in the row's unit; Infinity = no limit. */
  readonly remaining: ArrayLike<number>;
  readonly lowerKw: Float64Array;
  readonly upperKw: Float64Array;
  readonly offsetKw: Float64Array;
  /** kW per unit of level, > 0 where upper > lower. */
  readonly slopeKw: Float64Array;
  /** Written for the open connectors of the part. May be the array of `lowerKw` of a former problem, not of this one. */
  readonly powerKw: Float64Array;
  /** Written for the same: the row that stopped the connector; -1 = it reached its upper bound. */
  readonly bindingRow: Int32Array;
  readonly scratch: LevelScratch;
};

/** Room to work in, so that a thousand small parts do not allocate a thousand times. */
export type LevelScratch = {
  readonly rising: Uint8Array;
  readonly startLevel: Float64Array;
  readonly stopLevel: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly rate: Float64Array;
  /** Per row. */
  readonly constant: Float64Array;
  readonly stale: Uint8Array;
};

export function levelScratch({ connectors, rows }: Pick<CompiledGrid, 'connectors' | 'rows'>): LevelScratch {
  const numbers = (): Float64Array => new Float64Array(connectors.length);
  return {
    rising: new Uint8Array(connectors.length),
    startLevel: numbers(),
    stopLevel: numbers(),
    from: numbers(),
    to: numbers(),
    rate: numbers(),
    constant: new Float64Array(rows.length),
    stale: new Uint8Array(rows.length),
  };
}

/**
 * Weighted max-min (Bertsekas & Gallager, Data Networks, 6.5.2): one level rises for all; a connector stops at its upper bound or when a
 * row that contains it becomes tight, and the others go on. Exact. A row that is over already with the lower bounds stops its
 * connectors there. Deterministic; expects finite bounds, lower <= upper.
 */
export function waterLevels(problem: LevelProblem): void {
  const { part, grid } = problem;
  const plain = part.rows.every((row) => grid.rows[row]?.groups.length === 1);
  if (plain) plainLevels(problem);
  else risingLevels(problem);
}
