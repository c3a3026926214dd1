import type { LinearProgram, Solve, SolveNow } from '../dispatch/index.ts';
import { changesBetween, type Tariff } from './profit-tariff.ts';
import type { Scenario } from './scenario.ts';

export type ProfitOptimum = {
  readonly profit: number;
  readonly peakKw: number;
  readonly energyKwh: number;
};

export type ProfitTerms = { readonly tariff: Tariff; readonly revenuePerKwh: number };

const TIME_LIMIT_MS = 600_000;

/**
 * The most that a site with one cap could earn with knowledge of every car of the month: one linear program with a column per stay and interval between
 * arrivals, departures and changes of the price (within an interval nothing changes, so constant powers lose nothing), and one for the peak.
 * Ideal batteries, continuous limits. Rejects with an Error when the engine fails.
 */
export async function profitOptimum(
  scenario: Scenario,
  { tariff, revenuePerKwh }: ProfitTerms,
  solve: Solve | SolveNow,
): Promise<ProfitOptimum> {
  const edges = edgesOf(scenario, tariff);
  const hours = edges.slice(1).map((atMs, k) => (atMs - (edges[k] ?? atMs)) / 3_600_000);
  const margin = hours.map((_, k) => revenuePerKwh - tariff.pricePerKwh(edges[k] ?? 0));
  const indexOf = new Map(edges.map((atMs, k) => [atMs, k]));
  const capKw = scenario.grid.nodes.find(({ id }) => id === scenario.capacityNodeId)?.ratingKw ?? Infinity;
  const { sessions } = scenario;
  const [objective, upper, rowIndex, value]: number[][] = [[], [], [], []];
  const columnStart = [0];
  const place = { interval: [] as number[] };
  sessions.forEach(({ arrivalMs, departureMs, car }, k) => {
    for (let at = indexOf.get(arrivalMs) ?? 0; at < (indexOf.get(departureMs) ?? 0); at += 1) {
      objective?.push((margin[at] ?? 0) * (hours[at] ?? 0));
      upper?.push(car.maximumKw);
      rowIndex?.push(k, sessions.length + at);
      value?.push(hours[at] ?? 0, 1);
      place.interval.push(at);
      columnStart.push(rowIndex?.length ?? 0);
    }
  });
  objective?.push(-tariff.demandChargePerKw);
  upper?.push(capKw);
  hours.forEach((_, at) => {
    rowIndex?.push(sessions.length + at);
    value?.push(-1);
  });
  columnStart.push(rowIndex?.length ?? 0);
  const rowCount = sessions.length + hours.length;
  const program: LinearProgram = {
    columnCount: columnStart.length - 1,
    rowCount,
    objective: Float64Array.from(objective ?? []),
    columnLower: new Float64Array(columnStart.length - 1),
    columnUpper: Float64Array.from(upper ?? []),
    rowLower: new Float64Array(rowCount).fill(-Infinity),
    rowUpper: Float64Array.from({ length: rowCount }, (_, row) => sessions[row]?.needKwh ?? 0),
    columnStart: Int32Array.from(columnStart),
    rowIndex: Int32Array.from(rowIndex ?? []),
    value: Float64Array.from(value ?? []),
  };
  const solution = await solve(program, { timeLimitMs: TIME_LIMIT_MS });
  if (solution.status !== 'optimal') throw new Error(`optimal profit of ${scenario.name}: ${solution.status}`);
  return {
    profit: solution.objective,
    peakKw: solution.x.at(-1) ?? 0,
    energyKwh: place.interval.reduce((sum, at, column) => sum + (hours[at] ?? 0) * (solution.x[column] ?? 0), 0),
  };
}

function edgesOf({ sessions, startMs, endMs }: Scenario, tariff: Tariff): readonly number[] {
  const edges = sessions.flatMap(({ arrivalMs, departureMs }) => [arrivalMs, departureMs]);
  const changes = changesBetween(tariff, { fromMs: startMs, toMs: endMs });
  return [...new Set([...edges, ...changes])].sort((a, b) => a - b);
}
