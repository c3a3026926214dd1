import { exposureKw } from '../../dispatch/index.ts';
import type { CompiledGrid, LedgerBounds } from '../../dispatch/index.ts';
import type { LedgerLook } from './base-loads.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';

/** What the base load must know of each connector, by its index: whether it charges, and the most that it may draw. */
export function ledgerLook(
  grid: CompiledGrid,
  records: readonly ConnectorRecord[],
  { atMs, ledgerBounds }: { readonly atMs: number; readonly ledgerBounds: LedgerBounds },
): (index: number) => LedgerLook {
  return (index) => {
    const record = records[index];
    if (record === undefined) return { charging: false, exposureKw: 0 };
    const share = shareOf(record, grid.connectors[index]?.phases.length ?? 0);
    return {
      charging: record.session !== undefined,
      exposureKw: share * exposureKw(record.account, atMs, ledgerBounds),
      ...(record.phaseUse === undefined ? {} : { phaseUse: record.phaseUse }),
    };
  };
}
