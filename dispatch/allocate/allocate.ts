import type { AllocateSettings } from './allocate-settings.ts';
import type { Allocation } from '../allocation.ts';
import { limitedBy } from './reasons.ts';
import { floorToStepKw, quantize } from './quantize.ts';
import { RowLoads } from './row-loads.ts';
import { sharesOf } from './shares.ts';
import type { GridSnapshot } from '../snapshot.ts';
import { holdSteady } from './steady.ts';

/**
 * The fast layer: who may draw how much now. One setpoint per controllable connector with a session, in the order of the grid.
 * Lexicographic: floors (`admitFloors`), the plan or least laxity, surplus; then rounded to the chargers' steps and held steady.
 * No row exceeds limit - base unless the loads that are not decided here exceed it already: such rows are in `overcommitted`.
 * Pure and deterministic; never throws: what is not a number in a capacity is no capacity, in a demand no demand.
 */
export function allocate(snapshot: GridSnapshot, settings: AllocateSettings): Allocation {
  const { grid, atMs } = snapshot;
  const { wishes, remaining, upperKw, powerKw, bindingRow } = sharesOf(snapshot, settings);
  const loads = new RowLoads(grid, remaining, powerKw);
  const indexes = wishes.map((wish) => wish.index);
  const steppedKw = quantize({ connectors: grid.connectors, indexes, powerKw, upperKw, loads });
  const steadyKw = holdSteady({ wishes, steppedKw, upperKw, loads });
  return {
    atMs,
    setpoints: wishes.map((wish) => {
      const { connector, index, overrideKw } = wish;
      const decidedKw = steadyKw[index] ?? 0;
      const limitKw = decidedKw > overrideKw ? floorToStepKw(connector, overrideKw) : decidedKw;
      const bounds = { upperKw: upperKw[index] ?? 0, bindingRow: bindingRow[index] ?? -1 };
      const reason = limitedBy({ snapshot, wish, limitKw, ...bounds, loads });
      return { connectorId: connector.id, limitKw, limitedBy: reason };
    }),
    overcommitted: grid.rows.flatMap((row, index) => {
      const excess = loads.excess(index);
      return excess > 0 ? [{ rowId: row.id, nodeId: row.nodeId, excess }] : [];
    }),
  };
}
