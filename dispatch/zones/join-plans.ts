import type { ConnectorId } from '../grid/index.ts';
import type { Plan, PlanRequest } from '../plan/index.ts';

/**
 * The plans of the zones as one of the whole request. Sessions of a zone that has no plan are absent. A shared row has the highest price that any zone
 * would pay for more of it; `solveMs` is the work of all engines.
 */
export function joinPlans(request: PlanRequest, plans: readonly Plan[]): Plan {
  const powerKw = new Map<ConnectorId, readonly number[]>();
  const shortfallKwh = new Map<ConnectorId, number>();
  const worthPerKwh = new Map<ConnectorId, number>();
  const rowPrice = new Map<string, Float64Array>();
  for (const plan of plans) {
    for (const [id, powers] of plan.powerKw) powerKw.set(id, powers);
    for (const [id, kwh] of plan.shortfallKwh) shortfallKwh.set(id, kwh);
    for (const [id, worth] of plan.worthPerKwh ?? []) worthPerKwh.set(id, worth);
    for (const [id, prices] of plan.rowPrice ?? []) {
      const before = rowPrice.get(id);
      rowPrice.set(id, before === undefined ? prices : prices.map((price, slot) => Math.max(price, before[slot] ?? 0)));
    }
  }
  const engines = [...new Set(plans.map(({ engine }) => engine))].sort();
  return {
    madeAtMs: request.atMs,
    slotStartMs: request.slotStartMs,
    powerKw,
    shortfallKwh,
    rowPrice,
    worthPerKwh,
    engine: `${engines.join(' and ')} in ${plans.length} zones`,
    solveMs: plans.reduce((sum, { solveMs }) => sum + solveMs, 0),
  };
}
