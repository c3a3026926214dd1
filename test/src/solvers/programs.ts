import { buildPlanProgram, type LinearProgram, type PlanRequest } from '../../../dispatch/index.ts';
import { cityGrid, cityRequest, randomFrom } from '../../dispatch/horizon-world.ts';

/** A program from columns of [objective, upper, entries] and rows of [lower, upper]. */
export function programOf(
  columns: readonly (readonly [objective: number, upper: number, entries: readonly (readonly [number, number])[]])[],
  rows: readonly (readonly [lower: number, upper: number])[],
): LinearProgram {
  const entries = columns.flatMap(([, , ofColumn]) => ofColumn);
  let end = 0;
  return {
    columnCount: columns.length,
    rowCount: rows.length,
    objective: Float64Array.from(columns, ([objective]) => objective),
    columnLower: new Float64Array(columns.length),
    columnUpper: Float64Array.from(columns, ([, upper]) => upper),
    rowLower: Float64Array.from(rows, ([lower]) => lower),
    rowUpper: Float64Array.from(rows, ([, upper]) => upper),
    columnStart: Int32Array.from([0, ...columns.map(([, , ofColumn]) => (end += ofColumn.length))]),
    rowIndex: Int32Array.from(entries, ([row]) => row),
    value: Float64Array.from(entries, ([, value]) => value),
  };
}

/** A horizon program that both engines take: few cars, few slots, limits from nothing to plenty, some cars tied. */
export function smallHorizon(seed: number): { readonly request: PlanRequest; readonly program: LinearProgram } {
  const random = randomFrom(seed);
  const grid = cityGrid(2 + Math.floor(9 * random()));
  const kinds = ['quick', 'fair', 'cost'] as const;
  const scale = random() < 0.15 ? 0 : random() ** 2;
  const request = cityRequest(grid, seed, {
    slotStartMs: [0, 0.25, 0.5, 1, 2, 4, 8].map((hour) => Date.UTC(2026, 2, 2, 7, 3, 20) + hour * 3_600_000),
    objective: kinds[seed % 3] ?? 'fair',
    rowLimit: (row, slot) => (slot % 3 === 1 ? scale / 3 : scale) * Math.min(200, grid.rows[row]?.rating ?? 0),
  });
  const tied = request.sessions.map((session) => ({
    ...session,
    departureMs: request.atMs + 3 * 3_600_000,
    remainingKwh: 20,
  }));
  const sessions = random() < 0.3 ? tied : request.sessions;
  const whole = { ...request, sessions };
  return { request: whole, program: buildPlanProgram(whole).program };
}

/** One large horizon program for HiGHS. */
export function largeHorizon(sessions: number): LinearProgram {
  const grid = cityGrid(sessions);
  return buildPlanProgram(cityRequest(grid, 1, { rowLimit: (row) => 0.3 * (grid.rows[row]?.rating ?? 0) })).program;
}
