import type { Plan, PlanRequest, PlanSession } from '../plan/index.ts';
import type { Parent } from './parent.ts';
import type { Zoning } from './zones.ts';

/**
 * A request for each zone that has sessions, and which. In shared rows a zone has a budget: what its batteries draw in the parent's plan, and of what
 * that plan leaves a share by how much more the zone could take. The budgets of a row never sum to more than its limit, so the zones' plans together keep it.
 * Where a row's peak is paid for or evened out, what the parent leaves stays unused.
 */
export function zoneRequests(
  request: PlanRequest,
  { zones, shared }: Zoning,
  { parent, plan }: { readonly parent: Parent; readonly plan: Plan },
): readonly { readonly zone: number; readonly request: PlanRequest }[] {
  const budgets = budgetsOf(request, { parent, plan, zones: zones.length });
  const sessionOf = new Map(request.sessions.map((session) => [session.connectorId, session]));
  const slots = request.slotStartMs.length - 1;
  return zones.flatMap((zone, z) => {
    const sessions = zone.grid.connectors.flatMap(({ id }): PlanSession[] => {
      const session = sessionOf.get(id);
      return session === undefined ? [] : [session];
    });
    if (sessions.length === 0) return [];
    const inZone = (row: number): boolean =>
      shared[request.grid.nodeIndex.get(request.grid.rows[row]?.nodeId ?? '') ?? -1] === 0;
    const partRow = new Map([...zone.rowOf].map((whole, row) => [whole, row]));
    const ownCharges = (request.demandCharges ?? []).flatMap((charge) => {
      const rowIndex = partRow.get(charge.rowIndex);
      return rowIndex === undefined || !inZone(charge.rowIndex) ? [] : [{ ...charge, rowIndex }];
    });
    const { demandCharges: _, flatten, ...rest } = request;
    const flatRow = flatten === undefined || !inZone(flatten.rowIndex) ? undefined : partRow.get(flatten.rowIndex);
    const own: PlanRequest = {
      ...rest,
      grid: zone.grid,
      sessions,
      rowLimit: (row, slot) => {
        const whole = zone.rowOf[row] ?? -1;
        const budget = budgets.get(whole);
        return budget === undefined ? request.rowLimit(whole, slot) : (budget[z * slots + slot] ?? 0);
      },
      ...(ownCharges.length === 0 ? {} : { demandCharges: ownCharges }),
      ...(flatten === undefined || flatRow === undefined ? {} : { flatten: { ...flatten, rowIndex: flatRow } }),
    };
    return [{ zone: z, request: own }];
  });
}

/** Per shared row of the whole grid: the budget of each zone in each slot, in the row's unit, at `zone * slots + slot`. */
function budgetsOf(
  request: PlanRequest,
  { parent, plan, zones }: { readonly parent: Parent; readonly plan: Plan; readonly zones: number },
): ReadonlyMap<number, Float64Array> {
  const slots = request.slotStartMs.length - 1;
  const paid = new Set(
    [...(request.demandCharges ?? []), ...(request.flatten === undefined ? [] : [request.flatten])].map(
      ({ rowIndex }) => rowIndex,
    ),
  );
  const powers = parent.request.grid.connectors.map(({ id }) => plan.powerKw.get(id) ?? []);
  const zoneKw = new Float64Array(zones * slots);
  powers.forEach((powerKw, connector) => {
    const first = (parent.zoneOf[connector] ?? 0) * slots;
    for (let slot = 0; slot < slots; slot += 1) {
      zoneKw[first + slot] = (zoneKw[first + slot] ?? 0) + (powerKw[parent.slotOf[slot] ?? 0] ?? 0);
    }
  });
  const budgets = new Map<number, Float64Array>();
  parent.request.grid.rows.forEach(({ groups: [group] }, row) => {
    const whole = parent.rowOf[row] ?? -1;
    if (whole < 0 || group === undefined) return;
    const budget = new Float64Array(zones * slots);
    const below = new Set<number>();
    group.members.forEach((connector, k) => {
      const zone = parent.zoneOf[connector] ?? 0;
      below.add(zone);
      for (let slot = 0; slot < slots; slot += 1) {
        const at = zone * slots + slot;
        budget[at] = (budget[at] ?? 0) + (group.perKw[k] ?? 0) * (powers[connector]?.[parent.slotOf[slot] ?? 0] ?? 0);
      }
    });
    for (let slot = 0; slot < slots; slot += 1) {
      const limit = Math.max(0, request.rowLimit(whole, slot));
      shareOut({
        budget,
        zones: [...below],
        slots,
        slot,
        limit,
        spend: !paid.has(whole),
        wishKw: parent.wishKw,
        zoneKw,
      });
    }
    budgets.set(whole, budget);
  });
  return budgets;
}

/** Adds to the budgets of one slot what is left below `limit`; scales them down should they exceed it. */
function shareOut(args: {
  readonly budget: Float64Array;
  readonly zones: readonly number[];
  readonly slots: number;
  readonly slot: number;
  readonly limit: number;
  readonly spend: boolean;
  readonly wishKw: Float64Array;
  readonly zoneKw: Float64Array;
}): void {
  const { budget, zones, slots, slot, limit, spend, wishKw, zoneKw } = args;
  const used = zones.reduce((sum, zone) => sum + (budget[zone * slots + slot] ?? 0), 0);
  const wish = (zone: number): number =>
    Math.max(0, (wishKw[zone * slots + slot] ?? 0) - (zoneKw[zone * slots + slot] ?? 0)) + 1e-6;
  const wishes = zones.reduce((sum, zone) => sum + wish(zone), 0);
  for (const zone of zones) {
    const at = zone * slots + slot;
    const drawn = budget[at] ?? 0;
    if (used > limit) budget[at] = drawn * (limit / used);
    else if (spend) budget[at] = limit === Infinity ? Infinity : drawn + ((limit - used) * wish(zone)) / wishes;
  }
}
