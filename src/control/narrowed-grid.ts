import { usedPhases, withUsedShares } from '../../dispatch/index.ts';
import type { CompiledGrid, Phase } from '../../dispatch/index.ts';
import { shareOf, type ConnectorRecord } from './connector-record.ts';

/** The grid with rows that count what the present cars can draw of their offers. `records` in the order of its connectors. */
export function narrowedBy(grid: CompiledGrid, records: readonly ConnectorRecord[]): CompiledGrid {
  const shares = new Map<number, number>();
  const used = new Map<number, readonly Phase[]>();
  for (const [index, connector] of grid.connectors.entries()) {
    const record = records[index];
    const share = record === undefined ? 1 : shareOf(record, connector.phases.length);
    if (share < 1) shares.set(index, share);
    const phases = usedPhases(record?.phaseUse, connector);
    if (phases !== undefined) used.set(index, phases);
  }
  return withUsedShares(grid, shares, used);
}
