import type { ConnectorId } from '../grid/index.ts';
import { type ObjectiveKind, OVERSTAY_MS } from './plan-bounds.ts';
import type { Solution } from './plan.ts';
import type { CompiledGrid } from '../grid/index.ts';

/** Everything the slow layer needs to plan the power of each session over the horizon. */
export type PlanRequest = {
  readonly atMs: number;
  readonly grid: CompiledGrid;
  /** From `slotGrid`: slot k covers [slotStartMs[k], slotStartMs[k + 1]). */
  readonly slotStartMs: readonly number[];
  /** At most one per connector. */
  readonly sessions: readonly PlanSession[];
  /**
   * What row `rowIndex` of the grid has left for charging throughout slot `slot`, in the row's unit: its limit with margin, under
   * every envelope, minus the upper forecast of the base load. Infinity = no limit; below 0 counts as 0.
   */
  readonly rowLimit: (rowIndex: number, slot: number) => number;
  /** One per slot, any currency, may be negative. Only `cost` looks at it. */
  readonly pricePerKwh: readonly number[];
  readonly objective: ObjectiveKind;
};

export type PlanSession = {
  readonly connectorId: ConnectorId;
  /** May lie in the past: the car is still plugged in and keeps a small claim. */
  readonly departureMs: number;
  readonly remainingKwh: number;
  readonly maximumKw: number;
  /** > 0; a larger one is served first when not all can be. */
  readonly weight: number;
};

/** A solution that carries an answer. */
export type Solved = Extract<Solution, { readonly x: Float64Array }>;

/** Column of session `session` in slot `slot`, kW while the car is there. */
export type PowerColumn = {
  readonly session: number;
  readonly slot: number;
  readonly hours: number;
  readonly upperKw: number;
};

/** When the car is planned to be gone: its departure, or an hour from now once that is past. */
export function effectiveDepartureMs(session: PlanSession, atMs: number): number {
  return session.departureMs > atMs ? session.departureMs : atMs + OVERSTAY_MS;
}

/** Throws RangeError, with the number, for a request that no plan can be made of. */
export function assertPlannable({ atMs, grid, slotStartMs, sessions, pricePerKwh }: PlanRequest): void {
  const ascending = slotStartMs.every((startMs, slot) => slot === 0 || startMs > (slotStartMs[slot - 1] ?? Infinity));
  if (slotStartMs.length < 2 || slotStartMs[0] !== atMs || !ascending || !slotStartMs.every(Number.isFinite)) {
    throw new RangeError(`plan at ${atMs}: slots do not ascend from there (${slotStartMs.length} starts)`);
  }
  if (pricePerKwh.length !== slotStartMs.length - 1 || !pricePerKwh.every(Number.isFinite)) {
    throw new RangeError(
      `plan at ${atMs}: ${pricePerKwh.length} prices for ${slotStartMs.length - 1} slots, or one is not a number`,
    );
  }
  const seen = new Set<ConnectorId>();
  for (const { connectorId, departureMs, remainingKwh, maximumKw, weight } of sessions) {
    if (!grid.connectorIndex.has(connectorId)) throw new RangeError(`plan: ${connectorId} is not in the grid`);
    if (seen.has(connectorId)) throw new RangeError(`plan: ${connectorId} has two sessions`);
    seen.add(connectorId);
    const valid = [departureMs, remainingKwh, maximumKw, weight].every(Number.isFinite);
    if (!valid || remainingKwh < 0 || maximumKw < 0 || weight <= 0) {
      throw new RangeError(
        `plan: ${connectorId} wants ${remainingKwh} kWh at ${maximumKw} kW until ${departureMs}, weight ${weight}`,
      );
    }
  }
}
