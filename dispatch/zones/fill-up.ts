import { type ConnectorId, rowLoad } from '../grid/index.ts';
import { effectiveDepartureMs, hoursBefore, type Plan, type PlanRequest } from '../plan/index.ts';

/** Below this a kW or kWh is not worth a place in the plan. */
const LEAST = 0.001;

/**
 * Gives sessions that a plan leaves short what the rows have left, those that leave first first, in the cheapest slots. Zones are planned apart: what one of them leaves of
 * its budget in a shared row, others may need. Every row is kept: in a phasor row a kW is counted at its full magnitude. Watts, rounded down.
 */
export function fillUp(plan: Plan, request: PlanRequest): Plan {
  const { grid, sessions, slotStartMs, atMs } = request;
  const slots = slotStartMs.length - 1;
  const short = sessions
    .filter(({ connectorId }) => plan.powerKw.has(connectorId) && (plan.shortfallKwh.get(connectorId) ?? 0) > LEAST)
    .sort((a, b) => a.departureMs - b.departureMs);
  if (short.length === 0) return plan;
  const left = leftOfRows(plan, request);
  const order = Array.from({ length: slots }, (_, slot) => slot).sort(
    (a, b) => (request.pricePerKwh[a] ?? 0) - (request.pricePerKwh[b] ?? 0) || a - b,
  );
  const powerKw = new Map(plan.powerKw);
  const shortfallKwh = new Map(plan.shortfallKwh);
  const { places } = grid;
  for (const session of short) {
    const { connectorId } = session;
    const connector = grid.connectorIndex.get(connectorId) ?? -1;
    const [first, end] = [places.start[connector] ?? 0, places.end[connector] ?? 0];
    const powers = [...(powerKw.get(connectorId) ?? [])];
    const departureMs = effectiveDepartureMs(session, atMs);
    let wantKwh = shortfallKwh.get(connectorId) ?? 0;
    for (const slot of order) {
      if (wantKwh < LEAST) break;
      const hours = hoursBefore(slotStartMs, slot, Infinity);
      const mostKw = (session.maximumKw * hoursBefore(slotStartMs, slot, departureMs)) / hours;
      let moreKw = Math.min(mostKw - (powers[slot] ?? 0), wantKwh / hours);
      for (let k = first; k < end && moreKw >= LEAST; k += 1) {
        moreKw = Math.min(moreKw, (left[(places.row[k] ?? 0) * slots + slot] ?? 0) / (places.perKw[k] ?? 1));
      }
      moreKw = Math.floor(moreKw * 1000) / 1000;
      if (!(moreKw >= LEAST)) continue;
      for (let k = first; k < end; k += 1) {
        const at = (places.row[k] ?? 0) * slots + slot;
        left[at] = (left[at] ?? 0) - moreKw * (places.perKw[k] ?? 0);
      }
      powers[slot] = (powers[slot] ?? 0) + moreKw;
      wantKwh -= moreKw * hours;
    }
    powerKw.set(connectorId, powers);
    if (wantKwh < LEAST) shortfallKwh.delete(connectorId);
    else shortfallKwh.set(connectorId, wantKwh);
  }
  return { ...plan, powerKw, shortfallKwh };
}

/** What each row has left in each slot, in its unit, at `row * slots + slot`. */
function leftOfRows(plan: Plan, { grid, rowLimit, slotStartMs }: PlanRequest): Float64Array {
  const slots = slotStartMs.length - 1;
  const left = new Float64Array(grid.rows.length * slots);
  const planned = grid.connectors.map(({ id }: { readonly id: ConnectorId }) => plan.powerKw.get(id));
  const powerKw = new Float64Array(grid.connectors.length);
  for (let slot = 0; slot < slots; slot += 1) {
    planned.forEach((powers, connector) => (powerKw[connector] = powers?.[slot] ?? 0));
    grid.rows.forEach((row, index) => {
      left[index * slots + slot] = Math.max(0, rowLimit(index, slot)) - rowLoad(row, powerKw);
    });
  }
  return left;
}
