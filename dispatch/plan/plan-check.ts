import type { ConnectorId } from '../grid/index.ts';
import { ENERGY_TOLERANCE_KWH, ROW_TOLERANCE } from './plan-bounds.ts';
import { effectiveDepartureMs, type PlanRequest, type PlanSession } from './plan-request.ts';
import { hoursBefore } from './plan-slots.ts';
import type { Plan } from './plan.ts';
import { rowLoad } from '../grid/index.ts';

export type PlanCheck = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Whether a plan may be used, whoever solved it: the slots of the request, every average power a number from 0 to what the
 * session can take in its part of the slot, no more energy than needed, every grid row within its limit in every slot.
 * Written from the meaning of the grid's rows, not from the program's: polygons, scaling and dropped rows are judged too.
 * Tolerances: `ROW_TOLERANCE` kW or A, `ENERGY_TOLERANCE_KWH`.
 */
export function checkPlan(plan: Plan, request: PlanRequest): PlanCheck {
  const why = wrongSlots(plan, request) ?? wrongSessions(plan, request) ?? brokenRow(plan, request);
  return why === undefined ? { ok: true } : { ok: false, why };
}

function wrongSlots(plan: Plan, { slotStartMs }: PlanRequest): string | undefined {
  const same =
    plan.slotStartMs.length === slotStartMs.length && plan.slotStartMs.every((ms, k) => ms === slotStartMs[k]);
  return same ? undefined : `slots: ${plan.slotStartMs.length} starts that are not the ${slotStartMs.length} asked for`;
}

function wrongSessions(plan: Plan, request: PlanRequest): string | undefined {
  const asked = new Map<ConnectorId, PlanSession>(request.sessions.map((session) => [session.connectorId, session]));
  for (const [connectorId, powerKw] of plan.powerKw) {
    const session = asked.get(connectorId);
    const why = session === undefined ? 'has a plan but no session' : wrongPowers(powerKw, session, request);
    if (why !== undefined) return `${connectorId}: ${why}`;
  }
  return undefined;
}

function wrongPowers(powerKw: readonly number[], session: PlanSession, request: PlanRequest): string | undefined {
  const slots = request.slotStartMs.length - 1;
  if (powerKw.length !== slots) return `${powerKw.length} powers for ${slots} slots`;
  const { slotStartMs } = request;
  const departureMs = effectiveDepartureMs(session, request.atMs);
  let plannedKwh = 0;
  for (const [slot, kw] of powerKw.entries()) {
    const hours = hoursBefore(slotStartMs, slot, Infinity);
    const maximumKw = (session.maximumKw * hoursBefore(slotStartMs, slot, departureMs)) / hours;
    // Written so that NaN fails.
    if (!(kw >= 0 && kw <= maximumKw + ROW_TOLERANCE)) return `${kw} kW in slot ${slot}, may have 0 to ${maximumKw}`;
    plannedKwh += kw * hours;
  }
  if (plannedKwh > session.remainingKwh + ENERGY_TOLERANCE_KWH) {
    return `${plannedKwh} kWh planned, needs ${session.remainingKwh}`;
  }
  return undefined;
}

function brokenRow(plan: Plan, { grid, rowLimit, slotStartMs }: PlanRequest): string | undefined {
  const planned = grid.connectors.map(({ id }) => plan.powerKw.get(id));
  for (let slot = 0; slot < slotStartMs.length - 1; slot += 1) {
    const powerKw = planned.map((powers) => powers?.[slot] ?? 0);
    for (const [rowIndex, row] of grid.rows.entries()) {
      const load = rowLoad(row, powerKw);
      const limit = Math.max(0, rowLimit(rowIndex, slot));
      if (!(load <= limit + ROW_TOLERANCE)) return `row ${row.id}: ${load} ${row.unit} in slot ${slot}, limit ${limit}`;
    }
  }
  return undefined;
}
