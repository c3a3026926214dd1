import type { Step } from './limit-ahead.ts';
import type { HistoryPoint, Node } from './types.ts';

export type ChartPoint = {
  readonly atMs: number;
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly limitKw: number | undefined;
};

/** Columns of equal length: seconds, base load + charging, base load, limit until now, limit from now on. */
export type ChartColumns = readonly [
  atSeconds: number[],
  loadKw: (number | null)[],
  baseLoadKw: (number | null)[],
  limitKw: (number | null)[],
  limitAheadKw: (number | null)[],
];

/** The service keeps a point each 10 s; so does the page. */
const STEP_MS = 10_000;
/** A day and a bit of them. */
const MAXIMUM_POINTS = 9_000;

export function pointOfHistory({ at, baseLoadKw, chargingKw, limitKw }: HistoryPoint): ChartPoint {
  return { atMs: Date.parse(at), baseLoadKw, chargingKw, limitKw };
}

export function pointOfNode({ baseLoadKw, chargingKw, limitKw }: Node, atMs: number): ChartPoint {
  return { atMs, baseLoadKw, chargingKw, limitKw };
}

/** The newest point moves with the time until a step is full; then it stays. Points of the past are ignored, the oldest fall off. */
export function withPoint(points: readonly ChartPoint[], point: ChartPoint): readonly ChartPoint[] {
  const last = points.at(-1);
  if (last !== undefined && point.atMs <= last.atMs) return points;
  const before = points.at(-2);
  const moves = last !== undefined && before !== undefined && point.atMs - before.atMs < STEP_MS;
  return [...(moves ? points.slice(0, -1) : points), point].slice(-MAXIMUM_POINTS);
}

export function columnsOf(points: readonly ChartPoint[], ahead: readonly Step[]): ChartColumns {
  const none = (list: readonly unknown[]): null[] => list.map(() => null);
  return [
    [...points.map(({ atMs }) => atMs / 1000), ...ahead.map(({ atMs }) => atMs / 1000)],
    [...points.map(({ baseLoadKw, chargingKw }) => baseLoadKw + chargingKw), ...none(ahead)],
    [...points.map(({ baseLoadKw }) => baseLoadKw), ...none(ahead)],
    [...points.map(({ limitKw }) => limitKw ?? null), ...none(ahead)],
    [...none(points), ...ahead.map(({ limitKw }) => limitKw ?? null)],
  ];
}
