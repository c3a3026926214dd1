import { Heap } from './heap.ts';
import { WaterRows } from './water-rows.ts';
import type { CompiledGrid } from '../grid/index.ts';

/**
 * What is to be levelled, per connector index: power as a function of the common level is
 * x(level) = clamp(offset + slope x level, lower, upper). A fixed load has lower = upper.
 */
export type LevelProblem = {
  readonly grid: CompiledGrid;
  /** Capacity for all connectors together per row, in the row's unit; Infinity = no limit. */
  readonly remaining: ArrayLike<number>;
  readonly lowerKw: Float64Array;
  readonly upperKw: Float64Array;
  readonly offsetKw: Float64Array;
  /** kW per unit of level, > 0 where upper > lower. */
  readonly slopeKw: Float64Array;
};

export type Levels = {
  readonly powerKw: Float64Array;
  /** The row that stopped the connector; -1 = it reached its upper bound. */
  readonly bindingRow: Int32Array;
};

/**
 * Weighted max-min by progressive filling (Bertsekas & Gallager, Data Networks, 6.5.2): one level rises for all; a connector stops at its
 * upper bound or when a row that contains it becomes tight, and the others go on. Exact for ordinary rows: between two events every load is
 * linear in the level, so the next event is computed, not searched. In a phasor row the worst subset of groups is tight first; its groups
 * stop, groups that do not add to it go on. A row that is over already with the lower bounds stops its connectors there.
 * O((connectors x rows per connector) log rows). Deterministic; expects finite bounds, lower <= upper.
 */
export function waterLevels(problem: LevelProblem): Levels {
  const { grid, lowerKw, upperKw, offsetKw, slopeKw } = problem;
  const count = grid.connectors.length;
  const powerKw = lowerKw.slice();
  const bindingRow = new Int32Array(count).fill(-1);
  const rows = new WaterRows(problem);

  const rising: number[] = [];
  const startLevel = new Float64Array(count);
  const stopLevel = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const lower = lowerKw[i] ?? 0;
    const upper = upperKw[i] ?? 0;
    const slope = slopeKw[i] ?? 0;
    if (!(upper > lower) || !(slope > 0)) continue;
    startLevel[i] = (lower - (offsetKw[i] ?? 0)) / slope;
    stopLevel[i] = (upper - (offsetKw[i] ?? 0)) / slope;
    rising.push(i);
  }
  const starts = Int32Array.from(rising).sort((a, b) => (startLevel[a] ?? 0) - (startLevel[b] ?? 0));
  const stops = Int32Array.from(rising).sort((a, b) => (stopLevel[a] ?? 0) - (stopLevel[b] ?? 0));
  const done = new Uint8Array(count);
  const queue = new Heap(rows.tightLevel);

  const stop = (i: number, level: number, atKw: number, row: number): void => {
    done[i] = 1;
    powerKw[i] = atKw;
    bindingRow[i] = row;
    rows.leave(i, level);
  };

  const moved = (row: number): void => queue.moved(row);
  let nextStart = 0;
  let nextStop = 0;
  while (nextStop < stops.length) {
    const stopping = stops[nextStop] ?? 0;
    if (done[stopping] === 1) {
      nextStop++;
      continue;
    }
    const startAt = nextStart < starts.length ? (startLevel[starts[nextStart] ?? 0] ?? 0) : Number.POSITIVE_INFINITY;
    const stopAt = stopLevel[stopping] ?? 0;
    const tightAt = queue.topKey();
    if (tightAt < Math.min(startAt, stopAt)) {
      const row = queue.top();
      // Keys of rows may be too early (connectors have stopped since), never too late.
      if (rows.refresh(row)) {
        queue.moved(row);
        continue;
      }
      for (const i of rows.saturate(row, tightAt)) {
        const atKw = (offsetKw[i] ?? 0) + (slopeKw[i] ?? 0) * tightAt;
        stop(i, tightAt, Math.min(upperKw[i] ?? 0, Math.max(lowerKw[i] ?? 0, atKw)), row);
      }
      rows.refresh(row);
      queue.moved(row);
    } else if (startAt <= stopAt) {
      const starting = starts[nextStart] ?? 0;
      nextStart++;
      const saturated = rows.saturatedRowOf(starting);
      if (saturated === -1) {
        rows.join(starting, startAt, moved);
      } else {
        done[starting] = 1;
        bindingRow[starting] = saturated;
      }
    } else {
      nextStop++;
      stop(stopping, stopAt, upperKw[stopping] ?? 0, -1);
    }
  }
  return { powerKw, bindingRow };
}
