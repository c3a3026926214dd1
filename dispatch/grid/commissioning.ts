import { baseInRow, sumUpward } from './capacity.ts';
import type { NodeId } from './grid.ts';
import type { CompiledGrid } from './rows.ts';
import { ROW_TOLERANCE, rowLoad } from './rows.ts';

/** A row that would not hold if every charger lost control at the worst hour; amounts in `unit`. */
export type CommissioningViolation = {
  readonly nodeId: NodeId;
  readonly rowId: string;
  readonly failsafe: number;
  readonly baseMaximum: number;
  readonly capacity: number;
  readonly unit: 'kW' | 'A';
};

/**
 * The commissioning rule: per row, sum of failsafe shares + base-load maximum <= rating x (1 - margin).
 * Returns the rows that break it, in the order of the grid; an empty list means the site is safe with no control at all.
 * A node's base maximum is its own `baseLoad.maximumKw`, or the sum of its children's.
 */
export function commissioningViolations(compiled: CompiledGrid): CommissioningViolation[] {
  const failsafeKw = compiled.connectors.map((connector) => connector.failsafeKw);
  const baseMaximumKw = sumUpward(compiled, (node) => node.baseLoad?.maximumKw);
  return compiled.rows.flatMap((row) => {
    const index = compiled.nodeIndex.get(row.nodeId) ?? -1;
    const node = compiled.nodes[index];
    if (node === undefined) throw new Error(`commissioning: row "${row.id}" is at unknown node "${row.nodeId}"`);
    const failsafe = rowLoad(row, failsafeKw);
    const baseMaximum = baseInRow(row, node, baseMaximumKw[index] ?? 0);
    const capacity = row.rating * (1 - node.margin);
    // Written so that NaN counts as a violation.
    if (failsafe + baseMaximum <= capacity + ROW_TOLERANCE) return [];
    return [{ nodeId: row.nodeId, rowId: row.id, failsafe, baseMaximum, capacity, unit: row.unit }];
  });
}
