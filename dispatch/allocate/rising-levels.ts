import { Heap } from './heap.ts';
import type { LevelProblem } from './water-levels.ts';
import { WaterRows } from './water-rows.ts';

/**
 * `waterLevels` by progressive filling, for parts with phasor rows: between two events every load is linear in the level, so the next event
 * is computed, not searched. In a phasor row the worst subset of groups is tight first; its groups
 * stop, groups that do not add to it go on. A row that is over already with the lower bounds stops its connectors there.
 * O((connectors x rows per connector) log rows). Deterministic; expects finite bounds, lower <= upper.
 */
export function risingLevels(problem: LevelProblem): void {
  const { part, lowerKw, upperKw, offsetKw, slopeKw, powerKw, bindingRow, scratch } = problem;
  const { startLevel, stopLevel } = scratch;
  const rows = new WaterRows(problem);
  const rising: number[] = [];
  for (const i of part.open) {
    const lower = lowerKw[i] ?? 0;
    powerKw[i] = lower;
    bindingRow[i] = -1;
    const upper = upperKw[i] ?? 0;
    const slope = slopeKw[i] ?? 0;
    if (!(upper > lower) || !(slope > 0)) continue;
    startLevel[i] = (lower - (offsetKw[i] ?? 0)) / slope;
    stopLevel[i] = (upper - (offsetKw[i] ?? 0)) / slope;
    rising.push(i);
  }
  const starts = Int32Array.from(rising).sort((a, b) => (startLevel[a] ?? 0) - (startLevel[b] ?? 0));
  const stops = Int32Array.from(rising).sort((a, b) => (stopLevel[a] ?? 0) - (stopLevel[b] ?? 0));
  const done = new Uint8Array(lowerKw.length);
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
}
