import { commandedKw, leastObeyedKw } from '../../dispatch/index.ts';
import type { CompiledGrid, LedgerBounds } from '../../dispatch/index.ts';
import type { LedgerLook } from './base-loads.ts';
import { shareOf } from './connector-record.ts';
import type { ConnectorRecord } from './connector-record.ts';

/** What the base load must know of each connector, by its index: whether it charges, the most that it may draw, and which limits it may be obeying. `exposuresKw` as in the photograph. */
export function ledgerLook(
  grid: CompiledGrid,
  records: readonly ConnectorRecord[],
  {
    exposuresKw,
    atMs,
    bounds,
  }: { readonly exposuresKw: readonly number[]; readonly atMs: number; readonly bounds: LedgerBounds },
): (index: number) => LedgerLook {
  return (index) => {
    const record = records[index];
    if (record === undefined) return { charging: false, exposureKw: 0, leastKw: 0, newestKw: 0 };
    const share = shareOf(record, grid.connectors[index]?.phases.length ?? 0);
    const look: { -readonly [Name in keyof LedgerLook]: LedgerLook[Name] } = {
      charging: record.session !== undefined,
      exposureKw: share * (exposuresKw[index] ?? record.account.ratingKw),
      leastKw: share * leastObeyedKw(record.account, atMs, bounds),
      newestKw: share * (commandedKw(record.account, atMs) ?? record.account.failsafeKw),
    };
    if (record.phaseUse !== undefined) look.phaseUse = record.phaseUse;
    return look;
  };
}
