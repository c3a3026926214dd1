import type { ConnectorId } from '../grid/index.ts';
import type { PlanObjective } from './objective.ts';
import { OVERSTAY_MS } from './plan-bounds.ts';
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
  /** One per slot, any currency, may be negative. */
  readonly pricePerKwh: readonly number[];
  /** One per slot; absent = nothing known. */
  readonly carbonKgPerKwh?: readonly number[];
  /** Rows in kW whose highest load of the month is paid for, each once. Counts where the objective weighs prices. */
  readonly demandCharges?: readonly DemandCharge[];
  /** The row in kW that `flat` evens out. */
  readonly flatten?: BaseOfRow;
  readonly objective: PlanObjective;
};

/** A row in kW and the best forecast of the base load in it, one entry a slot, kW. */
export type BaseOfRow = { readonly rowIndex: number; readonly baseKw: readonly number[] };

export type DemandCharge = BaseOfRow & {
  readonly pricePerKw: number;
  /** The highest load of the billing period so far, base load included: below it power is free of the charge. */
  readonly peakSoFarKw: number;
};

export type PlanSession = {
  readonly connectorId: ConnectorId;
  /** May lie in the past: the car is still plugged in and keeps a small claim. With `presence` the latest it may stay. */
  readonly departureMs: number;
  /**
   * Chance that the car is there, one entry a slot, 0 to 1, never rising; absent = certain until its departure. A kWh counts by the chance that it can still
   * be delivered, and costs as much; rows are loaded as if the car stayed.
   */
  readonly presence?: readonly number[];
  readonly remainingKwh: number;
  readonly maximumKw: number;
  /** > 0; a larger one is served first when not all can be. */
  readonly weight: number;
};

/** A solution that carries an answer. */
export type Solved = Extract<Solution, { readonly x: Float64Array }>;

/** When the car is planned to be gone: its departure, or an hour from now once that is past. */
export function effectiveDepartureMs(session: PlanSession, atMs: number): number {
  return session.departureMs > atMs ? session.departureMs : atMs + OVERSTAY_MS;
}

/** Throws RangeError, with the number, for a request that no plan can be made of. */
export function assertPlannable(request: PlanRequest): void {
  const { atMs, grid, slotStartMs, sessions } = request;
  const ascending = slotStartMs.every((startMs, slot) => slot === 0 || startMs > (slotStartMs[slot - 1] ?? Infinity));
  if (slotStartMs.length < 2 || slotStartMs[0] !== atMs || !ascending || !slotStartMs.every(Number.isFinite)) {
    throw new RangeError(`plan at ${atMs}: slots do not ascend from there (${slotStartMs.length} starts)`);
  }
  assertSeries(request, 'prices', request.pricePerKwh);
  if (request.carbonKgPerKwh !== undefined) assertSeries(request, 'carbon values', request.carbonKgPerKwh);
  const bases = [...(request.demandCharges ?? []), ...(request.flatten === undefined ? [] : [request.flatten])];
  for (const { rowIndex, baseKw } of bases) {
    if (grid.rows[rowIndex]?.unit !== 'kW') throw new RangeError(`plan: row ${rowIndex} is no row in kW`);
    assertSeries(request, 'base loads', baseKw);
  }
  for (const { pricePerKw, peakSoFarKw } of request.demandCharges ?? []) {
    if (!(pricePerKw >= 0 && pricePerKw < Infinity && peakSoFarKw >= 0 && peakSoFarKw < Infinity)) {
      throw new RangeError(`plan: demand charge of ${pricePerKw} per kW above ${peakSoFarKw} kW`);
    }
  }
  const seen = new Set<ConnectorId>();
  for (const session of sessions) {
    const { connectorId, departureMs, remainingKwh, maximumKw, weight } = session;
    if (!grid.connectorIndex.has(connectorId)) throw new RangeError(`plan: ${connectorId} is not in the grid`);
    if (seen.has(connectorId)) throw new RangeError(`plan: ${connectorId} has two sessions`);
    seen.add(connectorId);
    const finite =
      Number.isFinite(departureMs) &&
      Number.isFinite(remainingKwh) &&
      Number.isFinite(maximumKw) &&
      Number.isFinite(weight);
    if (!finite || remainingKwh < 0 || maximumKw < 0 || weight <= 0) {
      throw new RangeError(
        `plan: ${connectorId} wants ${remainingKwh} kWh at ${maximumKw} kW until ${departureMs}, weight ${weight}`,
      );
    }
    assertPresence(request, session);
  }
}

function assertPresence({ slotStartMs }: PlanRequest, { connectorId, presence }: PlanSession): void {
  if (presence === undefined) return;
  const slots = slotStartMs.length - 1;
  // Written so that NaN fails.
  const falling = presence.every((chance, slot) => chance >= 0 && chance <= (presence[slot - 1] ?? 1));
  if (presence.length === slots && falling) return;
  throw new RangeError(`plan: ${connectorId} has ${presence.length} chances for ${slots} slots, or one rises`);
}

function assertSeries({ atMs, slotStartMs }: PlanRequest, what: string, series: readonly number[]): void {
  if (series.length === slotStartMs.length - 1 && series.every(Number.isFinite)) return;
  throw new RangeError(
    `plan at ${atMs}: ${series.length} ${what} for ${slotStartMs.length - 1} slots, or one is not a number`,
  );
}
